import type { IncomingMessage } from 'node:http';

/** The request's path, without its query; not by `new URL`, which throws on some of what a client may send. */
export const requestPath = (request: IncomingMessage): string => (request.url ?? '/').replace(/[?#].*$/s, '');

/** Scheme and authority of a request target; an authority with a user name is none of HTTP (RFC 9110, 4.2.4). */
const ABSOLUTE = /^https?:\/\/([^/?#@\s]+)(?=[/?#]|$)/i;

/** The target of a request line as a path, and the host of one in absolute form, which is null otherwise. */
export function splitTarget(target: string): { readonly path: string; readonly host: string | null } {
  const [prefix = '', host] = ABSOLUTE.exec(target) ?? [];
  if (host === undefined) return { path: target, host: null };
  const path = target.slice(prefix.length);
  return { path: path.startsWith('/') ? path : `/${path}`, host };
}

/**
 * Makes a request whose line has the whole URL (`GET http://host/path HTTP/1.1`) one for its path. Its host is that of the
 * URL, whatever its header states (RFC 9112, 3.2.2).
 */
export function readAbsoluteForm(request: IncomingMessage): void {
  const { path, host } = splitTarget(request.url ?? '/');
  if (host === null) return;
  request.url = path;
  request.headers.host = host;
}

/** Whether a path, behind the prefix of the relay, is one of administration and so no channel's. */
export const isAdministration = (path: string): boolean => path.startsWith('/admin/');
