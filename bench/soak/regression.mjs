/**
 * A straight line through samples, and how sure its slope is.
 *
 * Memory of a garbage-collected process goes up and down over many samples, so that neighbours tell the same thing twice:
 * the samples are averaged over blocks first, and the interval comes from the blocks.
 */

/** Two-sided 95 % quantiles of Student's t by degrees of freedom 1 to 30; beyond, the normal distribution's is near enough. */
const T_95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/**
 * @param {readonly { x: number, y: number }[]} samples in order of x
 * @param {number} blocks at least 4 where there are as many samples
 * @returns the line `intercept + slope · x`, and the 95 % interval of its slope; null of fewer than four samples
 */
export function trend(samples, blocks = 12) {
  if (samples.length < 4) return null;
  const count = Math.min(blocks, samples.length);
  const points = Array.from({ length: count }, (_, i) => {
    const part = samples.slice(
      Math.floor((i * samples.length) / count),
      Math.floor(((i + 1) * samples.length) / count),
    );
    const mean = (key) => part.reduce((sum, sample) => sum + sample[key], 0) / part.length;
    return { x: mean('x'), y: mean('y') };
  });
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / count;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / count;
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const intercept = meanY - slope * meanX;
  const residual = points.reduce((sum, { x, y }) => sum + (y - intercept - slope * x) ** 2, 0);
  const error = Math.sqrt(residual / (count - 2) / spread);
  const half = (T_95[count - 3] ?? 1.96) * error;
  return { slope, intercept, low: slope - half, high: slope + half, mean: meanY };
}

/**
 * What the slope of a memory means, per hour: `flat` where the interval holds 0 or all of it is below a share of the mean
 * that nobody would miss, or of `minLimit`; `grows` where it does not; `unknown` of too few samples, or where it may be more.
 *
 * @param {ReturnType<typeof trend>} line with x in hours
 * @param {{ maxShare?: number, minLimit?: number }} limits of an hour's growth: share of the mean, and what is allowed to what
 *   is small
 */
export function verdict(line, { maxShare = 0.05, minLimit = 0 } = {}) {
  if (!line) return 'unknown';
  const limit = Math.max(maxShare * line.mean, minLimit);
  if (line.high <= limit) return 'flat';
  return line.low > 0 ? 'grows' : 'unknown';
}
