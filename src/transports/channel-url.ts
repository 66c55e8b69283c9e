import { CodecError } from '../core/errors.js';
import { shownUrl } from '../core/shown-url.js';
import { requireChannelName } from '../core/wire/control.js';

/** Schemes that the address of a channel may have; `http` stands for `ws` and `https` for `wss`. */
export type ChannelScheme = 'ws' | 'wss' | 'http' | 'https';

/** One part of the path that a relay is under. */
const PREFIX_PART = /^[A-Za-z0-9._~-]+$/;

const FORM = 'ws://HOST:PORT/CHANNEL or wss://HOST/CHANNEL';

/**
 * The address of a channel, `SCHEME://HOST:PORT/CHANNEL`, checked: its path ends in a channel name, which
 * follows the path that the relay is under, if any; it may have a query and no fragment, which a WebSocket refuses.
 *
 * @param schemes those that the caller allows
 * @returns the same address as `ws:` or `wss:`
 * @throws TypeError naming `url` when it is no such address or holds a token, which is never quoted, CodecError CHANNEL_NAME when its path is not one channel name
 */
export function parseChannelUrl(url: string, schemes: readonly ChannelScheme[]): URL {
  const got = `got ${JSON.stringify(typeof url === 'string' ? shownUrl(url) : url)}`;
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new TypeError(`url must be ${FORM}, ${got}${portHint(url)}`);
  }
  const { protocol, port } = parsed;
  const asWebSocket = protocol.replace('http', 'ws');
  if (!schemes.some((scheme) => protocol === `${scheme}:`)) {
    const isHttp = protocol.startsWith('http');
    const hint = isHttp ? `; ${asWebSocket}${shownUrl(url.trim()).slice(protocol.length)} may be meant` : '';
    throw new TypeError(`url must start with ${listed(schemes)}, ${got}${hint}`);
  }
  requireNoCredentials('url', parsed);
  if (port === '0') throw new TypeError(`url must have a port from 1 to 65535, ${got}`);
  if (parsed.href.includes('#')) throw new TypeError(`url must have no fragment (#…), ${got}`);
  if (parsed.pathname === '/') throw new CodecError('CHANNEL_NAME', `url must name a channel, ${FORM}, ${got}`);
  const parts = parsed.pathname.slice(1).split('/');
  const channel = parts.pop()!;
  // What is no prefix of a relay is shown whole: the user meant one name.
  requireChannelName(parts.every((part) => PREFIX_PART.test(part)) ? channel : parsed.pathname.slice(1));
  parsed.protocol = asWebSocket;
  return parsed;
}

/** Parameters that services read tokens from; a relay reads none. */
const LIKE_A_TOKEN = /^(access[-_]?token|api[-_]?key|auth|authorization|bearer|jwt|key|pass(word)?|secret|token)$/i;

/**
 * Tokens never travel in addresses, which end up in logs and histories: a relay would not read them, and whoever has put
 * one there would not know why he is refused.
 *
 * @param field names the address in the error
 * @throws TypeError that names where it was found and quotes none of it
 */
export function requireNoCredentials(
  field: string,
  { username, password, search }: Pick<URL, 'username' | 'password' | 'search'>,
): void {
  const instead = 'a token is given by --token-file, the environment or the option token';
  if (username || password) throw new TypeError(`${field} must have no user and no password; ${instead}`);
  const names = search
    .slice(1)
    .split('&')
    .map((pair) => pair.replace(/=.*$/s, ''));
  const found = names.find((name) => LIKE_A_TOKEN.test(name));
  if (found !== undefined) throw new TypeError(`${field} must have no token in its query, got ${found}=…; ${instead}`);
}

/** The name of the channel in an address of {@link parseChannelUrl}. */
export const channelOf = (address: URL): string => address.pathname.replace(/^.*\//, '');

/** `ws:, wss: or http:` */
function listed(schemes: readonly ChannelScheme[]): string {
  const names = schemes.map((scheme) => `${scheme}:`);
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** What `new URL` does not tell: that the port is at fault. */
function portHint(url: unknown): string {
  const port = /^wss?:\/\/[^/]*:([^/:\]]*)(?:\/|$)/.exec(String(url))?.[1];
  if (port === undefined || (/^\d+$/.test(port) && Number(port) <= 65_535)) return '';
  return ': its port must be from 1 to 65535';
}
