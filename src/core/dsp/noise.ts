import { requireFloat32, requireInteger } from '../errors.js';

/**
 * Chris Wellons' lowbias32: a bijective hash of 32 bits whose every output bit depends on every input bit about evenly
 * (https://nullprogram.com/blog/2018/07/31/). `n` is taken mod 2^32.
 *
 * @returns an unsigned 32-bit number
 */
export function lowbias32(n: number): number {
  let x = n >>> 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return x >>> 0;
}

const SQRT3 = Math.sqrt(3);

/**
 * White noise as a function of the absolute sample index, so that overlapping windows agree and a listener that joins
 * late decodes the same audio as the others. Uniform in [−√3, √3): mean 0, variance 1. Repeats after 2^32 samples (27 hours).
 */
export const noise = (n: number): number => SQRT3 * ((lowbias32(n) / 0x100000000) * 2 - 1);

/**
 * Fills `out` with noise(firstSample), noise(firstSample + 1), …
 *
 * @throws TypeError or RangeError when an argument does not fit
 */
export function fillNoise(out: Float32Array, firstSample: number): void {
  requireFloat32('out', out);
  requireInteger('firstSample', firstSample, 0, Number.MAX_SAFE_INTEGER - out.length);
  for (let i = 0; i < out.length; i++) out[i] = noise(firstSample + i);
}
