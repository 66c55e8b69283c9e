import type { ClusterNodeState } from '../cluster/cluster-node.js';
import type { ClusterNodes } from './admin/operation.js';
import { type AddMetric, type MetricValue, one } from './metric-values.js';

/** Metrics of the nodes of a cluster; a relay that stands alone has no values of them. */
export function addCluster(add: AddMetric, cluster: ClusterNodes | undefined): void {
  const perNode = (name: string, help: string, read: (node: ClusterNodeState) => number): void =>
    add('gauge', name, help, (): readonly MetricValue[] =>
      (cluster?.nodes() ?? []).map((node) => ({ value: read(node), labels: { node: node.node } })),
    );
  add('gauge', 'latentcast_cluster_connected', '1 while the node is part of its cluster', () =>
    cluster ? one(cluster.isConnected ? 1 : 0) : [],
  );
  perNode('latentcast_node_connections', 'Connections of each node', ({ connections }) => connections);
  perNode(
    'latentcast_node_max_connections',
    'Connections from which a node sends newcomers elsewhere',
    ({ maxConnections }) => maxConnections,
  );
  perNode('latentcast_node_sources', 'Channels whose source a node has', ({ sources }) => sources);
  perNode('latentcast_node_listeners', 'Listeners of each node', ({ listeners }) => listeners);
  perNode('latentcast_node_draining', '1 while a node is being emptied', ({ isDraining }) => (isDraining ? 1 : 0));
}
