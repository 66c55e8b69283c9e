import { requireFloat32 } from '../errors.js';

/** One measurement of a {@link LevelMeter}, over all channels since the measurement before it. */
export interface Level {
  /** Largest absolute sample since the last snapshot, in dB below full scale; −Infinity for silence. */
  readonly peakDb: number;
  /** Root mean square since the last snapshot, in dB below the RMS of a full-scale square wave. */
  readonly rmsDb: number;
  /** Whether a sample since the last snapshot was at full scale or above. */
  readonly isClipped: boolean;
}

/** One step below full scale of 16-bit audio: a converter that clips outputs this or more. */
const CLIP = 32767 / 32768;

const toDb = (amplitude: number): number => 20 * Math.log10(amplitude);
/** Amplitude ratio of a level in dB: 0 dB is 1, −20 dB is 0.1. */
export const fromDb = (db: number): number => 10 ** (db / 20);

/** Peak, RMS and clipping of all samples added since the last snapshot, all channels together. */
export class LevelMeter {
  #peak = 0;
  #energy = 0;
  #count = 0;

  /** Counts samples, interleaved, −1..1. */
  add(pcm: Float32Array): void {
    requireFloat32('pcm', pcm);
    let peak = this.#peak;
    let energy = 0;
    for (let i = 0; i < pcm.length; i++) {
      const x = pcm[i]!;
      const size = x < 0 ? -x : x;
      if (size > peak) peak = size;
      energy += x * x;
    }
    this.#peak = peak;
    this.#energy += energy;
    this.#count += pcm.length;
  }

  /** The level since the last snapshot; the measurement starts again. */
  snapshot(): Level {
    const level = {
      peakDb: toDb(this.#peak),
      rmsDb: this.#count === 0 ? Number.NEGATIVE_INFINITY : 10 * Math.log10(this.#energy / this.#count),
      isClipped: this.#peak >= CLIP,
    };
    this.#peak = this.#energy = this.#count = 0;
    return level;
  }
}
