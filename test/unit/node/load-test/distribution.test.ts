import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { Distribution } from '../../../../src/node/load-test/distribution.js';

describe('a distribution of times', () => {
  it('has no percentiles before the first value', () => {
    expect(new Distribution().percentiles()).toEqual({
      count: 0,
      p50Ms: null,
      p90Ms: null,
      p99Ms: null,
      p999Ms: null,
      maxMs: null,
    });
  });

  it('is exact to 0.1 ms below a second and to 1 % above', () => {
    const random = seededRandom(3);
    for (const [scale, tolerance] of [
      [900, (ms: number) => ms + 0.1],
      [50_000, (ms: number) => Math.max(ms + 0.1, ms * 1.01)],
    ] as const) {
      const values = Array.from({ length: 5000 }, () => random() ** 3 * scale);
      const distribution = new Distribution();
      for (const value of values) distribution.record(value);
      values.sort((a, b) => a - b);
      for (const share of [0.001, 0.5, 0.9, 0.99, 0.999, 1]) {
        const exact = values[Math.max(1, Math.ceil(share * values.length)) - 1]!;
        const stated = distribution.quantileMs(share)!;
        expect(stated, `${share} of ${scale}`).toBeGreaterThanOrEqual(exact - 1e-9);
        expect(stated, `${share} of ${scale}`).toBeLessThanOrEqual(tolerance(exact) + 1e-9);
      }
    }
  });

  it('adds up with that of another process, through JSON', () => {
    const [one, two, both] = [new Distribution(), new Distribution(), new Distribution()];
    const random = seededRandom(4);
    for (let i = 0; i < 1000; i++) {
      const value = random() * 3000;
      (i % 3 ? one : two).record(value);
      both.record(value);
    }
    one.add(JSON.parse(JSON.stringify(two.data())));
    expect(one.data()).toEqual(both.data());
    expect(one.percentiles()).toEqual(both.percentiles());
  });

  it('counts what is negative as nothing and what is endless as its last step', () => {
    const distribution = new Distribution();
    distribution.record(-5);
    distribution.record(1e9);
    expect(distribution.quantileMs(0.5)).toBe(0);
    expect(distribution.percentiles()).toMatchObject({ count: 2, maxMs: 1e9 });
  });
});
