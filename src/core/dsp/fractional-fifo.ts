import { requireInteger, requireNumber } from '../errors.js';
import { MAX_CHANNELS } from './channels.js';
import { FRACTIONAL_HALF, FractionalKernel } from './fractional-kernel.js';

const HALF = FRACTIONAL_HALF;

/** Largest deviation of a step from 1: half a percent is a twelfth of a semitone. */
export const MAX_STEP_DEVIATION = 0.005;

/**
 * A queue of audio that is read at a varying rate: `step` input samples for each output sample, within half a percent
 * of 1. The position is a real number, so that a change of the step makes no jump.
 *
 * The output is the band-limited interpolation of the input at the position, flat to 0.84 of the Nyquist frequency. With
 * a step this close to 1 only the highest half percent of the band can alias, so the filter needs no cutoff.
 * The queue is bounded: {@link room} is what still fits. After construction only `read` allocates, its result.
 */
export class FractionalFifo {
  readonly channels: number;
  readonly capacity: number;
  readonly #kernel = new FractionalKernel();
  /** Per channel, oldest first: HALF samples already read, then the unread ones. */
  readonly #samples: readonly Float32Array[];
  #filled = HALF;
  #position = HALF;

  /** @param capacity largest number of unread samples per channel, 1..2^26 */
  constructor(channels: number, capacity: number) {
    this.channels = requireInteger('channels', channels, 1, MAX_CHANNELS);
    this.capacity = requireInteger('capacity', capacity, 1, 2 ** 26);
    this.#samples = Array.from({ length: channels }, () => new Float32Array(2 * capacity + 2 * HALF + 1));
  }

  /** Samples per channel that can be read: the last HALF unread ones are the filter's look-ahead. */
  get length(): number {
    return Math.max(0, this.#filled - this.#position - HALF);
  }

  /** Samples per channel that can be pushed. */
  get room(): number {
    return Math.max(0, Math.floor(this.capacity - (this.#filled - this.#position)));
  }

  /** @param pcm [n × channels] interleaved; at most {@link room} samples. @throws RangeError */
  push(pcm: Float32Array): void {
    const { channels } = this;
    const n = requireInteger('pcm.length / channels', pcm.length / channels, 0, this.room);
    const end = this.#samples[0]!.length;
    if (this.#filled + n > end) {
      const from = Math.floor(this.#position) - HALF;
      for (const samples of this.#samples) samples.copyWithin(0, from, this.#filled);
      this.#filled -= from;
      this.#position -= from;
    }
    for (let c = 0; c < channels; c++) {
      const samples = this.#samples[c]!;
      for (let i = 0, j = c, at = this.#filled; i < n; i++, j += channels) samples[at + i] = pcm[j]!;
    }
    this.#filled += n;
  }

  /**
   * Reads at most `samples` samples per channel, fewer where {@link length} is less.
   *
   * @param step input samples for each output sample, 0.995..1.005
   * @returns [n × channels] interleaved, owned by the caller
   */
  read(samples: number, step: number): Float32Array {
    requireNumber('step', step, 1 - MAX_STEP_DEVIATION, 1 + MAX_STEP_DEVIATION);
    const { channels } = this;
    const n = Math.min(samples, Math.max(0, Math.ceil(this.length / step)));
    const out = new Float32Array(n * channels);
    for (let i = 0; i < n; i++) {
      const whole = Math.floor(this.#position);
      this.#kernel.setFraction(this.#position - whole);
      for (let c = 0; c < channels; c++) out[i * channels + c] = this.#kernel.at(this.#samples[c]!, whole);
      this.#position += step;
    }
    return out;
  }

  /** Skips `samples` samples per channel. The audio jumps; the caller crossfades over it. */
  skip(samples: number): void {
    this.#position += Math.min(Math.max(0, samples), this.length);
  }

  /** Discards all samples. */
  clear(): void {
    for (const samples of this.#samples) samples.fill(0, 0, HALF);
    this.#filled = this.#position = HALF;
  }
}
