import type { Clock } from '../ports/clock.js';

/**
 * The clock of a relay without the times in which the relay did not run: a process that was stopped, a machine that was
 * suspended. What peers have sent meanwhile waits unread, so that no peer may be judged by that time. It is asked in every
 * tick at least: a longer gap between two questions is such a time.
 */
export class RelayTime {
  readonly #clock: Clock;
  readonly #maxGapMs: () => number;
  #lastMs: number;
  /** Time in which the relay did not run, ≥ 0. */
  #stoppedMs = 0;

  /** @param maxGapMs longest time between two questions of a relay that runs */
  constructor(clock: Clock, maxGapMs: () => number) {
    this.#clock = clock;
    this.#maxGapMs = maxGapMs;
    this.#lastMs = clock.nowMs();
  }

  /** Time in ms, never decreasing, of which only differences mean anything. */
  nowMs(): number {
    const nowMs = this.#clock.nowMs();
    const gapMs = nowMs - this.#lastMs;
    if (gapMs > this.#maxGapMs()) this.#stoppedMs += gapMs;
    this.#lastMs = nowMs;
    return nowMs - this.#stoppedMs;
  }
}
