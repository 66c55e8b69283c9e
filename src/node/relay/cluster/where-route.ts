import { requireChannelName } from '../../../core/wire/control.js';
import { channelAt } from '../../../relay/cluster/placement.js';
import { HttpError } from '../http-error.js';
import type { Route } from '../router.js';
import type { ClusterNode } from './cluster-node.js';

/** `GET /where/NAME`: which node a client should connect to, for those that a balancer spreads over all nodes. */
export const whereRoute = (cluster: ClusterNode): Route => ({
  method: 'GET',
  path: '/where/:channel',
  handle: ({ params }) => {
    const channel = params.channel!;
    try {
      requireChannelName(channel);
    } catch (error) {
      throw new HttpError(400, { error: (error as Error).message, field: 'channel', value: channel.slice(0, 80) });
    }
    // It knows of itself alone then, and what comes anew cannot be known to the others.
    if (!cluster.isConnected)
      throw new HttpError(503, 'the node is cut off from the cluster: ask another one', { 'retry-after': '5' });
    const place = cluster.place();
    if (!place?.url)
      throw new HttpError(503, 'no node that clients can reach has room: cluster.publicUrl states where a node is', {
        'retry-after': '5',
      });
    const headers = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' };
    return { json: { channel, node: place.node, url: channelAt(place.url, channel) }, headers };
  },
});
