import { requireChannelName } from '../core/wire/control.js';

/** Schemes that the address of a channel may have; `http` stands for `ws` and `https` for `wss`. */
export type ChannelScheme = 'ws' | 'wss' | 'http' | 'https';

/**
 * The address of a channel, `SCHEME://HOST:PORT/CHANNEL`, checked: its path is one channel name; it may have a query, as
 * for a token, and no fragment, which a WebSocket refuses.
 *
 * @param schemes those that the caller allows
 * @returns the same address as `ws:` or `wss:`
 * @throws TypeError naming `url` when it is no such address, CodecError CHANNEL_NAME when its path is not one channel name
 */
export function parseChannelUrl(url: string, schemes: readonly ChannelScheme[]): URL {
  const got = `got ${JSON.stringify(url)}`;
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new TypeError(`url must be ws://HOST:PORT/CHANNEL or wss://HOST/CHANNEL, ${got}`);
  }
  if (!schemes.some((scheme) => parsed.protocol === `${scheme}:`))
    throw new TypeError(`url must start with ${listed(schemes)}, ${got}`);
  if (parsed.href.includes('#')) throw new TypeError(`url must have no fragment (#…), ${got}`);
  requireChannelName(parsed.pathname.slice(1));
  parsed.protocol = parsed.protocol.replace('http', 'ws');
  return parsed;
}

/** `ws:, wss: or http:` */
function listed(schemes: readonly ChannelScheme[]): string {
  const names = schemes.map((scheme) => `${scheme}:`);
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
