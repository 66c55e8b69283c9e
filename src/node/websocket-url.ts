import { parseChannelUrl } from '../transports/channel-url.js';

/**
 * Checks the address of a channel.
 *
 * @throws TypeError when it is not a ws: or wss: URL, or has port 0 or a fragment (#); CodecError CHANNEL_NAME
 * when its path is not one channel name
 */
export const requireWebSocketUrl = (url: string): URL => parseChannelUrl(url, ['ws', 'wss']);
