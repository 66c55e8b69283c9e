import { requireInteger } from '../../core/errors.js';
import { shown } from '../../core/shown.js';
import { HandlerSet } from '../handler-set.js';
import { MAX_STREAM_MESSAGE_BYTES } from '../peer/session-peer.js';
import { type BroadcastStream, type PeerLink, SESSION_STREAMS } from '../peer-link.js';

/** Messages of one stream to and from everybody. */
export class ToEverybody implements BroadcastStream {
  readonly maxMessageBytes = MAX_STREAM_MESSAGE_BYTES;
  readonly #stream: number;
  readonly #send: (stream: number, message: Uint8Array) => boolean;
  readonly #handlers = new HandlerSet<[Uint8Array, PeerLink]>();

  /** @throws RangeError for a number of a stream that is none */
  constructor(stream: number, send: (stream: number, message: Uint8Array) => boolean) {
    this.#stream = requireInteger('stream', stream, 0, SESSION_STREAMS.max);
    this.#send = send;
  }

  send(message: Uint8Array): boolean {
    if (!(message instanceof Uint8Array)) throw new TypeError(`message must be a Uint8Array, got ${shown(message)}`);
    if (message.length === 0 || message.length > this.maxMessageBytes) return false;
    return this.#send(this.#stream, message);
  }

  onMessage(handler: (message: Uint8Array, from: PeerLink) => void): () => void {
    return this.#handlers.add(handler);
  }

  /** A message of a peer, a view that is valid only during the call. */
  receive(message: Uint8Array, from: PeerLink): void {
    this.#handlers.call(message, from);
  }
}
