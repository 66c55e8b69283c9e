import type { Clock } from '../ports/clock.js';
import { MAX_DRIFT } from './arrivals.js';

/** The lowest level is taken over this time. */
const WINDOW_MS = 10_000;
/** What is not counted at the start: the source is still sending ahead. */
const START_MS = 1000;
/** How far the level may be from where it was at first before the speed follows. */
const TOLERANCE_MS = 250;

/** Watches how much of a source's audio waits: a buffer that was filled when it was opened should stay as it was. */
export class BufferLevel {
  readonly #clock: Clock;
  #windowEndMs: number | undefined;
  #lowestMs = Infinity;
  /** The lowest level of the first window; before its end nothing is too much. */
  targetMs = Infinity;
  /** How fast the buffer is emptied, in multiples of real time. */
  speed = 1;
  /** What the level never fell below in the last window, beyond the target. */
  excessMs = 0;

  /** @param targetMs the level that is wanted; undefined for that of the first window */
  constructor(clock: Clock, targetMs?: number) {
    this.#clock = clock;
    if (targetMs !== undefined) this.targetMs = targetMs;
  }

  /** The level is `ms` now. */
  add(ms: number): void {
    const nowMs = this.#clock.nowMs();
    this.#windowEndMs ??= nowMs + START_MS + WINDOW_MS;
    if (nowMs < this.#windowEndMs - WINDOW_MS) return;
    this.#lowestMs = Math.min(this.#lowestMs, ms);
    if (nowMs < this.#windowEndMs) return;
    if (this.targetMs === Infinity) this.targetMs = this.#lowestMs;
    this.excessMs = this.#lowestMs - this.targetMs;
    const isNear = Math.abs(this.excessMs) <= TOLERANCE_MS;
    this.speed = isNear ? 1 : this.excessMs > 0 ? 1 + MAX_DRIFT : 1 - MAX_DRIFT;
    this.#lowestMs = Infinity;
    this.#windowEndMs = nowMs + WINDOW_MS;
  }
}
