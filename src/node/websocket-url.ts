import { CodecError } from '../core/errors.js';
import { requireChannelName } from '../core/wire/control.js';

const FORM = 'ws://HOST:PORT/CHANNEL or wss://HOST/CHANNEL';

/**
 * Checks the address of a channel.
 *
 * @throws TypeError when it is not a ws: or wss: URL, or has port 0 or a fragment (#); CodecError CHANNEL_NAME
 * when its path is not one channel name
 */
export function requireWebSocketUrl(url: string): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new TypeError(`url must be ${FORM}, got ${JSON.stringify(url)}${portHint(url)}`);
  }
  if (parsed.protocol !== 'ws:' && parsed.protocol !== 'wss:') {
    const meant = parsed.protocol === 'http:' ? 'ws:' : parsed.protocol === 'https:' ? 'wss:' : undefined;
    const hint = meant ? `; ${meant}${url.slice(parsed.protocol.length)} may be meant` : '';
    throw new TypeError(`url must start with ws: or wss:, got ${JSON.stringify(url)}${hint}`);
  }
  if (parsed.port === '0') throw new TypeError(`url must have a port from 1 to 65535, got ${JSON.stringify(url)}`);
  if (parsed.hash) throw new TypeError(`url must have no fragment (#), got ${JSON.stringify(url)}`);
  if (parsed.pathname === '/')
    throw new CodecError('CHANNEL_NAME', `url must name a channel, ${FORM}, got ${JSON.stringify(url)}`);
  requireChannelName(parsed.pathname.slice(1));
  return parsed;
}

/** What `new URL` does not say: that the port is at fault. */
function portHint(url: string): string {
  const port = /^wss?:\/\/[^/]*:([^/:\]]*)(?:\/|$)/.exec(url)?.[1];
  if (port === undefined || (/^\d+$/.test(port) && Number(port) <= 65_535)) return '';
  return `: its port must be from 1 to 65535`;
}
