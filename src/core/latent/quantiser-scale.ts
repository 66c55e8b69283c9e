import { fromHalf, toHalf } from '../dsp/half-float.js';
import { requireInteger } from '../errors.js';
import type { LatentNormalizer } from './quantizer.js';

/**
 * Half the range of the uniform quantiser of n bits with the least mean square error on a Gaussian, in standard
 * deviations: the steps of Max (1960, "Quantizing for minimum distortion", table II) times half the levels.
 *
 * With one bit the midpoints are ±0.5 · scale, so that at 1.596 σ they are ±0.798 σ = √(2/π) σ, the conditional mean of
 * each half. A range of ±3 σ would put them at ±1.5 σ: 4.40 dB of signal to noise become 0.68 dB.
 */
export const GAUSSIAN_SCALE: readonly number[] = [1.5958, 1.9914, 2.344, 2.6816, 3.0096, 3.3312, 3.6416, 3.9424];

/** Mean and standard deviation of each latent value over the frames, from any number of blocks. */
export class LatentStatistics {
  readonly #count: Float64Array;
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;

  /** @param latentSize values per latent frame */
  constructor(readonly latentSize: number) {
    this.#count = new Float64Array(latentSize);
    this.#mean = new Float64Array(latentSize);
    this.#squares = new Float64Array(latentSize);
  }

  /** @param latents [latentSize × frames], channel-major; values that are not finite are left out */
  add(latents: Float32Array, frames: number): void {
    for (let c = 0, i = 0; c < this.latentSize; c++)
      for (const end = i + frames; i < end; i++) {
        const value = latents[i]!;
        if (!Number.isFinite(value)) continue;
        // Welford's update: exact also where the mean is far from 0.
        const n = ++this.#count[c]!;
        const delta = value - this.#mean[c]!;
        this.#mean[c]! += delta / n;
        this.#squares[c]! += delta * (value - this.#mean[c]!);
      }
  }

  /**
   * The normaliser with the least mean square error of `bits` bits, on the assumption that the latents are Gaussian;
   * rounded to half floats, as a file holds it. A constant value gets the scale of a small noise.
   *
   * @throws RangeError unless bits is 1..8
   */
  normalizer(bits: number): LatentNormalizer {
    requireInteger('bits', bits, 1, GAUSSIAN_SCALE.length);
    const factor = GAUSSIAN_SCALE[bits - 1]!;
    const deviation = [...this.#squares].map((sum, c) => Math.sqrt(sum / Math.max(1, this.#count[c]!)));
    return roundNormalizer({
      kind: 'affine',
      offset: [...this.#mean],
      scale: deviation.map((sigma) => factor * Math.max(sigma, 1e-3)),
    });
  }
}

/** The best normaliser for `bits` bits, from the one for 1 bit. @throws RangeError unless bits is 1..8 */
export function rescaleNormalizer(normalizer: LatentNormalizer, bits: number): LatentNormalizer {
  requireInteger('bits', bits, 1, GAUSSIAN_SCALE.length);
  const factor = GAUSSIAN_SCALE[bits - 1]! / GAUSSIAN_SCALE[0]!;
  return roundNormalizer({ ...normalizer, scale: normalizer.scale.map((s) => s * factor) });
}

/**
 * The normaliser that a file of `bits` bits is quantised with, and the one that its header must hold; null where the
 * model's own serves. It is measured where the model only assumes one, and rescaled for more bits than 1.
 *
 * @param statistics of the whole file; needed only where the model's normaliser is assumed
 * @throws RangeError unless bits is 1..8, or when statistics are missing
 */
export function fileNormalizer(
  ofModel: LatentNormalizer | null,
  bits: number,
  statistics?: LatentStatistics,
): { readonly used: LatentNormalizer | null; readonly inHeader: LatentNormalizer | null } {
  if (!ofModel) return { used: null, inHeader: null };
  if (ofModel.isAssumed) {
    if (!statistics) throw new RangeError('statistics must be given for a model that only assumes its range');
    const used = statistics.normalizer(bits);
    return { used, inHeader: used };
  }
  if (bits === 1) return { used: ofModel, inHeader: null };
  const used = rescaleNormalizer(ofModel, bits);
  return { used, inHeader: used };
}

/**
 * The normaliser that a stream of `bits` bits is quantised with where that is not the model's own: nothing of it is measured.
 *
 * @throws RangeError for more than 8 bits
 */
export const streamNormalizer = (ofModel: LatentNormalizer | null, bits: number): LatentNormalizer | null =>
  ofModel && bits > 1 ? rescaleNormalizer(ofModel, bits) : null;

/** The same with its values rounded to half floats and limited to their range. */
export function roundNormalizer({ offset, scale }: LatentNormalizer): LatentNormalizer {
  const half = (value: number, low: number): number => fromHalf(toHalf(Math.min(Math.max(value, low), 65_504)));
  return { kind: 'affine', offset: offset.map((v) => half(v, -65_504)), scale: scale.map((v) => half(v, 2 ** -24)) };
}
