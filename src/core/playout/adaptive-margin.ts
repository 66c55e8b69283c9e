import { MAX_STEP_DEVIATION } from '../dsp/fractional-fifo.js';
import type { MarginControl } from './margin-control.js';
import { msToSamples } from './units.js';

/** The bounds within which an {@link AdaptiveMargin} moves; {@link PlayoutBuffer} checks them. */
export interface AdaptiveMarginOptions {
  /** Rate of the output, 1000..192000 Hz: elapsed samples are the only clock. */
  readonly sampleRateHz: number;
  /** The margin never shrinks below this, 0..10000 ms. */
  readonly marginMs: number;
  /** The margin to start with, marginMs..20000 ms. */
  readonly startMarginMs: number;
  /** The margin never grows beyond this, marginMs..60000 ms. */
  readonly maxMarginMs: number;
}

/** Levels of this window count: about fifty packets of `live`. */
const WINDOW_MS = 10_000;
/** A deviation d of the delay is corrected at d / 30 s, at most half a percent: 200 ppm of drift cost 6 ms. */
const CORRECTION_MS = 30_000;
/** An underrun adds this to the margin; it shrinks back by half a millisecond a second. */
const UNDERRUN_GROWTH_MS = 20;
const SHRINK_MS_PER_S = 0.5;
/** A margin that exceeds the required one by more than this loses the rest of the excess within about 20 s. */
const EXCESS_MS = 60;
const EXCESS_SHRINK_S = 20;
/** The margin is at least this share of the difference between the highest and the lowest level: their jitter. */
const JITTER_SHARE = 0.5;
/**
 * A surplus delay above this for one second is not worked off at half a percent: the surplus is skipped. Of the past
 * audio that a new listener receives at once, so that playing begins immediately, all but 50 ms is skipped after the
 * first second.
 */
const CATCH_UP_MS = 250;
const CATCH_UP_WINDOW_MS = 1000;
const OPENING_KEEP_MS = 50;
/** Less than this is not worth a crossfade, even in the first second. */
const OPENING_MIN_MS = 10;

/**
 * A margin that follows the network: it grows with the measured jitter and after an underrun, and shrinks slowly.
 *
 * How much audio is left when more arrives (the level) shows both the jitter of the network and the drift of the two
 * clocks. Its minimum over ten seconds is steered to the margin by reading up to half a percent faster or slower.
 */
export class AdaptiveMargin implements MarginControl {
  readonly #o: AdaptiveMarginOptions;
  /** Levels of the last ten seconds, oldest first: output samples elapsed at the arrival, samples left (≥ 0). */
  #levels: { at: number; samples: number }[] = [];
  /** Output samples elapsed, 0..2^53. */
  #elapsed = 0;
  /** Samples, minMargin..maxMarginMs. */
  #margin: number;
  /** Samples below which the margin does not shrink: marginMs, or more where jitter requires it, up to maxMarginMs. */
  #minMargin: number;
  /** 0.995..1.005; 1 while nothing plays. */
  #step = 1;
  /** Whether the first second is over, and with it the burst at the start of the stream. */
  #hasSettled = false;

  constructor(options: AdaptiveMarginOptions) {
    this.#o = options;
    this.#margin = this.#samples(options.startMarginMs);
    this.#minMargin = this.#samples(options.marginMs);
  }

  get margin(): number {
    return this.#margin;
  }

  get step(): number {
    return this.#step;
  }

  get minLevel(): number | undefined {
    return this.#minLevelOver(WINDOW_MS);
  }

  begin(level: number): number {
    this.#levels = [];
    // After a stall all the delayed audio arrives at once: playing continues at the live edge.
    const surplus = level - this.#margin;
    return surplus > this.#samples(CATCH_UP_MS) ? surplus : 0;
  }

  observe(level: number): number {
    this.#levels.push({ at: this.#elapsed, samples: level });
    const oldest = this.#elapsed - this.#samples(WINDOW_MS);
    while (this.#levels[0]!.at < oldest) this.#levels.shift();
    const surplus = this.#surplus();
    if (surplus > 0) {
      this.#levels = [];
      return surplus;
    }
    this.#followJitter(level);
    const error = this.minLevel! - this.#margin;
    const step = error / this.#samples(CORRECTION_MS);
    this.#step = 1 + Math.max(-MAX_STEP_DEVIATION, Math.min(MAX_STEP_DEVIATION, step));
    return 0;
  }

  shift(samples: number): void {
    for (const level of this.#levels) level.samples = Math.max(0, level.samples + samples);
  }

  elapse(samples: number): void {
    this.#elapsed += samples;
    const excessMs = ((this.#margin - this.#minMargin) / this.#o.sampleRateHz) * 1000 - EXCESS_MS;
    const msPerSecond = Math.max(SHRINK_MS_PER_S, excessMs / EXCESS_SHRINK_S);
    this.#margin = Math.max(this.#minMargin, this.#margin - samples * (msPerSecond / 1000));
  }

  recordUnderrun(): void {
    this.#margin = Math.min(this.#samples(this.#o.maxMarginMs), this.#margin + this.#samples(UNDERRUN_GROWTH_MS));
  }

  stop(): void {
    this.#step = 1;
  }

  /** Samples of surplus delay over the last second, where they are worth skipping; else 0. */
  #surplus(): number {
    const isMeasured = this.#elapsed - this.#levels[0]!.at >= this.#samples(CATCH_UP_WINDOW_MS);
    const excess = (this.#minLevelOver(CATCH_UP_WINDOW_MS) ?? 0) - this.#margin;
    const surplus = this.#hasSettled ? excess : excess - this.#samples(OPENING_KEEP_MS);
    const minMs = this.#hasSettled ? CATCH_UP_MS : OPENING_MIN_MS;
    if (isMeasured) this.#hasSettled = true;
    return isMeasured && surplus > this.#samples(minMs) ? surplus : 0;
  }

  /** Brings the margin to half the jitter of the levels, at once where it grows. */
  #followJitter(level: number): void {
    const { marginMs, maxMarginMs } = this.#o;
    const maxLevel = this.#levels.reduce((max, { samples }) => Math.max(max, samples), 0);
    // The burst at the start of a stream is not jitter, nor is audio that queues up while the device is stalled.
    const isJitter = this.#hasSettled && level - this.#margin <= this.#samples(CATCH_UP_MS);
    const jitter = isJitter ? maxLevel - this.minLevel! : 0;
    const wanted = Math.max(this.#samples(marginMs), JITTER_SHARE * jitter);
    this.#minMargin = Math.min(this.#samples(maxMarginMs), wanted);
    this.#margin = Math.max(this.#margin, this.#minMargin);
  }

  #minLevelOver(ms: number): number | undefined {
    const oldest = this.#elapsed - this.#samples(ms);
    let min: number | undefined;
    for (let i = this.#levels.length - 1; i >= 0 && this.#levels[i]!.at >= oldest; i--)
      min = Math.min(min ?? Number.POSITIVE_INFINITY, this.#levels[i]!.samples);
    return min;
  }

  #samples(ms: number): number {
    return msToSamples(ms, this.#o.sampleRateHz);
  }
}
