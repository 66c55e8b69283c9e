import { requireInteger, requireNumber } from '../errors.js';
import { Biquad, butterworth } from './biquad.js';

/**
 * Second-order Butterworth high-pass: takes away rumble, handling noise and DC before they cost the model bits. In
 * place.
 */
export class HighPass {
  /** One for each channel. */
  readonly #sections: readonly Biquad[];

  /** @param cutoffHz where it is 3 dB down, 10..1000 */
  constructor(cutoffHz: number, sampleRateHz: number, channels: number) {
    requireNumber('cutoffHz', cutoffHz, 10, 1000);
    requireInteger('sampleRateHz', sampleRateHz, 8000, 192_000);
    requireInteger('channels', channels, 1, 32);
    const { high } = butterworth(cutoffHz, sampleRateHz);
    this.#sections = Array.from({ length: channels }, () => new Biquad(high));
  }

  /** @param pcm [n × channels], interleaved; changed in place */
  process(pcm: Float32Array): void {
    for (const [c, section] of this.#sections.entries()) section.process(pcm, pcm, c, this.#sections.length);
  }
}
