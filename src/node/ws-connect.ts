import { WebSocket } from 'ws';
import { CodecError } from '../core/errors.js';
import { SUBPROTOCOL } from '../core/wire/hello.js';
import { MAX_PACKET_BYTES } from '../core/wire/packet.js';
import type { AbortSignalLike } from '../ports/audio.js';
import type { Connection } from '../ports/transport.js';
import { parseChannelUrl } from '../transports/channel-url.js';
import { type WebSocketLike, websocketConnection } from '../transports/websocket.js';
import { nodeClock } from './clock.js';

/** How long {@link connectWebSocket} tries, and how much the connection queues. */
export interface ConnectOptions {
  /** Gives up a connection in the making with CodecError ABORTED; an open one is not closed by it. */
  readonly signal?: AbortSignalLike;
  /** Longest wait for the handshake, in ms. @default 10000 */
  readonly timeoutMs?: number;
  /** See {@link websocketConnection}. @default 4096 */
  readonly highWaterBytes?: number;
}

/**
 * Checks the address of a channel.
 *
 * @throws TypeError when it is not a ws: or wss: URL, CodecError CHANNEL_NAME when its path is not one channel name
 */
export const requireWebSocketUrl = (url: string): URL => parseChannelUrl(url, ['ws', 'wss']);

/**
 * Connects to a channel of a relay.
 *
 * @throws TypeError | CodecError CHANNEL_NAME | TRANSPORT_FAILED naming the URL and the cause | ABORTED
 */
export async function connectWebSocket(url: string, options: ConnectOptions = {}): Promise<Connection> {
  const address = requireWebSocketUrl(url);
  const { signal } = options;
  if (signal?.aborted) throw new CodecError('ABORTED', `connecting to ${url} was aborted`);
  const socket = new WebSocket(address, SUBPROTOCOL, {
    perMessageDeflate: false,
    maxPayload: MAX_PACKET_BYTES,
    handshakeTimeout: options.timeoutMs ?? 10_000,
  });
  // Wrapped before it is open: the relay's first message may arrive in the same segment as its handshake.
  const connection = websocketConnection(socket as unknown as WebSocketLike, {
    clock: nodeClock,
    side: 'client',
    ...(options.highWaterBytes !== undefined && { highWaterBytes: options.highWaterBytes }),
  });
  return new Promise((resolve, reject) => {
    const removeListeners = (): void => {
      signal?.removeEventListener('abort', onAbort);
      socket.off('open', onOpen);
      socket.off('error', onError);
    };
    const onOpen = (): void => {
      removeListeners();
      resolve(connection);
    };
    const onError = (cause: Error): void => {
      removeListeners();
      reject(new CodecError('TRANSPORT_FAILED', `cannot connect to ${url}: ${describe(cause)}`, { cause }));
    };
    const onAbort = (): void => {
      removeListeners();
      socket.on('error', () => {});
      socket.terminate();
      reject(new CodecError('ABORTED', `connecting to ${url} was aborted`));
    };
    socket.on('open', onOpen);
    socket.on('error', onError);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** An AggregateError (one cause per address tried) has no message of its own. */
function describe(cause: Error & { code?: string; errors?: Error[] }): string {
  return cause.message || cause.errors?.map((error) => error.message).join('; ') || cause.code || cause.name;
}
