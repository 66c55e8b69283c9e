import { describe, expect, it } from 'vitest';
// @ts-expect-error: the bench has no types
import { conclude } from '../../bench/soak/conclude.mjs';
// @ts-expect-error: as above
import { growth, sizesByKind } from '../../bench/soak/heap-growth.mjs';
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

  it('is flat where a small heap gains what V8 keeps for itself, and grows where a few bytes of each frame are kept', () => {
    const heap = (growthPerHour: number) =>
      Array.from({ length: 600 }, (_, i) => ({ x: i / 60, y: 2.4 + growthPerHour * (i / 60) + 0.03 * (i % 3) }));
    const verdictOf = (growthPerHour: number, minLimit: number) => verdict(trend(heap(growthPerHour)), { minLimit });
    expect(verdictOf(0.3, 0)).toBe('grows');
    expect(verdictOf(0.3, 0.5)).toBe('flat');
    expect(verdictOf(1, 0.5)).toBe('grows');
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

it('a soak on a busy machine tells how busy it was and that the stream is late, and what the page has gained', () => {
  const samples = Array.from({ length: 60 }, (_, i) => ({
    minutes: i,
    load: 8,
    processors: 2,
    processes: { source: { bytes: 2 ** 27, files: 20, threads: 11, waitSeconds: 15 * i } },
    decoders: [{ streamMs: 59_900 * i, elapsedMs: 60_000 * i, missing: 0, again: 0, heapBytes: 1, resources: 4 }],
    channel: null,
  }));
  const about = { listeners: 1, model: 'default', report: null, heapGrowth: ['object Kept +5.0 kB'] };
  const { text, result } = conclude(samples, about);
  expect(result.busy).toMatchObject({ meanLoad: 8, processors: 2, sourceWaitPercent: 25 });
  expect(text).toContain('the source waited for one 25.0 % of the time');
  expect(text).toContain('the stream is 5.9 s behind the clock');
  expect(text).toContain("the page's heap has gained since the warm-up: object Kept +5.0 kB");
});

it('the growth of a heap goes by the constructors of its objects', () => {
  const heap = (sizes: readonly number[]): string =>
    JSON.stringify({
      snapshot: {
        meta: {
          node_fields: ['type', 'name', 'self_size', 'edge_count'],
          node_types: [['synthetic', 'object', 'array']],
          edge_fields: ['type', 'name_or_index', 'to_node'],
          edge_types: [['internal', 'element']],
        },
      },
      nodes: [0, 0, 0, 1, ...[1, 1, sizes[0], 0], ...[1, 1, sizes[1], 0], ...[2, 0, sizes[2], 0]],
      edges: [0, 2, 12],
      strings: ['', 'Listener', 'smi_string_cache'],
    });
  const grown = growth(sizesByKind(heap([100, 100, 4096])), sizesByKind(heap([100, 9100, 69_632])));
  expect(grown).toEqual(['smi_string_cache +65.5 kB', 'object Listener +9.0 kB']);
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
