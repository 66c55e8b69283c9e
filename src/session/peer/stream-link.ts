import { requireInteger } from '../../core/errors.js';
import type { LossyCloseEvent, LossyLink, LossyLinkHandlers } from '../../ports/lossy-link.js';
import { LossyCounters } from '../../transports/lossy-counters.js';
import { SESSION_STREAMS } from '../peer-link.js';

/** What a {@link StreamLink} sends by. */
export interface StreamPath {
  readonly maxMessageBytes: number;
  readonly bufferedBytes: number;
  /** Bytes on the wire of a message of this many bytes, the session's own included. */
  wireBytes(bytes: number): number;
  /** False where it was dropped. */
  send(stream: number, message: Uint8Array): boolean;
}

/** The messages of one stream between this peer and another, over whatever path there is. */
export class StreamLink implements LossyLink {
  readonly direction = 'both';
  readonly counters: LossyCounters;
  readonly #path: StreamPath;
  readonly #stream: number;
  #handlers: LossyLinkHandlers | null = null;
  #closed: LossyCloseEvent | null = null;

  /** @throws RangeError for a number of a stream that is none */
  constructor(path: StreamPath, stream: number) {
    this.#path = path;
    this.#stream = requireInteger('stream', stream, 0, SESSION_STREAMS.max);
    this.counters = new LossyCounters((bytes) => path.wireBytes(bytes));
  }

  get state(): 'open' | 'closed' {
    return this.#closed ? 'closed' : 'open';
  }

  get maxMessageBytes(): number {
    return this.#path.maxMessageBytes;
  }

  get bufferedBytes(): number {
    return this.#path.bufferedBytes;
  }

  send(message: Uint8Array): boolean {
    if (this.#closed || message.length === 0 || message.length > this.maxMessageBytes) return this.counters.dropped();
    if (!this.#path.send(this.#stream, message)) return this.counters.dropped();
    this.counters.sent(message.length);
    return true;
  }

  setHandlers(handlers: LossyLinkHandlers): void {
    this.#handlers = handlers;
    if (this.#closed) handlers.onClose?.(this.#closed);
  }

  /** A message of the peer, a view that is valid only during the call. */
  receive(message: Uint8Array): void {
    if (this.#closed) return;
    this.counters.received(message.length);
    this.#handlers?.onMessage(message);
  }

  /** Ends this stream on this side; the peer is not told. */
  close(reason = ''): void {
    if (this.#closed) return;
    this.#closed = { reason };
    this.#handlers?.onClose?.(this.#closed);
  }
}
