import { describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from '../../../../src/core/dsp/half-float.js';
import { lowbias32 } from '../../../../src/core/dsp/noise.js';
import { GAUSSIAN_SCALE, LatentStatistics, rescaleNormalizer } from '../../../../src/core/latent/quantiser-scale.js';
import {
  denormalize,
  dequantize,
  type LatentNormalizer,
  normalize,
  quantize,
} from '../../../../src/core/latent/quantizer.js';

const SEED = 20_261_123;
const FRAMES = 40_000;

/** [FRAMES] Gaussian numbers by Box and Muller. */
function gaussian(mean: number, sigma: number): Float32Array {
  const u = (n: number): number => (lowbias32(SEED + n) + 0.5) / 2 ** 32;
  return Float32Array.from(
    { length: FRAMES },
    (_, i) => mean + sigma * Math.sqrt(-2 * Math.log(u(2 * i))) * Math.cos(2 * Math.PI * u(2 * i + 1)),
  );
}

/** Signal to noise in dB after quantising one channel. */
function snr(values: Float32Array, sigma: number, bits: number, normalizer: LatentNormalizer): number {
  const latents = values.slice();
  normalize(latents, FRAMES, normalizer);
  const symbols = new Uint8Array(FRAMES);
  quantize(latents, FRAMES, 1, bits, symbols);
  dequantize(symbols, FRAMES, 1, bits, latents);
  denormalize(latents, FRAMES, normalizer);
  const noise = latents.reduce((sum, v, i) => sum + (v - values[i]!) ** 2, 0) / FRAMES;
  return 10 * Math.log10(sigma ** 2 / noise);
}

const affine = (offset: number, scale: number): LatentNormalizer => ({
  kind: 'affine',
  offset: [offset],
  scale: [scale],
});

describe(`the quantiser's range for Gaussian latents (seed ${SEED})`, () => {
  const [mean, sigma] = [0.7, 2.5];
  const values = gaussian(mean, sigma);
  const statistics = new LatentStatistics(1);
  statistics.add(values, FRAMES);

  it.each([
    // Signal to noise of the optimal uniform quantiser, Max (1960); and of a range of ±3 σ.
    [1, 4.4, 0.68],
    [2, 9.25, 7.33],
    [3, 14.27, 13.15],
    [4, 19.38, 19.2],
  ])('has with %i bits the signal to noise of theory, more than a range of 3 σ has', (bits, best, wide) => {
    expect(snr(values, sigma, bits, statistics.normalizer(bits))).toBeCloseTo(best, 0.5);
    expect(snr(values, sigma, bits, affine(mean, 3 * sigma))).toBeCloseTo(wide, 0.5);
    expect(best).toBeGreaterThan(wide);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is with %i bits better than one 5 %% narrower or wider', (bits) => {
    const best = GAUSSIAN_SCALE[bits - 1]! * sigma;
    const at = snr(values, sigma, bits, affine(mean, best));
    expect(at).toBeGreaterThan(snr(values, sigma, bits, affine(mean, best * 0.95)));
    expect(at).toBeGreaterThan(snr(values, sigma, bits, affine(mean, best * 1.05)));
  });

  it('is rounded as a file stores it, and accepts a constant channel', () => {
    const still = new LatentStatistics(2);
    still.add(new Float32Array(20), 10);
    for (const normalizer of [
      statistics.normalizer(1),
      still.normalizer(1),
      rescaleNormalizer(statistics.normalizer(1), 4),
    ])
      for (const value of [...normalizer.offset, ...normalizer.scale]) expect(fromHalf(toHalf(value))).toBe(value);
    expect(Math.min(...still.normalizer(1).scale)).toBeGreaterThan(0);
  });

  it('does not count values that are not finite', () => {
    const some = new LatentStatistics(1);
    some.add(Float32Array.of(1, Number.NaN, 3, Number.POSITIVE_INFINITY), 4);
    expect(some.normalizer(1).offset).toEqual([2]);
  });
});
