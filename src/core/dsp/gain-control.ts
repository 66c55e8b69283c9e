import { requireInteger, requireNumber } from '../errors.js';
import { fromDb } from './level-meter.js';

export interface GainControlOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** RMS of speech that is aimed at. @default -20 */
  readonly targetDb?: number;
  /** Never more gain than this: a quiet room must not become a waterfall. @default 24 */
  readonly maxGainDb?: number;
}

/** Slow enough that words keep their dynamics. */
const RISE_DB_PER_S = 6;
const FALL_DB_PER_S = 20;
const LEVEL_MS = 300;
/** The limiter's ceiling and how fast it lets go. */
const CEILING_DB = -1;
const RELEASE_MS = 150;
/** It looks ahead so far, and delays by as much. */
const AHEAD_MS = 2;

/**
 * Brings speech to a steady level and keeps every sample below −1 dB: a gain that follows the level over 300 ms while
 * there is sound, and a limiter that looks 2 ms ahead and ramps down in that time, so that it never clips nor clicks.
 * Delays by 2 ms. In place.
 */
export class GainControl {
  readonly #o: Required<GainControlOptions>;
  readonly #ahead: number;
  readonly #ceiling = fromDb(CEILING_DB);
  readonly #release: number;
  readonly #smoothing: number;
  readonly #line: Float32Array;
  /** Gains that the samples in the line allow, one each; the least of them is steered to. */
  readonly #allowed: Float32Array;
  #at = 0;
  #power = 0;
  #gain = 1;
  #limit = 1;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: GainControlOptions) {
    const sampleRateHz = requireInteger('sampleRateHz', options.sampleRateHz, 1000, 192_000);
    this.#o = {
      sampleRateHz,
      channels: requireInteger('channels', options.channels, 1, 32),
      targetDb: requireNumber('targetDb', options.targetDb ?? -20, -60, -3),
      maxGainDb: requireNumber('maxGainDb', options.maxGainDb ?? 24, 0, 60),
    };
    this.#ahead = Math.max(1, Math.round((sampleRateHz * AHEAD_MS) / 1000));
    this.#line = new Float32Array(this.#ahead * options.channels);
    this.#allowed = new Float32Array(this.#ahead).fill(1);
    this.#release = 1 - Math.exp(-1000 / (sampleRateHz * RELEASE_MS));
    this.#smoothing = 1 - Math.exp(-1000 / (sampleRateHz * LEVEL_MS));
  }

  /** Gain at this moment, the limiter included. */
  get gainDb(): number {
    return 20 * Math.log10(this.#gain * this.#limit);
  }

  /**
   * @param pcm [n × channels], interleaved; changed in place
   * @param isSound whether it is worth turning up; silence leaves the gain as it is
   */
  process(pcm: Float32Array, isSound: boolean): void {
    const { channels, sampleRateHz, targetDb, maxGainDb } = this.#o;
    const rise = fromDb(RISE_DB_PER_S / sampleRateHz);
    const fall = fromDb(-FALL_DB_PER_S / sampleRateHz);
    const most = fromDb(maxGainDb);
    const target = fromDb(targetDb);
    for (let i = 0; i < pcm.length; i += channels) {
      let [energy, peak] = [0, 0];
      for (let c = 0; c < channels; c++) {
        const x = pcm[i + c]!;
        energy += x * x;
        peak = Math.max(peak, Math.abs(x));
      }
      if (isSound) {
        this.#power += (energy / channels - this.#power) * this.#smoothing;
        const wanted = Math.min(most, target / Math.sqrt(this.#power + 1e-9));
        this.#gain = wanted > this.#gain ? Math.min(wanted, this.#gain * rise) : Math.max(wanted, this.#gain * fall);
      }
      this.#limitTo(peak * this.#gain);
      for (let c = 0; c < channels; c++) {
        const at = this.#at * channels + c;
        const delayed = this.#line[at]!;
        this.#line[at] = pcm[i + c]! * this.#gain;
        pcm[i + c] = delayed * this.#limit;
      }
      this.#at = (this.#at + 1) % this.#ahead;
    }
  }

  /** Before a peak leaves the line the limit has come down to what it allows; afterwards it is let go slowly. */
  #limitTo(peak: number): void {
    // What leaves the line now has been waited for: its own allowance holds for this very sample.
    const leaving = this.#allowed[this.#at]!;
    this.#allowed[this.#at] = peak > this.#ceiling ? this.#ceiling / peak : 1;
    let least = leaving;
    for (let i = 0; i < this.#ahead; i++) least = Math.min(least, this.#allowed[i]!);
    if (least < this.#limit) this.#limit = Math.max(least, this.#limit - (1 - least) / this.#ahead);
    else this.#limit += (least - this.#limit) * this.#release;
    this.#limit = Math.min(this.#limit, leaving);
  }
}
