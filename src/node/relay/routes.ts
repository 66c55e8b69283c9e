import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Relay } from '../../relay/relay.js';
import { requestPath } from './request-path.js';
import type { StaticSite } from './static-site.js';

/** One path of the relay's HTTP side that answers with JSON. */
interface Route {
  readonly method: 'GET';
  readonly path: string;
  readonly handle: (relay: Relay) => unknown;
}

const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/healthz', handle: () => ({ status: 'ok' }) },
  { method: 'GET', path: '/channels', handle: (relay) => relay.stats() },
];

/** Answers HTTP requests: the routes above, then the files of the site, if there is one. HEAD is GET without a body. */
export function createHandler(
  relay: Relay,
  site: StaticSite | null,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const path = requestPath(request);
    try {
      const route = ROUTES.find((candidate) => candidate.path === path && candidate.method === method);
      if (route) sendJson(request, response, 200, route.handle(relay));
      else if (method !== 'GET') sendJson(request, response, 405, { error: 'GET only' });
      else if (!(await site?.(request, response, path)))
        sendJson(request, response, 404, { error: 'not found', paths: ['/', ...ROUTES.map((known) => known.path)] });
    } catch {
      response.destroy();
    }
  };
}

function sendJson(request: IncomingMessage, response: ServerResponse, status: number, body: unknown): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}
