import { requireChannelName } from '../core/wire/control.js';

/**
 * The address of a channel, checked. `http:` and `https:` stand for `ws:` and `wss:`, so that a page can build it from
 * its own location.
 *
 * @throws TypeError when it is not such a URL, CodecError CHANNEL_NAME when its path is not one channel name
 */
export function requireChannelUrl(url: string): URL {
  let parsed: URL;
  try {
    parsed = new URL(url.replace(/^http/i, 'ws'));
  } catch {
    throw new TypeError(`url must be ws://HOST:PORT/CHANNEL or wss://HOST/CHANNEL, got ${JSON.stringify(url)}`);
  }
  if (parsed.protocol !== 'ws:' && parsed.protocol !== 'wss:')
    throw new TypeError(`url must start with ws:, wss:, http: or https:, got ${JSON.stringify(url)}`);
  requireChannelName(parsed.pathname.slice(1));
  return parsed;
}

/** A folder of the server that a channel is on, as an http: URL with a slash at its end. */
export function siblingUrl(channelUrl: string, path: string): string {
  const url = requireChannelUrl(channelUrl);
  return `${url.protocol === 'wss:' ? 'https' : 'http'}://${url.host}/${path}/`;
}
