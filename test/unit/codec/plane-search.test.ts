import { describe, expect, it } from 'vitest';
import { type Measure, midpoints, type SearchEffort, searchPlane } from '../../../src/codec/plane-search.js';
import { seededRandom } from '../../../src/core/random.js';

const SIZE = 24;
const FULL: SearchEffort = { steps: 12, confirms: true, isTimeLeft: () => true };

/** A distance in which each value meets all others: squared error of random mixtures, of which there are as many as values. */
function mixtures(seed: number): { readonly start: Float32Array; readonly measure: Measure; trials: Float32Array[] } {
  const random = seededRandom(seed);
  const next = (): number => random() * 2 - 1;
  const start = Float32Array.from({ length: SIZE }, next);
  const rows = Array.from({ length: SIZE }, () => Array.from({ length: SIZE }, next));
  const wanted = rows.map((row) => row.reduce((sum, weight, i) => sum + weight * start[i]!, 0));
  const trials: Float32Array[] = [];
  const measure: Measure = (latents) => {
    trials.push(latents.slice());
    const gradient = new Float64Array(SIZE);
    let loss = 0;
    for (const [m, row] of rows.entries()) {
      const off = row.reduce((sum, weight, i) => sum + weight * latents[i]!, 0) - wanted[m]!;
      loss += off * off;
      for (let i = 0; i < SIZE; i++) gradient[i]! += 2 * off * row[i]!;
    }
    return Promise.resolve({ loss, gradient });
  };
  return { start, measure, trials };
}

const search = (start: Float32Array, measure: Measure, effort = FULL, planes = 1): Promise<Float32Array> =>
  searchPlane({ values: start, latentSize: SIZE, planes }, measure, effort);

describe('the search of a plane', () => {
  it('finds bits that are no worse than those it began with, and on average much better, at either plane', async () => {
    for (const planes of [1, 2]) {
      let before = 0;
      let after = 0;
      for (let seed = 1; seed <= 30; seed++) {
        const { start, measure } = mixtures(seed);
        const found = await search(start, measure, FULL, planes);
        const old = (await measure(midpoints(start, SIZE, planes))).loss;
        const better = (await measure(midpoints(found, SIZE, planes))).loss;
        expect(better, `seed ${seed}`).toBeLessThanOrEqual(old);
        before += old;
        after += better;
      }
      expect(after).toBeLessThan(before * 0.8);
    }
  });

  it('tries values between the halves at first, and measures the bits themselves at the first step and at the last', async () => {
    const { start, measure, trials } = mixtures(7);
    await search(start, measure);
    const isOfBits = trials.map((trial) => trial.every((value) => Math.abs(value) === 0.5));
    expect(isOfBits).toEqual([true, ...new Array(8).fill(false), true, true, true, true]);
    expect(trials.flatMap((trial) => [...trial]).every((value) => Math.abs(value) <= 0.5)).toBe(true);
  });

  it('keeps the bits of the planes above', async () => {
    const { start, measure } = mixtures(3);
    const found = await search(start, measure, FULL, 2);
    expect(midpoints(found, SIZE, 1)).toEqual(midpoints(start, SIZE, 1));
  });

  it('keeps everything where no trial is better, and where there is no time', async () => {
    const { start, measure } = mixtures(5);
    expect(await search(start, async (latents) => ({ ...(await measure(latents)), loss: 1 }))).toEqual(start);
    expect(await search(start, measure, { ...FULL, isTimeLeft: () => false })).toEqual(start);
  });

  it('takes a call for each step, and one more to confirm the last', async () => {
    for (const steps of [1, 2, 4, 12]) {
      const { start, measure, trials } = mixtures(2);
      await search(start, measure, { ...FULL, steps, confirms: false });
      expect(trials.length).toBe(steps);
      await search(start, measure, { ...FULL, steps });
      expect(trials.length).toBe(2 * steps + 1);
    }
  });
});
