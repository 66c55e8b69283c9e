import type { RelayLimits } from '../limits.js';

/** `high`: load is taken off where listeners allow it; `full`: nobody new comes until it is less. */
export type LoadLevel = 'normal' | 'high' | 'full';

/** What a {@link LoadMeter} has measured; plain JSON. */
export interface LoadStats {
  readonly level: LoadLevel;
  /** How late the relay's ticks come, in ms: whatever the process should do waits as long. Mean of about two seconds. */
  readonly delayMs: number;
  /** Share of the time in which the process was busy, 0..1, mean of about two seconds; null where it is not measured. */
  readonly busyShare: number | null;
}

/** Time constant of the means. */
const SMOOTHING_MS = 2000;
/** A process that was stopped is not overloaded: one tick counts as late by this at most. */
const MAX_DELAY_MS = 2000;
/** Of the limits, from which `high` begins. */
const HIGH_SHARE = 0.85;
/** Of the limits, below which `full` ends. */
const FULL_ENDS_SHARE = 0.9;
/** Of the limits, below which `high` ends, once it has lasted for a while: what was taken off comes back with it. */
const HIGH_ENDS_SHARE = 0.6;
const HIGH_MIN_MS = 30_000;

/**
 * How much of its process a relay has left, from how late its ticks come and how busy the process is. A process whose
 * event loop never rests falls behind without its ticks being late: what comes waits in the kernel. Time is an argument.
 */
export class LoadMeter {
  readonly #limits: RelayLimits;
  readonly #busyShare: (() => number) | null;
  #lastMs: number;
  #delayMs = 0;
  #busyMean = 0;
  #level: LoadLevel = 'normal';
  /** When the load was last as high as `high` begins. */
  #lastHighMs = Number.NEGATIVE_INFINITY;

  /** @param busyShare share of the time since its last call in which the process was busy, 0..1; null: not measured */
  constructor(limits: RelayLimits, nowMs: number, busyShare: (() => number) | null) {
    this.#limits = limits;
    this.#busyShare = busyShare;
    this.#lastMs = nowMs;
  }

  get level(): LoadLevel {
    return this.#level;
  }

  get stats(): LoadStats {
    return { level: this.#level, delayMs: this.#delayMs, busyShare: this.#busyShare ? this.#busyMean : null };
  }

  /**
   * A tick has come that was due `tickMs` after the last one.
   * @param isLight the relay has so few connections that it is not what keeps the process busy
   */
  tick(nowMs: number, isLight: boolean): void {
    const elapsedMs = Math.max(0, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    const lateMs = Math.min(Math.max(0, elapsedMs - this.#limits.tickMs), MAX_DELAY_MS);
    // Every tick counts the same, so that one long stop does not count as a long time of delay.
    const weight = 1 - Math.exp(-this.#limits.tickMs / SMOOTHING_MS);
    this.#delayMs += weight * (lateMs - this.#delayMs);
    if (this.#busyShare) this.#busyMean += weight * (this.#busyShare() - this.#busyMean);
    this.#level = isLight ? 'normal' : this.#nextLevel(nowMs);
  }

  #nextLevel(nowMs: number): LoadLevel {
    const { maxDelayMs, maxBusyPercent } = this.#limits;
    /** 1 at the limits. */
    const load = Math.max(this.#delayMs / maxDelayMs, (100 * this.#busyMean) / maxBusyPercent);
    const highFrom = this.#level === 'normal' ? HIGH_SHARE : HIGH_ENDS_SHARE;
    if (load >= highFrom) this.#lastHighMs = nowMs;
    if (load >= (this.#level === 'full' ? FULL_ENDS_SHARE : 1)) return 'full';
    return nowMs - this.#lastHighMs < HIGH_MIN_MS ? 'high' : 'normal';
  }
}
