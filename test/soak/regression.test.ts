import { describe, expect, it } from 'vitest';
// @ts-expect-error: the bench has no types
import { conclude } from '../../bench/soak/conclude.mjs';
// @ts-expect-error: as above
import { plot } from '../../bench/soak/plot.mjs';
// @ts-expect-error: as above
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

describe('the conclusion of a soak', () => {
  const MB = 2 ** 20;
  /** An hour of a relay, one decoder and a page, sampled every half minute. */
  const hour = (growthMbPerHour: number, missing = 0) =>
    Array.from({ length: 120 }, (_, i) => ({
      minutes: i / 2,
      processes: {
        relay: { bytes: (80 + (i % 5)) * MB, files: 500 + (i % 2), threads: 11 },
        decoder: { bytes: (300 + (growthMbPerHour * i) / 120 + (i % 3)) * MB, files: 20, threads: 12 },
      },
      channel: { maxLagMs: 40 },
      // Where the machine stood still a decoder has not answered.
      decoders: [
        i % 7 === 0
          ? null
          : {
              streamMs: 500 * i * 60 * 1.00001,
              elapsedMs: 500 * i * 60,
              missing,
              again: 0,
              heapBytes: 15 * MB,
              resources: 4,
            },
      ],
      page: { heapBytes: 3 * MB, handlers: 40, lost: 0, underruns: 0 },
    }));
  const about = { listeners: 500, model: 'default', report: null };

  it('is sound where nothing grows and nothing is missing, and names the drift', () => {
    const { isSound, result, svg } = conclude(hour(0), about);
    expect(isSound).toBe(true);
    expect(result.trends['memory of relay'].verdict).toBe('flat');
    expect(result.drifts['decoder 1'].ppm).toBeCloseTo(10, 3);
    expect(svg).toContain('Resident memory');
  });

  it('is not where a process grows, a frame is missing, or a listener has a gap', () => {
    expect(conclude(hour(60), about).isSound).toBe(false);
    expect(conclude(hour(60), about).result.trends['memory of decoder'].verdict).toBe('grows');
    expect(conclude(hour(0, 4), about).result).toMatchObject({ isSound: false, missing: 4 });
    const report = { healthy: { gapFrames: 12, duplicateFrames: 0, frames: 1000 } };
    expect(conclude(hour(0), { ...about, report }).isSound).toBe(false);
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
