import { callGuarded } from '../../../core/guarded.js';
import type { BusMessage, BusPosition, FeedHandlers } from '../../../ports/cluster-bus.js';
import { decodeFrame } from '../../../relay/cluster/bus-frames.js';
import { FeedOrder } from '../../../relay/cluster/feed-order.js';

/** One subscription of this node. */
export class NatsFeed {
  readonly #handlers: FeedHandlers;
  readonly #order: FeedOrder;
  readonly #end: () => void;
  /** Up to where the channel was recalled; null before. */
  #recalled: BusPosition | null = null;
  #hasMessage = false;
  #releasedTerm = 0;

  /** @param end ends the subscription on NATS */
  constructor(handlers: FeedHandlers, end: () => void) {
    this.#handlers = handlers;
    this.#order = new FeedOrder(handlers);
    this.#end = end;
  }

  /** A frame of the channel. @param newestTerm as this node knows it: what is older is fenced off */
  receive(data: Uint8Array, newestTerm: number): void {
    callGuarded(
      () => {
        const frame = decodeFrame(data);
        if (frame.kind === 'message') this.#message(frame, newestTerm);
        else if (frame.kind === 'head') this.#order.head(frame.term, frame.next);
        else if (frame.kind === 'released') this.released(frame.term, frame.next);
      },
      // Another program has published on the channel's subject.
      () => {},
    );
  }

  recalled(position: BusPosition): void {
    this.#recalled = position;
  }

  gap(): void {
    this.#order.gap();
  }

  /** Told once a term, on the channel or by the claim's record. */
  released(term: number, next: number): void {
    if (term <= this.#releasedTerm) return;
    this.#releasedTerm = term;
    this.#order.released(term, next, false);
  }

  end(): void {
    this.#end();
  }

  #message(message: BusMessage, newestTerm: number): void {
    if (message.term < newestTerm) return;
    // The subscription may have begun behind messages that the recall did not have yet.
    if (!this.#hasMessage && message.number > 0 && !this.#isRecalledBefore(message)) this.#handlers.onGap();
    this.#hasMessage = true;
    this.#order.message(message);
  }

  #isRecalledBefore({ term, number }: BusPosition): boolean {
    return this.#recalled?.term === term && this.#recalled.number >= number - 1;
  }
}
