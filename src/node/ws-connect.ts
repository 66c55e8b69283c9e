import type { ClientRequest, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { CodecError, requireInteger } from '../core/errors.js';
import { type OptionKinds, requireOptions, SHAPES } from '../core/options.js';
import { shownUrl } from '../core/shown-url.js';
import { MAX_RETRY_AFTER_MS } from '../core/wire/control.js';
import { SUBPROTOCOL } from '../core/wire/hello.js';
import { MAX_PACKET_BYTES } from '../core/wire/packet.js';
import { ROOM_LIMITS, ROOM_SUBPROTOCOL } from '../core/wire/room-message.js';
import type { AbortSignalLike } from '../ports/audio.js';
import type { Connection } from '../ports/transport.js';
import { TOKEN_SHAPE, type TokenSource, tokenOf } from '../transports/token-source.js';
import { type WebSocketLike, websocketConnection } from '../transports/websocket.js';
import { nodeClock } from './clock.js';
import { describeConnectError } from './connect-error.js';
import { requireWebSocketUrl } from './websocket-url.js';

/** How long {@link connectWebSocket} tries, and how much the connection queues. */
export interface ConnectOptions {
  /** Gives up a connection in the making with CodecError ABORTED; an open one is not closed by it. */
  readonly signal?: AbortSignalLike;
  /** Longest wait for the handshake, 1..3600000 ms. @default 10000 */
  readonly timeoutMs?: number;
  /** See {@link websocketConnection}. @default 4096 */
  readonly highWaterBytes?: number;
  /** Token or key that the relay asks for, or a function that is asked for it, e.g. to read it anew. @default none */
  readonly token?: TokenSource;
}

const KINDS: OptionKinds<ConnectOptions> = {
  signal: SHAPES.signal,
  timeoutMs: 'any',
  highWaterBytes: 'any',
  token: TOKEN_SHAPE,
};

/**
 * Connects to a channel of a relay.
 *
 * @throws TypeError | RangeError | CodecError CHANNEL_NAME | TRANSPORT_FAILED naming the URL and the cause | ABORTED
 */
export async function connectWebSocket(url: string, options: ConnectOptions = {}): Promise<Connection> {
  return connectSocket(requireWebSocketUrl(url), SUBPROTOCOL, MAX_PACKET_BYTES, options);
}

/**
 * Connects to the room of a listening session.
 *
 * @param url `ws://HOST:PORT/rooms/ID`
 * @throws as {@link connectWebSocket}
 */
export const connectRoom = (url: string, options: ConnectOptions = {}): Promise<Connection> =>
  connectSocket(requireWebSocketUrl(url), ROOM_SUBPROTOCOL, ROOM_LIMITS.messageBytes, options);

async function connectSocket(
  address: URL,
  subprotocol: string,
  maxPayload: number,
  options: ConnectOptions,
): Promise<Connection> {
  requireOptions('', options, KINDS);
  const url = address.href;
  const { signal, timeoutMs = 10_000 } = options;
  requireInteger('timeoutMs', timeoutMs, 1, 3_600_000);
  const { token } = options;
  const credentials =
    token === undefined || signal?.aborted ? undefined : await soon(tokenOf(token), timeoutMs, signal);
  if (signal?.aborted) throw new CodecError('ABORTED', `connecting to ${shownUrl(url)} was aborted`);
  const socket = new WebSocket(address, subprotocol, {
    ...(credentials !== undefined && { headers: { authorization: `Bearer ${credentials}` } }),
    perMessageDeflate: false,
    maxPayload,
    handshakeTimeout: timeoutMs,
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
      socket.off('unexpected-response', onResponse);
    };
    const onOpen = (): void => {
      removeListeners();
      resolve(connection);
    };
    const onError = (cause: Error): void => {
      removeListeners();
      reject(new CodecError('TRANSPORT_FAILED', describeConnectError(address, cause, timeoutMs), { cause }));
    };
    const onResponse = (request: ClientRequest, { statusCode, headers }: IncomingMessage): void => {
      removeListeners();
      request.on('error', () => {}).destroy();
      const seconds = Number(headers['retry-after']);
      const answer = new Error(`Unexpected server response: ${statusCode}`);
      const message = describeConnectError(address, answer, timeoutMs);
      const isFull = (statusCode === 503 || statusCode === 429) && seconds >= 0;
      const retryAfterMs = isFull ? Math.min(1000 * seconds, MAX_RETRY_AFTER_MS) : undefined;
      reject(new CodecError('TRANSPORT_FAILED', message, { cause: answer, retryAfterMs }));
    };
    const onAbort = (): void => {
      removeListeners();
      socket.on('error', () => {});
      socket.terminate();
      reject(new CodecError('ABORTED', `connecting to ${shownUrl(url)} was aborted`));
    };
    socket.on('open', onOpen);
    socket.on('error', onError);
    socket.on('unexpected-response', onResponse);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The token, while somebody waits for it. @throws CodecError TRANSPORT_FAILED where it does not come within the time */
function soon(token: Promise<string>, timeoutMs: number, signal: AbortSignalLike | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = new CodecError('TRANSPORT_FAILED', `no token for the connection within ${timeoutMs / 1000} s`);
    const end = (settle: () => void): void => {
      cancel();
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    const cancel = nodeClock.schedule(timeoutMs, () => end(() => reject(late)));
    const onAbort = (): void => end(() => reject(new CodecError('ABORTED', 'waiting for a token was aborted')));
    signal?.addEventListener('abort', onAbort, { once: true });
    token.then(
      (value) => end(() => resolve(value)),
      (error: Error) => end(() => reject(error)),
    );
  });
}
