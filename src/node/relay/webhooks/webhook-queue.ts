import type { Clock } from '../../../ports/clock.js';

/** What became of one attempt to deliver; the reason is for the relay's owner. */
export type DeliveryResult =
  | { readonly kind: 'delivered' }
  /** Another attempt may succeed. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The receiver does not want it: it is not sent again. */
  | { readonly kind: 'refused'; readonly reason: string };

/** How one address is served. */
export interface WebhookQueueOptions<Item> {
  /** Times the waits between attempts. */
  readonly clock: Clock;
  /** Numbers in [0, 1) that spread the waits. */
  readonly random: () => number;
  /** Items that may wait, the one that is being sent included. */
  readonly maxQueued: number;
  /** Attempts for one item. */
  readonly maxAttempts: number;
  /** Sends one item once. Never rejects. */
  readonly deliver: (item: Item, attempt: number) => Promise<DeliveryResult>;
  /** Called for an item that is given up: because of `reason`. */
  readonly onDropped: (item: Item, reason: string) => void;
}

/** Wait before the second attempt; it doubles with each one. */
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 300_000;

/** Counters of a queue. */
export interface WebhookQueueStats {
  readonly queued: number;
  readonly delivered: number;
  readonly dropped: number;
}

/**
 * Delivers items to one address, one after another in their order, and again after a growing wait where that fails. What
 * comes while too many wait displaces the oldest that is not being sent. Nobody waits for it.
 */
export class WebhookQueue<Item> {
  readonly #options: WebhookQueueOptions<Item>;
  readonly #waiting: Item[] = [];
  #isSending = false;
  #attempts = 0;
  #delivered = 0;
  #dropped = 0;
  #cancelWait: (() => void) | null = null;
  #isClosed = false;
  #idle: (() => void)[] = [];

  constructor(options: WebhookQueueOptions<Item>) {
    this.#options = options;
  }

  get stats(): WebhookQueueStats {
    return { queued: this.#waiting.length, delivered: this.#delivered, dropped: this.#dropped };
  }

  push(item: Item): void {
    if (this.#isClosed) return;
    if (this.#waiting.length >= this.#options.maxQueued) {
      // The first may be under way; with room for one alone the newcomer is the one to go.
      const displaced = this.#isSending ? this.#waiting.splice(1, 1)[0] : this.#waiting.shift();
      if (!this.#isSending) this.#attempts = 0;
      this.#drop(displaced ?? item, 'too many events wait');
      if (displaced === undefined) return;
    }
    this.#waiting.push(item);
    void this.#next();
  }

  /** Resolves when nothing waits, or the first item has failed and waits for its next attempt. */
  settled(): Promise<void> {
    if (!this.#isSending) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Nothing more is sent; what waits is dropped. May be called twice. */
  close(): void {
    this.#isClosed = true;
    this.#cancelWait?.();
    for (const item of this.#waiting.splice(0)) this.#drop(item, 'the relay has ended');
  }

  async #next(): Promise<void> {
    if (this.#isSending || this.#cancelWait || this.#isClosed) return;
    this.#isSending = true;
    while (this.#waiting.length > 0 && !this.#isClosed && !this.#cancelWait) {
      const item = this.#waiting[0]!;
      const result = await this.#options.deliver(item, ++this.#attempts);
      // Closed meanwhile: it was dropped.
      if (this.#isClosed) break;
      if (result.kind === 'failed' && this.#attempts < this.#options.maxAttempts) this.#wait();
      else this.#finish(item, result);
    }
    this.#isSending = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #finish(item: Item, result: DeliveryResult): void {
    this.#waiting.shift();
    this.#attempts = 0;
    if (result.kind === 'delivered') this.#delivered++;
    else this.#drop(item, result.reason);
  }

  #wait(): void {
    const { clock, random } = this.#options;
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (this.#attempts - 1), MAX_WAIT_MS) * (1 + random() / 4);
    this.#cancelWait = clock.schedule(waitMs, () => {
      this.#cancelWait = null;
      void this.#next();
    });
  }

  #drop(item: Item, reason: string): void {
    this.#dropped++;
    this.#options.onDropped(item, reason);
  }
}
