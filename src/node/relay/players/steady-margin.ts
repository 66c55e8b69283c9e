import type { MarginControl } from '../../../core/playout/margin-control.js';
import { msToSamples } from '../../../core/playout/units.js';

/** Audio in reserve to begin with; each underrun adds some, up to a bound. */
const MARGIN_MS = 300;
const UNDERRUN_GROWTH_MS = 100;
const MAX_MARGIN_MS = 2000;
/** The minimum of the levels of this time is compared with the margin. */
const WINDOW_MS = 10_000;
/** A difference above the first bound is worked off until it is below the second, at this deviation of the speed. */
const TOLERANCE_MS = 120;
const SETTLED_MS = 20;
const CORRECTION = 0.002;
/** What is late by more than this, after a pause of the process, is left out. */
const CATCH_UP_MS = 1500;

/**
 * A margin for players that have a buffer of their own: it stays as it is, and the audio is read sample by sample as it
 * was decoded. Only where the clock of the source has gained or lost more than {@link TOLERANCE_MS} is it read faster or
 * slower for a minute; at 20 ppm that is once in 100 minutes.
 */
export class SteadyMargin implements MarginControl {
  readonly #sampleRateHz: number;
  /** Of the last ten seconds, the oldest first: samples elapsed at the arrival, samples left. */
  #levels: { readonly at: number; samples: number }[] = [];
  #elapsed = 0;
  #margin: number;
  #step = 1;

  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
    this.#margin = this.#samples(MARGIN_MS);
  }

  get margin(): number {
    return this.#margin;
  }

  get step(): number {
    return this.#step;
  }

  get minLevel(): number | undefined {
    return this.#levels.length === 0 ? undefined : Math.min(...this.#levels.map(({ samples }) => samples));
  }

  begin(level: number): number {
    this.#levels = [];
    return this.#lateness(level);
  }

  observe(level: number): number {
    this.#levels.push({ at: this.#elapsed, samples: level });
    const oldest = this.#elapsed - this.#samples(WINDOW_MS);
    while (this.#levels[0]!.at < oldest) this.#levels.shift();
    const minLevel = this.minLevel!;
    const late = this.#lateness(minLevel);
    if (late > 0) this.shift(-late);
    else this.#steer(minLevel - this.#margin);
    return late;
  }

  shift(samples: number): void {
    for (const level of this.#levels) level.samples = Math.max(0, level.samples + samples);
  }

  elapse(samples: number): void {
    this.#elapsed += samples;
  }

  recordUnderrun(): void {
    this.#margin = Math.min(this.#samples(MAX_MARGIN_MS), this.#margin + this.#samples(UNDERRUN_GROWTH_MS));
  }

  stop(): void {
    this.#step = 1;
  }

  /** @param error samples above the margin */
  #steer(error: number): void {
    if (Math.abs(error) < this.#samples(SETTLED_MS)) this.#step = 1;
    else if (Math.abs(error) > this.#samples(TOLERANCE_MS)) this.#step = 1 + Math.sign(error) * CORRECTION;
  }

  /** Samples that are to be left out. */
  #lateness(level: number): number {
    const late = level - this.#margin;
    return late > this.#samples(CATCH_UP_MS) ? late : 0;
  }

  #samples(ms: number): number {
    return msToSamples(ms, this.#sampleRateHz);
  }
}
