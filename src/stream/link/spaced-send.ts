import type { Clock } from '../../ports/clock.js';

/** How often something may be sent. */
export interface SendRate {
  /** Time in which one more may be sent, in ms. */
  readonly intervalMs: number;
  /** How many may be sent one right after the other, ≥ 1. */
  readonly atOnce: number;
}

/**
 * Sends the present state of something that may change faster than a relay takes messages of it: at once as long as that
 * is allowed, and then once for all changes of an interval.
 */
export class SpacedSend {
  readonly #clock: Clock;
  readonly #rate: SendRate;
  readonly #send: () => void;
  /** When all of `atOnce` may be sent again. */
  #fullMs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  /** @param send sends the state as it is then */
  constructor(clock: Clock, rate: SendRate, send: () => void) {
    this.#clock = clock;
    this.#rate = rate;
    this.#send = send;
  }

  /** The state has changed. */
  changed(): void {
    if (this.#cancel) return;
    const { intervalMs, atOnce } = this.#rate;
    const nowMs = this.#clock.nowMs();
    const waitMs = Math.max(this.#fullMs, nowMs) + intervalMs - (nowMs + intervalMs * atOnce);
    if (waitMs <= 0) this.#sendNow(nowMs);
    else
      this.#cancel = this.#clock.schedule(waitMs, () => {
        this.#cancel = null;
        this.#sendNow(this.#clock.nowMs());
      });
  }

  /** What waits is not sent: it was sent otherwise, or is of no use any more. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #sendNow(nowMs: number): void {
    this.#fullMs = Math.max(this.#fullMs, nowMs) + this.#rate.intervalMs;
    this.#send();
  }
}
