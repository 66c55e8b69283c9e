import { parseChannelUrl } from '../transports/channel-url.js';

/**
 * The address of a channel, checked. `http:` and `https:` stand for `ws:` and `wss:`, so that a page can build it from
 * its own location.
 *
 * @throws TypeError when it is not such a URL, CodecError CHANNEL_NAME when its path is not one channel name
 */
export const requireChannelUrl = (url: string): URL => parseChannelUrl(url, ['ws', 'wss', 'http', 'https']);

/** A folder beside a channel, where the relay has its files, as an http: URL with a slash at its end. */
export function siblingUrl(channelUrl: string, path: string): string {
  const url = requireChannelUrl(channelUrl);
  const folder = url.pathname.replace(/[^/]*$/, '');
  return `${url.protocol === 'wss:' ? 'https' : 'http'}://${url.host}${folder}${path}/`;
}
