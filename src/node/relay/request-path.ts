import type { IncomingMessage } from 'node:http';

/** The request's path, without its query; not by `new URL`, which throws on some of what a client may send. */
export const requestPath = (request: IncomingMessage): string => (request.url ?? '/').replace(/[?#].*$/s, '');

/** A parameter of the request's query, decoded; undefined where it has none of that name. */
export function queryParameter(request: IncomingMessage, name: string): string | undefined {
  const query = /\?([^#]*)/.exec(request.url ?? '')?.[1];
  return query === undefined ? undefined : (new URLSearchParams(query).get(name) ?? undefined);
}
