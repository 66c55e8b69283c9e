import type { ClusterNodes } from './admin/operation.js';
import { type AddMetric, one } from './metric-values.js';

/** Metrics of the nodes of a cluster; a relay that stands alone has none of them. */
export function addCluster(
  add: AddMetric,
  { nodes, isConnected }: { nodes: ClusterNodes['nodes']; isConnected: () => boolean },
): void {
  const perNode = (read: (node: ReturnType<ClusterNodes['nodes']>[number]) => number) => () =>
    nodes().map((node) => ({ value: read(node), labels: { node: node.node } }));
  add('gauge', 'latentcast_cluster_connected', '1 while the node is part of its cluster', () =>
    one(isConnected() ? 1 : 0),
  );
  add(
    'gauge',
    'latentcast_node_connections',
    'Connections of each node',
    perNode(({ connections }) => connections),
  );
  add(
    'gauge',
    'latentcast_node_max_connections',
    'Connections from which a node sends newcomers elsewhere',
    perNode(({ maxConnections }) => maxConnections),
  );
  add(
    'gauge',
    'latentcast_node_sources',
    'Channels whose source a node has',
    perNode(({ sources }) => sources),
  );
  add(
    'gauge',
    'latentcast_node_listeners',
    'Listeners of each node',
    perNode(({ listeners }) => listeners),
  );
  add(
    'gauge',
    'latentcast_node_draining',
    '1 while a node is being emptied',
    perNode(({ isDraining }) => (isDraining ? 1 : 0)),
  );
}
