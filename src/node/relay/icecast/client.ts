import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { CodecError } from '../../../core/errors.js';
import { destroySoon } from '../http-guard.js';
import { dechunked } from './dechunk.js';
import { ICECAST_LIMITS } from './options.js';

/** What a source client is told. */
export interface ClientAnswer {
  readonly status: number;
  readonly reason: string;
  /** A sentence. @default the reason */
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The connection of a source client, behind the headers of its request. */
export class SourceClient {
  readonly request: IncomingMessage;
  readonly #socket: Duplex;
  readonly #head: Uint8Array;
  /** What it has sent while it was watched. */
  readonly #early: Uint8Array[] = [];
  #stopWatching: () => void = () => {};
  #isAnswered = false;
  #hasEnded = false;

  constructor(request: IncomingMessage, socket: Duplex, head: Uint8Array) {
    this.request = request;
    this.#socket = socket;
    this.#head = head;
    socket.on('error', () => {});
    (socket as Socket).on('timeout', () => {
      socket.destroy(new CodecError('TRANSPORT_FAILED', 'the source client has sent nothing for too long'));
    });
  }

  /** Whether the client has gone, or was cut. */
  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  /**
   * Watches the client while it waits for its channel: `onGone` is called, once, with why the client publishes no more.
   * A client has gone when its connection has ended, or when it sends more than can be kept without waiting for the
   * answer. Ends with {@link accept}.
   */
  watch(onGone: (why: CodecError) => void): void {
    const socket = this.#socket;
    let bytes = 0;
    const gone = (code: 'TRANSPORT_CLOSED' | 'PROTOCOL', message: string): void => {
      this.#stopWatching();
      onGone(new CodecError(code, message));
    };
    const onEnd = (): void => gone('TRANSPORT_CLOSED', 'the source client has gone while it waited for the channel');
    const onData = (chunk: Uint8Array): void => {
      this.#early.push(chunk);
      bytes += chunk.length;
      const { maxEarlyBytes } = ICECAST_LIMITS;
      if (bytes > maxEarlyBytes)
        gone('PROTOCOL', `the channel has a source, and the client sent over ${maxEarlyBytes} bytes before the answer`);
    };
    this.#stopWatching();
    this.#stopWatching = () => {
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).pause();
      this.#stopWatching = () => {};
    };
    if (socket.destroyed) onEnd();
    else socket.on('end', onEnd).on('close', onEnd).on('data', onData);
  }

  /** Lets the client send; what is refused after this cannot be told any more. May be called twice. */
  accept(): void {
    this.#stopWatching();
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    const expects = /100-continue/i.test(this.request.headers.expect ?? '');
    this.#socket.write(
      expects ? 'HTTP/1.1 100 Continue\r\n\r\n' : `${this.#protocol} 200 OK\r\nConnection: close\r\n\r\n`,
    );
  }

  /** Tells why the client may not publish, and cuts it. */
  refuse({ status, reason, message = reason, headers = {} }: ClientAnswer): void {
    const body = `${message}\n`;
    const lines = Object.entries({
      ...headers,
      Connection: 'close',
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Length': `${Buffer.byteLength(body)}`,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    if (!this.#isAnswered) this.#socket.end(`${this.#protocol} ${status} ${reason}\r\n${lines.join('')}\r\n${body}`);
    this.#isAnswered = true;
    this.#socket.resume();
    destroySoon(this.#socket as Socket);
  }

  /** Ends the connection: what was expected with 100 is answered now. */
  end(): void {
    if (this.#socket.destroyed) return;
    const expects = /100-continue/i.test(this.request.headers.expect ?? '');
    this.#socket.end(expects ? 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' : undefined);
    destroySoon(this.#socket as Socket);
  }

  /** Cuts the connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** The body. Ends with the connection's end; throws where the connection is lost. */
  body(): AsyncIterable<Uint8Array> {
    const isChunked = /chunked/i.test(String(this.request.headers['x-transfer-encoding'] ?? ''));
    return isChunked ? dechunked(this.#bytes()) : this.#bytes();
  }

  /** Whether the client has ended its stream in order. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  async *#bytes(): AsyncGenerator<Uint8Array> {
    if (this.#head.length > 0) yield this.#head;
    for (const chunk of this.#early.splice(0)) yield chunk;
    const chunks = this.#socket[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    try {
      for (;;) {
        // Only while the relay waits for it: what it does not read yet, a client cannot send.
        (this.#socket as Socket).setTimeout(ICECAST_LIMITS.sourceTimeoutMs);
        const next = await chunks.next();
        (this.#socket as Socket).setTimeout(0);
        if (next.done) break;
        yield next.value;
      }
      this.#hasEnded = true;
    } finally {
      await chunks.return?.();
    }
  }

  get #protocol(): string {
    return this.request.httpVersion === '1.1' ? 'HTTP/1.1' : 'HTTP/1.0';
  }
}
