import { requireInteger } from '../../../core/errors.js';
import { type OptionKinds, requireOptions } from '../../../core/options.js';
import { type NatsOptions, requireNatsOptions, requireNodeName } from './nats-options.js';

/** Makes a relay a node of a cluster. */
export interface ClusterOptions {
  /** This node's name, unique in the cluster, 1 to 64 letters, digits, ".", "_" or "-". */
  readonly node: string;
  /** The servers that join the nodes. */
  readonly nats: NatsOptions;
  /** Where clients reach this node, ws://HOST:PORT or wss://HOST: other nodes send theirs there. @default they send nobody */
  readonly publicUrl?: string;
  /** Connections from which newcomers are sent to another node, 1..1000000. @default 10000 */
  readonly maxConnections?: number;
}

/** Of {@link ClusterOptions}. */
export const CLUSTER_DEFAULTS = { maxConnections: 10_000 } as const;

const KINDS: OptionKinds<ClusterOptions> = {
  node: 'string',
  nats: 'object',
  publicUrl: 'string',
  maxConnections: 'any',
};

/** @throws TypeError, RangeError naming a wrong option behind `cluster.` */
export function requireClusterOptions(options: ClusterOptions): void {
  requireOptions('cluster', options, KINDS, ['node', 'nats']);
  requireNodeName('cluster.node', options.node);
  requireNatsOptions('cluster.nats', options.nats);
  const { publicUrl, maxConnections = CLUSTER_DEFAULTS.maxConnections } = options;
  if (publicUrl !== undefined && !(/^wss?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/.test(publicUrl) && URL.canParse(publicUrl)))
    throw new TypeError(`cluster.publicUrl must be ws://HOST:PORT or wss://HOST, got ${JSON.stringify(publicUrl)}`);
  requireInteger('cluster.maxConnections', maxConnections, 1, 1_000_000);
}
