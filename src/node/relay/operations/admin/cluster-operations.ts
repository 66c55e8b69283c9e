import { HttpError } from '../../http-error.js';
import type { AdminContext, AdminOperation, ClusterNodes } from './operation.js';

/** Operations on the nodes of a cluster. */
export const CLUSTER_OPERATIONS: readonly AdminOperation[] = [
  {
    id: 'listNodes',
    method: 'GET',
    path: '/admin/nodes',
    summary: 'The nodes of the cluster, the one that is asked first',
    response: 'Nodes',
    problems: [409],
    isChange: false,
    run: async (context) => ({ nodes: cluster(context).nodes(), isConnected: cluster(context).isConnected }),
  },
  {
    id: 'drainNode',
    method: 'POST',
    path: '/admin/nodes/:node/drain',
    summary:
      'Empty a node, or take that back: its sources and listeners are told to go to other nodes, evenly over a time',
    request: 'Drain',
    response: 'Drained',
    problems: [404, 409],
    isChange: true,
    run: async (context, { params, body }) => {
      const node = params.node!;
      const drained = await cluster(context).drain(node, body.overMs as number | null);
      if (!drained)
        throw new HttpError(404, { error: `there is no node ${node.slice(0, 80)}`, field: 'node', value: node });
      return drained;
    },
  },
];

function cluster({ cluster: found }: AdminContext): ClusterNodes {
  if (!found) throw new HttpError(409, 'the relay stands alone: cluster in its configuration makes it a node');
  return found;
}
