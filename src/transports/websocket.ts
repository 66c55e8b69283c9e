import { requireNumber } from '../core/errors.js';
import { CLOSE_NORMAL, closeReason } from '../core/wire/close-codes.js';
import { CLOSE_CODES } from '../core/wire/control.js';
import type { Clock } from '../ports/clock.js';
import type { Connection, ConnectionHandlers, SharedMessage } from '../ports/transport.js';
import { Counters } from './counters.js';
import { STREAM_GUARANTEES } from './guarantees.js';
import { Inbox } from './inbox.js';
import { clientWireCost, serverWireCost } from './websocket-cost.js';
import { encodeServerFrame } from './websocket-frame.js';

const OPEN = 1;
const DRAIN_POLL_MS = 20;
/** Messages that may be on their way when this side closes: a peer that sends more is cut. */
const MAX_MESSAGES_AFTER_CLOSE = 64;

/** What is used of the browser's `WebSocket` and of `ws`. */
export interface WebSocketLike {
  binaryType: string;
  /** Names of the negotiated extensions, '' for none. */
  readonly extensions?: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  /** Sends one binary message. */
  send(data: Uint8Array<ArrayBuffer>): void;
  /** Begins the closing handshake. */
  close(code?: number, reason?: string): void;
  /** Of `ws` alone: reads nothing more until `resume`. */
  pause?(): void;
  /** Of `ws` alone: reads again. */
  resume?(): void;
  /** Of an event emitter such as `ws`: one function serves all sockets, and no event is made of a message. */
  on?(event: 'message' | 'close' | 'error', listener: (this: WebSocketLike, ...values: never[]) => void): unknown;
  /** Of `ws` alone: cuts the connection without a word. */
  terminate?(): void;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
}

/** How an open WebSocket becomes a {@link Connection}. */
export interface WebSocketOptions {
  /** Polls `bufferedAmount` after `send` has returned false. */
  readonly clock: Clock;
  /** Which end this is: a client masks what it sends, 4 bytes more a message. */
  readonly side: 'client' | 'server';
  /**
   * Bytes queued from which `send` returns false. Kernel buffers come first and hide hours of audio at these rates, so
   * this bounds memory only; a slow peer is recognised by the time its pongs take (relay/subscribers/). @default 4096
   */
  readonly highWaterBytes?: number;
  /**
   * At a server: the byte stream below the WebSocket. Messages for many connections ({@link Connection.sendShared}) are
   * written to it as one frame that all connections share, past the WebSocket. Only for a socket whose other messages are
   * sent here and whole: nothing else may be in the middle of a message. @default each message is framed for itself
   */
  readonly frameStream?: FrameStream;
}

/** What is used of the byte stream below a server's WebSocket, such as Node's `net.Socket`. */
export interface FrameStream {
  /** Queues one frame, whose bytes do not change any more. */
  write(frame: Uint8Array): unknown;
  /** Holds what is written until {@link uncork}, which writes it in one piece. @default each frame is written at once */
  cork?(): void;
  uncork?(): void;
}

/**
 * Wraps an open WebSocket. A text message or a Blob closes it with 4001; a message longer than the socket's own limit
 * is the socket's to refuse.
 * @throws RangeError when `highWaterBytes` is outside its range.
 */
export function websocketConnection(socket: WebSocketLike, options: WebSocketOptions): Connection {
  return new WebSocketConnection(socket, options);
}

class WebSocketConnection implements Connection {
  readonly guarantees = STREAM_GUARANTEES;
  readonly counters: Counters;
  readonly #socket: WebSocketLike;
  readonly #clock: Clock;
  readonly #highWaterBytes: number;
  /** Where frames that all connections share are written; null: each message is framed for itself. */
  readonly #frameStream: FrameStream | null;
  readonly #inbox = new Inbox();
  #closing = false;
  /** Messages that came after this side has closed. */
  #afterClose = 0;
  #error: Error | undefined;
  #polling = false;
  /** Whether what is sent is held until the message that has come is dealt with. */
  #isCorked = false;

  constructor(socket: WebSocketLike, options: WebSocketOptions) {
    this.#socket = socket;
    this.#clock = options.clock;
    this.counters =
      options.side === 'client'
        ? new Counters(clientWireCost, serverWireCost)
        : new Counters(serverWireCost, clientWireCost);
    this.#highWaterBytes = requireNumber('highWaterBytes', options.highWaterBytes ?? 4096, 1, 2 ** 31);
    // An extension may change what a frame holds, and a client must mask it: both are the WebSocket's to do.
    const canShareFrames = options.side === 'server' && !socket.extensions;
    this.#frameStream = canShareFrames ? (options.frameStream ?? null) : null;
    // A browser delivers Blobs unless told otherwise; `ws` delivers Buffers, which need no copy.
    if (socket.binaryType === 'blob') socket.binaryType = 'arraybuffer';
    if (socket.on) listenTo(socket, this);
    else {
      socket.onmessage = (event: { data: unknown }) => this.onMessage(event.data);
      socket.onerror = (event: { error?: unknown }) => this.onError(event.error);
      socket.onclose = (event: { code: number; reason: string }) => this.onClosed(event.code, event.reason);
    }
  }

  get state(): 'open' | 'closed' {
    return this.#closing || this.#socket.readyState !== OPEN ? 'closed' : 'open';
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  setHandlers(handlers: ConnectionHandlers): void {
    this.#inbox.setHandlers(handlers);
  }

  send(message: Uint8Array): boolean {
    if (this.state === 'closed') return false;
    try {
      this.#socket.send(message as Uint8Array<ArrayBuffer>);
    } catch (error) {
      return this.#onSendFailed(error);
    }
    return this.#onSent(message.length);
  }

  sendShared(message: SharedMessage): boolean {
    const stream = this.#frameStream;
    if (!stream) return this.send(message.bytes);
    if (this.state === 'closed') return false;
    try {
      message.webSocketFrame ??= encodeServerFrame(message.bytes);
      stream.write(message.webSocketFrame);
    } catch (error) {
      return this.#onSendFailed(error);
    }
    return this.#onSent(message.bytes.length);
  }

  #onSendFailed(error: unknown): false {
    this.#error ??= error as Error;
    this.close(CLOSE_CODES.protocol, 'send failed');
    return false;
  }

  #onSent(bytes: number): boolean {
    this.counters.sent(bytes);
    if (this.#socket.bufferedAmount < this.#highWaterBytes) return true;
    if (this.#isCorked) {
      // Only the kernel can tell whether it takes more.
      this.#frameStream?.uncork?.();
      this.#frameStream?.cork?.();
      if (this.#socket.bufferedAmount < this.#highWaterBytes) return true;
    }
    if (!this.#polling && this.#inbox.wantsDrain) this.#poll();
    return false;
  }

  pause(): void {
    this.#socket.pause?.();
  }

  resume(): void {
    this.#socket.resume?.();
  }

  close(code: number = CLOSE_NORMAL, reason = ''): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#socket.close(code, closeReason(reason));
  }

  onError(error: unknown): void {
    this.#error ??= error instanceof Error ? error : new Error('the WebSocket failed');
  }

  onClosed(code: number, reason: string): void {
    this.#closing = true;
    this.#inbox.close({ code, reason, ...(this.#error && { error: this.#error }) });
  }

  onMessage(data: unknown): void {
    if (this.#closing) {
      if (++this.#afterClose > MAX_MESSAGES_AFTER_CLOSE) this.#socket.terminate?.();
      return;
    }
    if (!(data instanceof Uint8Array) && !(data instanceof ArrayBuffer)) {
      this.close(CLOSE_CODES.protocol, 'messages must be binary');
      return;
    }
    const message = data instanceof Uint8Array ? data : new Uint8Array(data);
    this.counters.received(message.length);
    this.#answerInOnePiece(message);
  }

  /** Past audio for a listener that comes back is many messages, and writing is most of what they cost. */
  #answerInOnePiece(message: Uint8Array): void {
    const stream = this.#frameStream;
    if (!stream?.cork || !stream.uncork) {
      this.#inbox.message(message);
      return;
    }
    stream.cork();
    this.#isCorked = true;
    try {
      this.#inbox.message(message);
    } finally {
      this.#isCorked = false;
      stream.uncork();
    }
  }

  #poll(): void {
    this.#polling = true;
    this.#clock.schedule(DRAIN_POLL_MS, () => {
      this.#polling = false;
      if (this.state === 'closed') return;
      if (this.#socket.bufferedAmount <= this.#highWaterBytes / 2) this.#inbox.drain();
      else this.#poll();
    });
  }
}

/** Where a socket that is an event emitter keeps its connection: functions that all sockets share find it there. */
const CONNECTION = Symbol('connection');

interface EmittingSocket extends WebSocketLike {
  [CONNECTION]: WebSocketConnection;
}

function listenTo(socket: WebSocketLike, connection: WebSocketConnection): void {
  (socket as EmittingSocket)[CONNECTION] = connection;
  socket.on!('message', onSocketMessage);
  socket.on!('error', onSocketError);
  socket.on!('close', onSocketClose);
}

function onSocketMessage(this: WebSocketLike, data: unknown, isBinary: boolean): void {
  (this as EmittingSocket)[CONNECTION].onMessage(isBinary ? data : null);
}

function onSocketError(this: WebSocketLike, error: unknown): void {
  (this as EmittingSocket)[CONNECTION].onError(error);
}

/** @param reason a Buffer of UTF-8 */
function onSocketClose(this: WebSocketLike, code: number, reason: unknown): void {
  (this as EmittingSocket)[CONNECTION].onClosed(code, String(reason));
}
