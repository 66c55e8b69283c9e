import type { IncomingMessage } from 'node:http';
import { type ForwardedHeader, forwardedHost, forwardedPrefix, forwardedTls } from './forwarded.js';

const PREFIX = /^(\/[A-Za-z0-9._~-]+)*\/?$/;
/** A name or an address with or without a port, as it may stand in a playlist. */
const HOST = /^[A-Za-z0-9.:[\]_-]{1,255}$/;

/** Whether a text is a path that everything may be under, such as `/radio`. */
export const isPathPrefix = (path: string): boolean =>
  PREFIX.test(path) && !path.split('/').some((part) => part === '.' || part === '..');

/**
 * The address under which a relay was asked: `https://host/radio/`.
 *
 * @param header in which a trusted proxy states it; null where the client itself has sent the request
 * @param root path that everything is under, behind what a proxy has taken off
 */
export function outerAddress(
  { socket, headers }: IncomingMessage,
  header: ForwardedHeader | null,
  root: string,
): string {
  const isTls = (header && forwardedTls(headers, header)) ?? 'encrypted' in socket;
  const prefix = (header && forwardedPrefix(headers, header)) ?? '';
  const path = isPathPrefix(prefix) ? prefix.replace(/\/$/, '') : '';
  const stated = [header && forwardedHost(headers, header), headers.host].find((host) => HOST.test(host ?? ''));
  return `${isTls ? 'https' : 'http'}://${stated ?? localHost(socket)}${path}${root}`;
}

/** For clients from before HTTP/1.1, which state no host. */
function localHost({ localAddress = 'localhost', localPort }: IncomingMessage['socket']): string {
  const address = localAddress.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  return `${address.includes(':') ? `[${address}]` : address}:${localPort}`;
}

/** The origin of the page that has sent a request, where it is not the origin that the request is for. */
export function foreignOriginOf({ headers }: IncomingMessage, header: ForwardedHeader | null): string | undefined {
  const { origin } = headers;
  if (origin === undefined) return undefined;
  const page = URL.canParse(origin) ? new URL(origin) : null;
  if (!page || page.origin === 'null') return 'null';
  const stated = header && forwardedHost(headers, header);
  const own = `${page.protocol}//${stated || (headers.host ?? '')}`;
  return URL.canParse(own) && new URL(own).host === page.host ? undefined : page.origin;
}
