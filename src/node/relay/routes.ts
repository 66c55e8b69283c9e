import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Relay } from '../../relay/relay.js';
import type { Doors } from './access/doors.js';
import { ChannelList } from './channel-list.js';
import { HttpError } from './http-error.js';
import { guardResponse, HTTP_LIMITS, RequestRates } from './http-guard.js';
import type { Media } from './media.js';
import { requestPath } from './request-path.js';
import { type Route, Router, type RouterOptions, refuse } from './router.js';
import type { StaticSite } from './static-site.js';

/** What answers beside the relay's own two paths. */
export interface HandlerOptions extends RouterOptions {
  /** Files for browsers; null serves none. */
  readonly site: StaticSite | null;
  /** Answers players that know only HTTP, and source clients. @default there are none */
  readonly media?: Pick<Media, 'answer' | 'playerPaths' | 'requireNoSource'>;
  /** Of operations and administration. */
  readonly routes?: readonly Route[];
  /** Takes the prefix off the paths of requests. @default paths have none */
  readonly doors?: Doors;
}

/** Routes of the relay itself. */
function relayRoutes(relay: Relay, addressOf: (request: IncomingMessage) => string | undefined): readonly Route[] {
  const list = new ChannelList(relay);
  return [
    { method: 'GET', path: '/channels', handle: ({ request }) => list.answer(addressOf(request)) },
    {
      method: 'GET',
      path: '/channels/:channel',
      handle: ({ request, params }) => list.describe(addressOf(request), params.channel!),
    },
  ];
}

/** Answers HTTP requests: the routes, then the files of the site, if there is one. HEAD is GET without a body. */
export function createHandler(
  relay: Relay,
  { site, doors, media, routes = [], ...options }: HandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const addressOf = (request: IncomingMessage): string | undefined =>
    doors ? doors.identify(request).address : request.socket.remoteAddress;
  const router = new Router([...routes, ...relayRoutes(relay, addressOf)], options);
  const rates = new RequestRates(HTTP_LIMITS.maxRequestsPerSecond, true);
  return async (request, response) => {
    if (request.socket.destroyed) return;
    try {
      guardResponse(request, response);
      rates.count(addressOf(request));
      const place = doors?.enter(request);
      if (place === 'root') return void response.writeHead(308, { location: doors!.root }).end();
      if (place === 'outside') return refuse(request, response, new HttpError(404, 'not found'));
      doors?.requireOwnName(request);
      if (await media?.answer(request, response)) return;
      if (await router.handle(request, response)) return;
      media?.requireNoSource(request);
      if (request.method !== 'GET' && request.method !== 'HEAD')
        refuse(request, response, new HttpError(405, 'GET only', { allow: 'GET, HEAD' }));
      else if (!(await site?.answer(request, response, requestPath(request)))) {
        const paths = [...(site?.paths ?? []), ...(media?.playerPaths ?? []), ...router.paths];
        const problem = { error: 'not found', paths };
        refuse(request, response, new HttpError(404, problem));
      }
    } catch (error) {
      if (error instanceof HttpError && error.status === 429) doors?.turnedAway.count('requests');
      if (error instanceof HttpError) return refuse(request, response, error);
      response.destroy();
    }
  };
}
