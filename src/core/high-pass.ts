import { requireInteger, requireNumber } from './errors.js';

/**
 * Second-order Butterworth high-pass (Robert Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter
 * coefficients"): takes away rumble, handling noise and DC before they cost the model bits. In place.
 */
export class HighPass {
  readonly #channels: number;
  readonly #b0: number;
  readonly #b1: number;
  readonly #a1: number;
  readonly #a2: number;
  /** Per channel: the two state values of the transposed direct form II. */
  readonly #state: Float64Array;

  /** @param cutoffHz where it is 3 dB down, 10..1000 */
  constructor(cutoffHz: number, sampleRateHz: number, channels: number) {
    requireNumber('cutoffHz', cutoffHz, 10, 1000);
    requireInteger('sampleRateHz', sampleRateHz, 8000, 192_000);
    this.#channels = requireInteger('channels', channels, 1, 32);
    const w = (2 * Math.PI * cutoffHz) / sampleRateHz;
    const alpha = Math.sin(w) * Math.SQRT1_2;
    const a0 = 1 + alpha;
    this.#b0 = (1 + Math.cos(w)) / 2 / a0;
    this.#b1 = -2 * this.#b0;
    this.#a1 = (-2 * Math.cos(w)) / a0;
    this.#a2 = (1 - alpha) / a0;
    this.#state = new Float64Array(2 * channels);
  }

  /** @param pcm [n × channels], interleaved; changed in place */
  process(pcm: Float32Array): void {
    const state = this.#state;
    for (let c = 0; c < this.#channels; c++) {
      let s1 = state[2 * c]!;
      let s2 = state[2 * c + 1]!;
      for (let i = c; i < pcm.length; i += this.#channels) {
        const x = pcm[i]!;
        const y = this.#b0 * x + s1;
        s1 = this.#b1 * x - this.#a1 * y + s2;
        s2 = this.#b0 * x - this.#a2 * y;
        pcm[i] = y;
      }
      state[2 * c] = s1;
      state[2 * c + 1] = s2;
    }
  }
}
