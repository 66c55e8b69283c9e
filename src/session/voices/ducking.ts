import { requireNumber } from '../../core/errors.js';

/** How music makes room for voices; the constructor of {@link Ducking} throws RangeError naming what is outside its range. */
export interface DuckingOptions {
  /** Rate of the audio, 8000..192000 Hz. */
  readonly sampleRateHz: number;
  /** By how much the music is lowered, 0..60 dB. @default 14 */
  readonly depthDb?: number;
  /** Time in which most of the way down is gone, 1..5000 ms. @default 60 */
  readonly attackMs?: number;
  /** Time in which most of the way back is gone, 1..10000 ms. @default 700 */
  readonly releaseMs?: number;
  /** It stays low for this time after the last word, 0..10000 ms: pauses between words do not pump. @default 400 */
  readonly holdMs?: number;
}

/**
 * Lowers music while somebody speaks. The gain moves by a first-order filter in decibels, sample by sample, and never
 * jumps: 63 % of the way takes the stated attack or release time.
 */
export class Ducking {
  readonly #depthDb: number;
  readonly #attack: number;
  readonly #release: number;
  readonly #holdSamples: number;
  /** −depthDb..0 */
  #gainDb = 0;
  /** Samples for which the music stays low. */
  #held = 0;

  constructor(options: DuckingOptions) {
    const rateHz = requireNumber('sampleRateHz', options.sampleRateHz, 8000, 192_000);
    const share = (ms: number): number => 1 - Math.exp(-1000 / (ms * rateHz));
    this.#depthDb = requireNumber('depthDb', options.depthDb ?? 14, 0, 60);
    this.#attack = share(requireNumber('attackMs', options.attackMs ?? 60, 1, 5000));
    this.#release = share(requireNumber('releaseMs', options.releaseMs ?? 700, 1, 10_000));
    this.#holdSamples = (requireNumber('holdMs', options.holdMs ?? 400, 0, 10_000) / 1000) * rateHz;
  }

  /** Gain of the music now, in dB: −depthDb..0. */
  get gainDb(): number {
    return this.#gainDb;
  }

  /** Lowers `pcm`, [samples × channels], in place. @param isSpoken whether somebody speaks during it */
  process(pcm: Float32Array, channels: number, isSpoken: boolean): void {
    if (!isSpoken && this.#held <= 0 && this.#gainDb > -0.01) {
      this.#gainDb = 0;
      return;
    }
    if (isSpoken) this.#held = this.#holdSamples;
    for (let i = 0; i < pcm.length; i += channels) {
      const isLow = isSpoken || this.#held > 0;
      if (!isSpoken) this.#held--;
      this.#gainDb += (isLow ? this.#attack : this.#release) * ((isLow ? -this.#depthDb : 0) - this.#gainDb);
      const gain = 10 ** (this.#gainDb / 20);
      for (let c = 0; c < channels; c++) pcm[i + c]! *= gain;
    }
  }
}
