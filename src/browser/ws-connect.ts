import { CodecError } from '../core/errors.js';
import { shownUrl } from '../core/shown-url.js';
import { SUBPROTOCOL } from '../core/wire/hello.js';
import { ROOM_SUBPROTOCOL } from '../core/wire/room-message.js';
import type { Connection } from '../ports/transport.js';
import { bearerSubprotocol, requireBearerToken } from '../transports/bearer-token.js';
import { websocketConnection } from '../transports/websocket.js';
import { requireChannelUrl } from './channel-url.js';
import { browserClock } from './clock.js';

/**
 * Connects to a channel of a relay with the browser's own WebSocket.
 *
 * @param token or key that the relay asks for
 * @param timeoutMs longest wait for the connection to open
 * @throws TypeError, CodecError CHANNEL_NAME | TRANSPORT_FAILED naming the URL (a browser does not reveal the cause)
 */
export const openBrowserSocket = (url: string, token?: string, timeoutMs = 10_000): Promise<Connection> =>
  openSocket(url, SUBPROTOCOL, token, timeoutMs);

/**
 * Connects to the room of a listening session.
 *
 * @param url `wss://HOST/rooms/ID`
 * @throws as {@link openBrowserSocket}
 */
export const openBrowserRoom = (url: string, token?: string, timeoutMs = 10_000): Promise<Connection> =>
  openSocket(url, ROOM_SUBPROTOCOL, token, timeoutMs);

function openSocket(
  url: string,
  subprotocol: string,
  token: string | undefined,
  timeoutMs: number,
): Promise<Connection> {
  const address = requireChannelUrl(url);
  const protocols =
    token === undefined ? [subprotocol] : [subprotocol, bearerSubprotocol(requireBearerToken('token', token))];
  const socket = new WebSocket(address, protocols);
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      cancel();
      socket.onopen = socket.onerror = socket.onclose = null;
      socket.close();
      reject(new CodecError('TRANSPORT_FAILED', `cannot connect to ${shownUrl(address.href)}: ${why}`));
    };
    const cancel = browserClock.schedule(timeoutMs, () => fail(`no answer within ${timeoutMs} ms`));
    socket.onerror = () => fail('nobody answers there, or it is no relay');
    socket.onclose = ({ code }) => fail(`closed with code ${code}`);
    socket.onopen = () => {
      cancel();
      socket.onopen = null;
      // Handlers are set in this same task: no message can arrive before them.
      resolve(websocketConnection(socket, { clock: browserClock, side: 'client' }));
    };
  });
}
