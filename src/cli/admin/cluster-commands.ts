import type { ClusterNodeState, DrainState } from '../../node/relay/cluster/cluster-node.js';
import { numberArg } from '../arguments.js';
import { table } from '../table.js';
import type { AddAdmin } from './handler.js';

const DEFAULT_OVER_SECONDS = 60;

/** `latentcast admin nodes` and `drain`. */
export function addClusterCommands(add: AddAdmin): void {
  add('nodes', 'the nodes of the cluster', async (client) => {
    const value = await client.call<{ nodes: readonly ClusterNodeState[]; isConnected: boolean }>('GET', 'nodes');
    const rows = value.nodes.map((node) => [
      node.node,
      stateOf(node),
      `${node.connections} of ${node.maxConnections}`,
      String(node.sources),
      String(node.listeners),
      node.url ?? '-',
    ]);
    const head = ['node', 'state', 'connections', 'sources', 'listeners', 'address'];
    const cutOff = value.isConnected ? '' : '\nthis node is cut off from the others at the moment';
    return { value, text: table([head, null, ...rows], { right: [2, 3, 4] }) + cutOff };
  });
  add(
    'drain <node>',
    'empty a node: who is connected to it is sent to other nodes',
    async (client, [node], options) => {
      const overMs = options.cancel ? null : Math.round(1000 * (options.over as number));
      const path = `nodes/${encodeURIComponent(node!)}/drain`;
      const value = await client.call<DrainState>('POST', path, { overMs });
      const text =
        overMs === null
          ? `${node} takes connections again`
          : `${node} sends its ${value.connections} connections to other nodes over ${overMs / 1000} s`;
      return { value, text };
    },
  )
    .option('--over <s>', 'time over which connections go, in seconds', numberArg(0, 3600), DEFAULT_OVER_SECONDS)
    .option('--cancel', 'take it back: the node takes connections again');
}

const stateOf = ({ isDraining, level }: ClusterNodeState): string =>
  isDraining ? 'draining' : level === 'normal' ? 'ok' : `load ${level}`;
