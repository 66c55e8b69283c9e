import { requireInteger, requireNumber } from '../errors.js';
import { Biquad, butterworth } from './biquad.js';
import { MAX_CHANNELS } from './channels.js';

/** Range of a high-pass's cutoff. */
export const HIGH_PASS_HZ = [10, 1000] as const;

/**
 * Second-order Butterworth high-pass, in place: removes rumble, handling noise and DC, which the model would spend bits
 * on.
 */
export class HighPass {
  /** One per channel. */
  readonly #sections: readonly Biquad[];

  /** @param cutoffHz frequency of −3 dB, 10..1000 */
  constructor(cutoffHz: number, sampleRateHz: number, channels: number) {
    requireNumber('cutoffHz', cutoffHz, ...HIGH_PASS_HZ);
    requireInteger('sampleRateHz', sampleRateHz, 8000, 192_000);
    requireInteger('channels', channels, 1, MAX_CHANNELS);
    const { high } = butterworth(cutoffHz, sampleRateHz);
    this.#sections = Array.from({ length: channels }, () => new Biquad(high));
  }

  /** @param pcm [n × channels], interleaved; changed in place */
  process(pcm: Float32Array): void {
    for (const [c, section] of this.#sections.entries()) section.process(pcm, pcm, c, this.#sections.length);
  }
}
