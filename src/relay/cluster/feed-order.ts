import type { BusMessage, FeedHandlers } from '../../ports/cluster-bus.js';

/** One subscription: keeps the order of terms and numbers, and notices what is missing. */
export class FeedOrder {
  readonly #handlers: FeedHandlers;
  /** Of the last message; −1 before the first, whose number may be any. */
  #term = -1;
  #next = 0;

  constructor(handlers: FeedHandlers) {
    this.#handlers = handlers;
  }

  message(message: BusMessage): void {
    const { term, number } = message;
    if (term < this.#term || (term === this.#term && number < this.#next)) return;
    const expected = term === this.#term ? this.#next : 0;
    const isFirst = this.#term < 0;
    this.#term = term;
    this.#next = number + 1;
    if (number > expected && !isFirst) this.#handlers.onGap();
    this.#handlers.onMessage(message);
  }

  /** The bus has dropped messages on the way here. */
  gap(): void {
    this.#handlers.onGap();
  }

  /** Nothing has been published behind this for a while. */
  head(term: number, next: number): void {
    if (this.#term < 0 || term < this.#term) return;
    const have = term === this.#term ? this.#next : 0;
    this.#term = term;
    this.#next = Math.max(next, have);
    if (next > have) this.#handlers.onGap();
  }

  /** @param next number behind the last message of the term */
  released(term: number, next: number, isReplaced: boolean): void {
    if (term < this.#term) return;
    const have = term === this.#term ? this.#next : 0;
    if (next > have) this.#handlers.onGap();
    this.#term = term;
    this.#next = Math.max(next, have);
    if (!isReplaced) this.#handlers.onReleased(term);
  }
}
