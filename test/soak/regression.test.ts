import { describe, expect, it } from 'vitest';
// biome-ignore lint/suspicious/noTsIgnore: the bench has no types
// @ts-ignore
import { plot } from '../../bench/soak/plot.mjs';
// @ts-expect-error
import { trend, verdict } from '../../bench/soak/regression.mjs';
import { seededRandom } from '../../src/core/random.js';

const SEED = 20261128;

/** Samples of ten hours, one a minute: a saw that falls at collections, noise, and what is lost for good. */
const memory = (growthPerHour: number, seed = SEED) => {
  const random = seededRandom(seed);
  return Array.from({ length: 600 }, (_, i) => ({
    x: i / 60,
    y: 100 + growthPerHour * (i / 60) + (i % 37) / 4 + 3 * random(),
  }));
};

describe(`the trend of a memory (seed ${SEED})`, () => {
  it('is flat where a heap goes up and down, and grows where something is kept', () => {
    for (let seed = 1; seed <= 20; seed++) {
      expect(verdict(trend(memory(0, seed)))).toBe('flat');
      expect(verdict(trend(memory(8, seed)))).toBe('grows');
    }
  });

  it('has the slope within its interval in nineteen of twenty cases or so', () => {
    let within = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const { low, high } = trend(memory(2, seed))!;
      if (low <= 2 && 2 <= high) within++;
    }
    expect(within).toBeGreaterThan(170);
  });

  it('is not judged from too few samples', () => {
    expect(trend(memory(0).slice(0, 3))).toBeNull();
    expect(verdict(null)).toBe('unknown');
  });
});

it('the plot of a soak is an SVG with a line for each series, and escapes its names', () => {
  const points = [
    { x: 0, y: 1 },
    { x: 5, y: 3 },
  ];
  const svg = plot('A & B', [
    { title: 'Memory', unit: 'MB', lines: [{ name: '<relay>', points, trend: { slope: 24, intercept: 1 } }] },
    { title: 'Nothing', unit: 'ms', lines: [{ name: 'x', points: [] }] },
  ]);
  expect(svg.match(/<polyline/g)).toHaveLength(1);
  expect(svg).toContain('A &amp; B');
  expect(svg).toContain('&lt;relay&gt;');
  expect(svg).not.toContain('Nothing');
  expect(svg.trim().endsWith('</svg>')).toBe(true);
});
