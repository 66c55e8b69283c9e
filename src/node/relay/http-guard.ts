import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TokenBucket } from '../../relay/token-bucket.js';
import { nodeClock } from '../clock.js';
import { addressKey, isLoopback } from './access/address-key.js';
import { HttpError } from './http-error.js';
import { readAbsoluteForm } from './request-path.js';

/** What a client of the relay's HTTP side may take of time and of requests. */
export const HTTP_LIMITS = {
  /** From the connection, or the last answer, to the end of a request's headers. */
  headersTimeoutMs: 5_000,
  /** The same to the end of its body. */
  requestTimeoutMs: 15_000,
  /** A connection that waits for its next request. */
  keepAliveTimeoutMs: 5_000,
  /** How often the times above are looked at. */
  checkIntervalMs: 1_000,
  /** Line and headers of a request together. */
  maxHeaderBytes: 16_384,
  maxHeaders: 100,
  /** Requests of one connection whose answers are not finished; it is cut beyond them. */
  maxPipelined: 8,
  /** An answer of which nothing is read. */
  stallTimeoutMs: 20_000,
  /** Least pace at which an answer is read, over its first minute and then all the time. */
  minReadBytesPerSecond: 1_024,
  /** Requests of one address a second; five times as many at once. Loopback has no limit but for the list of channels. */
  maxRequestsPerSecond: 50,
  /** The same for the list of channels, whoever asks. */
  maxListsPerSecond: 20,
} as const;

/** Time that the end of an answer, or of a handshake, has to reach a client that goes on sending. */
const LINGER_MS = 1_000;
/** Addresses that are remembered at most. */
const MAX_ADDRESSES = 4_096;

/** Options of `http.createServer` and `https.createServer`. */
export const SERVER_OPTIONS = {
  headersTimeout: HTTP_LIMITS.headersTimeoutMs,
  requestTimeout: HTTP_LIMITS.requestTimeoutMs,
  keepAliveTimeout: HTTP_LIMITS.keepAliveTimeoutMs,
  connectionsCheckingInterval: HTTP_LIMITS.checkIntervalMs,
  maxHeaderSize: HTTP_LIMITS.maxHeaderBytes,
} as const;

/** Of `https.createServer` alone: a connection that does not finish its TLS handshake is no request yet. */
export const TLS_SERVER_OPTIONS = { ...SERVER_OPTIONS, handshakeTimeout: HTTP_LIMITS.headersTimeoutMs } as const;

/** Cuts connections that take time and give nothing, and reads every form of a request's target; before the server listens. */
export function guardServer(server: Server, stallTimeoutMs: number = HTTP_LIMITS.stallTimeoutMs): void {
  server.maxHeadersCount = HTTP_LIMITS.maxHeaders;
  // Of requests alone: a WebSocket may be silent for long, and would keep the timer that it has had. Without a listener of
  // 'timeout' the server destroys the socket.
  server.prependListener('request', ({ socket }) => socket.setTimeout(stallTimeoutMs));
  server.prependListener('request', readAbsoluteForm);
  limitPipelining(server);
}

/** Unfinished answers of a connection. */
const unfinished = new WeakMap<Socket, number>();

/**
 * Cuts connections that send request after request without waiting for answers: a thousand of them in one piece would be
 * answered in one turn of the event loop. Those behind the cut still reach the listeners of `request`, which must ignore
 * requests whose socket is destroyed.
 */
export function limitPipelining(server: Server): void {
  server.prependListener('request', ({ socket }, response) => {
    const count = (unfinished.get(socket) ?? 0) + 1;
    unfinished.set(socket, count);
    if (count > HTTP_LIMITS.maxPipelined) socket.destroy();
    else response.once('close', () => unfinished.set(socket, unfinished.get(socket)! - 1));
  });
}

/**
 * For every request: its body is nobody's concern once it is answered, and a connection whose answer is not read is cut.
 */
export function guardResponse(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
  if (hasBody) response.shouldKeepAlive = false;
  const stopWatching = watchReading(socket);
  response.once('close', stopWatching);
  response.once('finish', () => {
    stopWatching();
    if (!request.complete) destroySoon(socket);
  });
}

function watchReading(socket: Socket): () => void {
  const beginMs = nodeClock.nowMs();
  const beginBytes = socket.bytesWritten;
  const timer = setInterval(() => {
    const seconds = (nodeClock.nowMs() - beginMs) / 1000;
    const bytes = socket.bytesWritten - beginBytes;
    if (seconds >= 60 && bytes < seconds * HTTP_LIMITS.minReadBytesPerSecond) socket.destroy();
  }, 10_000);
  timer.unref();
  return () => clearInterval(timer);
}

/** Lets what was written go out, and then cuts the connection whatever its client does. */
export function destroySoon(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

/** Requests of each address. */
export class RequestRates {
  readonly #perSecond: number;
  readonly #exemptsLoopback: boolean;
  /** By address, the one that was created first first. */
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(perSecond: number, exemptsLoopback: boolean) {
    this.#perSecond = perSecond;
    this.#exemptsLoopback = exemptsLoopback;
  }

  /** Counts one. @throws HttpError 429 */
  count(address: string | undefined): void {
    if (address === undefined || (this.#exemptsLoopback && isLoopback(address))) return;
    const nowMs = nodeClock.nowMs();
    const key = addressKey(address);
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#perSecond, 5 * this.#perSecond, nowMs);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > MAX_ADDRESSES) this.#buckets.delete(this.#buckets.keys().next().value!);
    if (!bucket.take(1, nowMs)) throw new HttpError(429, 'too many requests', { 'retry-after': '1' });
  }
}
