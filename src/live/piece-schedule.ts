import type { Clock } from '../ports/clock.js';

/** Most audio that is handed on at once after a stall, of the source or of the consumer. */
export const MAX_CATCH_UP_MS = 1000;

/**
 * When pieces of audio are due that are delivered at live pace. What was held up is caught up by at most
 * {@link MAX_CATCH_UP_MS}: a longer stall moves everything behind it.
 */
export class PieceSchedule {
  readonly #clock: Clock;
  /** When the last piece was due. */
  #dueMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#dueMs = clock.nowMs();
  }

  /** Allows {@link MAX_CATCH_UP_MS} at once, as after a stall: for audio whose source keeps live pace itself. */
  allowCatchUp(): void {
    this.#dueMs = this.#clock.nowMs() - MAX_CATCH_UP_MS;
  }

  /** Begins anew: the next piece is due when it would have been captured. */
  restart(): void {
    this.#dueMs = this.#clock.nowMs();
  }

  /** Whether a piece of `ms` is due already. */
  isDue(ms: number, speed: number): boolean {
    return this.#next(ms, speed) <= this.#clock.nowMs();
  }

  /** Takes the next piece in. @returns when its last sample is due */
  add(ms: number, speed: number): number {
    this.#dueMs = this.#next(ms, speed);
    return this.#dueMs;
  }

  #next(ms: number, speed: number): number {
    return Math.max(this.#dueMs, this.#clock.nowMs() - MAX_CATCH_UP_MS) + ms / speed;
  }
}
