import { requireNumber } from '../../core/errors.js';
import type { LossyCloseEvent, LossyLink, LossyLinkHandlers } from '../../ports/lossy-link.js';
import type { NativeChannel } from '../../ports/peer-backend.js';
import { LossyCounters } from '../lossy-counters.js';
import { LossyInbox } from '../lossy-inbox.js';
import { dataChannelWireCost, MAX_DATA_CHANNEL_MESSAGE_BYTES } from './datachannel-cost.js';

/** The unordered channel of a data channel link, which sends nothing again. Closing it closes the link. */
export class MediaChannel implements LossyLink {
  readonly direction = 'both';
  readonly maxMessageBytes = MAX_DATA_CHANNEL_MESSAGE_BYTES;
  readonly counters = new LossyCounters(dataChannelWireCost);
  readonly #channel: NativeChannel;
  readonly #inbox = new LossyInbox();
  readonly #maxBufferedBytes: number;
  readonly #onClose: (reason: string) => void;
  readonly #onSent: () => void;
  #state: 'open' | 'closed' = 'open';

  /**
   * @param onClose asks the link to close
   * @param onSent called for each message
   * @throws RangeError when `maxBufferedBytes` is outside its range
   */
  constructor(channel: NativeChannel, maxBufferedBytes: number, onClose: (reason: string) => void, onSent: () => void) {
    this.#channel = channel;
    this.#maxBufferedBytes = requireNumber('maxBufferedBytes', maxBufferedBytes, 1, 2 ** 24);
    this.#onClose = onClose;
    this.#onSent = onSent;
  }

  get state(): 'open' | 'closed' {
    return this.#state;
  }

  get bufferedBytes(): number {
    return this.#channel.bufferedBytes;
  }

  setHandlers(handlers: LossyLinkHandlers): void {
    this.#inbox.setHandlers(handlers);
  }

  send(message: Uint8Array): boolean {
    const { length } = message;
    if (this.#state === 'closed' || length === 0 || length > this.maxMessageBytes) return this.counters.dropped();
    if (this.#channel.bufferedBytes + length > this.#maxBufferedBytes) return this.counters.dropped();
    try {
      this.#channel.send(message);
    } catch {
      return this.counters.dropped();
    }
    this.counters.sent(length);
    this.#onSent();
    return true;
  }

  close(reason = ''): void {
    if (this.#state === 'open') this.#onClose(reason);
  }

  /** A message has come. */
  received(message: Uint8Array): void {
    if (this.#state === 'closed') return;
    if (message.length === 0 || message.length > this.maxMessageBytes) {
      this.counters.damaged();
      return;
    }
    this.counters.received(message.length);
    this.#inbox.message(message);
  }

  /** Nothing is sent or received from now on. */
  stop(): void {
    this.#state = 'closed';
  }

  /** Tells of the end, once. */
  ended(event: LossyCloseEvent): void {
    this.#inbox.close(event);
  }
}
