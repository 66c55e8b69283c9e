import { RoundTrip } from '../../core/round-trip.js';
import type { Clock } from '../../ports/clock.js';

/** Pings a peer at an interval while a connection lasts, one ping at a time, and measures how far it lags. */
export class Pinger {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #sendPing: (token: number) => void;
  readonly #roundTrip = new RoundTrip();
  #cancel: (() => void) | null = null;

  /** @param sendPing sends a ping packet with this token */
  constructor(clock: Clock, intervalMs: number, sendPing: (token: number) => void) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#sendPing = sendPing;
  }

  /** A connection stands: the first ping leaves after one interval. */
  start(): void {
    this.#cancel?.();
    this.#cancel = this.#clock.schedule(this.#intervalMs, () => {
      if (!this.#roundTrip.isOutstanding) this.ping();
      this.start();
    });
  }

  /** The connection has gone. The last round trip is still stated by {@link lagMs}. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#roundTrip.abandon();
  }

  /** Pings now, in place of an outstanding ping; returns the token. */
  ping(): number {
    const token = this.#roundTrip.ping(this.#clock.nowMs());
    this.#sendPing(token);
    return token;
  }

  /** Takes a pong. Returns whether it answers the outstanding ping. */
  pong(token: number): boolean {
    return this.#roundTrip.pong(token, this.#clock.nowMs()) !== null;
  }

  /** Whether a ping is unanswered. */
  get isOutstanding(): boolean {
    return this.#roundTrip.isOutstanding;
  }

  /** Age of the outstanding ping in ms, 0 when none is. */
  get outstandingMs(): number {
    return this.#roundTrip.outstandingMs(this.#clock.nowMs());
  }

  /** The last round trip in ms, or the age of the outstanding ping where that is more. */
  get lagMs(): number {
    return this.#roundTrip.lagMs(this.#clock.nowMs());
  }
}
