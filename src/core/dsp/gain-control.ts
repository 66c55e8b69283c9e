import { requireInteger, requireNumber } from '../errors.js';
import { MAX_CHANNELS } from './channels.js';
import { fromDb } from './level-meter.js';

/** The audio of a {@link GainControl} and the level that it aims for. */
export interface GainControlOptions {
  /** Rate of the audio, 1000..192000 Hz. */
  readonly sampleRateHz: number;
  /** Channels of the interleaved audio, 1..32; one gain is applied to all of them. */
  readonly channels: number;
  /** Target RMS of speech, −60..−3 dB below full scale. @default -20 */
  readonly targetDb?: number;
  /** Highest gain, 0..60 dB: it keeps the noise of a quiet room quiet. @default 24 */
  readonly maxGainDb?: number;
}

/** How fast the gain changes: slow enough that words keep their dynamics. */
const RISE_DB_PER_S = 6;
const FALL_DB_PER_S = 20;
/** Time constant of the level measurement. */
const LEVEL_MS = 300;
/** The limiter's ceiling, and the time constant of its release. */
const CEILING_DB = -1;
const RELEASE_MS = 150;
/** The limiter's look-ahead, which is also the delay. */
const AHEAD_MS = 2;

/**
 * Brings speech to a steady level and keeps every sample below −1 dB: a gain that follows the level over 300 ms while
 * there is sound, and a limiter that looks 2 ms ahead and ramps down in that time, so that it neither clips nor clicks.
 * Works in place and delays by 2 ms.
 */
export class GainControl {
  readonly #o: Required<GainControlOptions>;
  readonly #ahead: number;
  readonly #ceiling = fromDb(CEILING_DB);
  readonly #release: number;
  readonly #smoothing: number;
  readonly #line: Float32Array;
  /** Highest gain that each sample of the delay line allows; the limiter steers towards the lowest of them. */
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
      channels: requireInteger('channels', options.channels, 1, MAX_CHANNELS),
      targetDb: requireNumber('targetDb', options.targetDb ?? -20, -60, -3),
      maxGainDb: requireNumber('maxGainDb', options.maxGainDb ?? 24, 0, 60),
    };
    this.#ahead = Math.max(1, Math.round((sampleRateHz * AHEAD_MS) / 1000));
    this.#line = new Float32Array(this.#ahead * options.channels);
    this.#allowed = new Float32Array(this.#ahead).fill(1);
    this.#release = 1 - Math.exp(-1000 / (sampleRateHz * RELEASE_MS));
    this.#smoothing = 1 - Math.exp(-1000 / (sampleRateHz * LEVEL_MS));
  }

  /** Current gain, that of the limiter included. */
  get gainDb(): number {
    return 20 * Math.log10(this.#gain * this.#limit);
  }

  /**
   * @param pcm [n × channels], interleaved; changed in place
   * @param isSound whether the gain follows this audio; it stays as it is during silence
   */
  process(pcm: Float32Array, isSound: boolean): void {
    const { channels, sampleRateHz, targetDb, maxGainDb } = this.#o;
    const rise = fromDb(RISE_DB_PER_S / sampleRateHz);
    const fall = fromDb(-FALL_DB_PER_S / sampleRateHz);
    const maxGain = fromDb(maxGainDb);
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
        const wanted = Math.min(maxGain, target / Math.sqrt(this.#power + 1e-9));
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

  /** Ramps the limit down to what a peak allows before it leaves the delay line; afterwards the limit recovers slowly. */
  #limitTo(peak: number): void {
    const leaving = this.#allowed[this.#at]!;
    this.#allowed[this.#at] = peak > this.#ceiling ? this.#ceiling / peak : 1;
    let lowest = leaving;
    for (let i = 0; i < this.#ahead; i++) lowest = Math.min(lowest, this.#allowed[i]!);
    if (lowest < this.#limit) this.#limit = Math.max(lowest, this.#limit - (1 - lowest) / this.#ahead);
    else this.#limit += (lowest - this.#limit) * this.#release;
    this.#limit = Math.min(this.#limit, leaving);
  }
}
