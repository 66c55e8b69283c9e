import type { Clock } from '../ports/clock.js';

/** Counts the samples whose time passes on a clock: what a device that has gone would have captured or played. */
export class LivePace {
  readonly #clock: Clock;
  readonly #sampleRateHz: number;
  readonly #startMs: number;
  /** Samples counted so far, ≥ 0. */
  #counted = 0;

  constructor(clock: Clock, sampleRateHz: number) {
    this.#clock = clock;
    this.#sampleRateHz = sampleRateHz;
    this.#startMs = clock.nowMs();
  }

  /** Samples whose time has passed since the last call, or since the start. */
  take(): number {
    const due = Math.floor(((this.#clock.nowMs() - this.#startMs) / 1000) * this.#sampleRateHz);
    const samples = Math.max(0, due - this.#counted);
    this.#counted += samples;
    return samples;
  }
}
