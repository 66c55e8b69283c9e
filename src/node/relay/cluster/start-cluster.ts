import { ClusterNode } from './cluster-node.js';
import { type ClusterOptions, requireClusterOptions } from './cluster-options.js';
import { joinNats } from './join-nats.js';

/**
 * Makes this process a node of the cluster that the options state.
 * @throws TypeError, RangeError naming a wrong option; CodecError NOT_INSTALLED | TRANSPORT_FAILED
 */
export async function startCluster(options: ClusterOptions, onNote?: (line: string) => void): Promise<ClusterNode> {
  requireClusterOptions(options);
  const bus = await joinNats({ node: options.node, nats: options.nats, ...(onNote && { onNote }) });
  return new ClusterNode(bus, options, () => bus.isClosed);
}
