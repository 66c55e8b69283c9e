/** Design of the resampler's filter: a sinc with a Kaiser window (Oppenheim and Schafer, section 7.5). */

/** Attenuation of the stop band in dB: images and aliases stay below 16-bit noise. */
const STOP_BAND_DB = 93;

/** Where the pass band ends, as a fraction of the lower Nyquist frequency; the stop band begins at that frequency. */
const PASS_BAND = 0.91;

/** Taps that the filter needs on each side, in samples of the lower rate. */
export const HALF_WIDTH = (STOP_BAND_DB - 7.95) / (2 * 2.285 * Math.PI * (1 - PASS_BAND));

/** Middle of the transition band, as a fraction of the lower Nyquist frequency. */
const CUTOFF = (PASS_BAND + 1) / 2;

const BETA = 0.1102 * (STOP_BAND_DB - 8.7);

/**
 * One row of taps per phase. Row p is for an output instant p/phases after an input sample; its tap j weights the input
 * sample j − half + 1 after that one. Each row sums to 1, so that DC passes exactly, without ripple from phase to phase.
 *
 * @param rows `phases`, or `phases + 1` where rows are interpolated
 * @param half taps on each side, in input samples
 * @param scale output rate / input rate, at most 1
 * @returns [rows × 2·half]
 */
export function sincTable(rows: number, phases: number, half: number, scale: number): Float64Array {
  const width = 2 * half;
  const table = new Float64Array(rows * width);
  const taps = new Float64Array(width);
  const support = HALF_WIDTH / scale;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let j = 0; j < width; j++) {
      const x = j - half + 1 - row / phases;
      const r = x / support;
      const angle = Math.PI * CUTOFF * scale * x;
      const tap =
        Math.abs(r) > 1 ? 0 : (angle === 0 ? 1 : Math.sin(angle) / angle) * besselI0(BETA * Math.sqrt(1 - r * r));
      taps[j] = tap;
      sum += tap;
    }
    for (let j = 0; j < width; j++) table[row * width + j] = taps[j]! / sum;
  }
  return table;
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
export function besselI0(x: number): number {
  const q = (x * x) / 4;
  let sum = 1;
  for (let k = 1, term = 1; term > sum * 1e-17; k++) {
    term *= q / (k * k);
    sum += term;
  }
  return sum;
}
