import { requireNumber } from '../../core/errors.js';
import { CLOSE_NORMAL } from '../../core/wire/close-codes.js';
import type { NativeChannel } from '../../ports/peer-backend.js';
import type { CloseEvent, Connection, ConnectionHandlers } from '../../ports/transport.js';
import { Counters } from '../counters.js';
import { STREAM_GUARANTEES } from '../guarantees.js';
import { Inbox } from '../inbox.js';
import { dataChannelWireCost } from './datachannel-cost.js';

/** Longest control message in bytes that is sent; every implementation takes 16 KiB. */
export const MAX_CONTROL_BYTES = 16_384;

/** The ordered, reliable channel of a data channel link. Closing it closes the link. */
export class ControlChannel implements Connection {
  readonly guarantees = STREAM_GUARANTEES;
  readonly counters = new Counters(dataChannelWireCost);
  readonly #channel: NativeChannel;
  readonly #inbox = new Inbox();
  readonly #highWaterBytes: number;
  readonly #onClose: (code: number, reason: string) => void;
  readonly #onSent: () => void;
  #state: 'open' | 'closed' = 'open';
  #isBlocked = false;

  /**
   * @param onClose asks the link to close
   * @param onSent called for each message
   * @throws RangeError when `highWaterBytes` is outside its range
   */
  constructor(
    channel: NativeChannel,
    highWaterBytes: number,
    onClose: (code: number, reason: string) => void,
    onSent: () => void,
  ) {
    this.#channel = channel;
    this.#highWaterBytes = requireNumber('controlHighWaterBytes', highWaterBytes, 1, 2 ** 24);
    this.#onClose = onClose;
    this.#onSent = onSent;
    channel.setLowBytes(Math.floor(highWaterBytes / 2));
  }

  get state(): 'open' | 'closed' {
    return this.#state;
  }

  get bufferedBytes(): number {
    return this.#channel.bufferedBytes;
  }

  setHandlers(handlers: ConnectionHandlers): void {
    this.#inbox.setHandlers(handlers);
  }

  send(message: Uint8Array): boolean {
    if (this.#state === 'closed') return false;
    try {
      this.#channel.send(message);
    } catch {
      // Longer than the channel takes, or closed below: a reliable channel that has lost a message is of no use.
      this.#onClose(1006, 'a control message could not be sent');
      return false;
    }
    this.counters.sent(message.length);
    this.#onSent();
    if (this.#channel.bufferedBytes >= this.#highWaterBytes) this.#isBlocked = true;
    return !this.#isBlocked;
  }

  close(code: number = CLOSE_NORMAL, reason = ''): void {
    if (this.#state === 'open') this.#onClose(code, reason);
  }

  /** A message has come. */
  received(message: Uint8Array): void {
    if (this.#state === 'closed') return;
    this.counters.received(message.length);
    this.#inbox.message(message);
  }

  /** The channel's buffer has fallen to half of the high water mark. */
  drained(): void {
    if (!this.#isBlocked || this.#state === 'closed') return;
    this.#isBlocked = false;
    this.#inbox.drain();
  }

  /** Nothing is sent or received from now on. */
  stop(): void {
    this.#state = 'closed';
  }

  /** Tells of the end, once. */
  ended(event: CloseEvent): void {
    this.#inbox.close(event);
  }
}
