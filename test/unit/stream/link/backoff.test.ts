import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { Backoff } from '../../../../src/stream/link/backoff.js';

describe('back-off', () => {
  it('doubles up to its bound and restarts at its minimum after a success', () => {
    const backoff = new Backoff({ minMs: 100, maxMs: 1000, jitter: 0 });
    expect(Array.from({ length: 6 }, () => backoff.nextMs())).toEqual([100, 200, 400, 800, 1000, 1000]);
    backoff.reset();
    expect(backoff.nextMs()).toBe(100);
  });

  it('stays finite after a year of attempts', () => {
    const backoff = new Backoff({ jitter: 0 });
    for (let i = 0; i < 5000; i++) backoff.nextMs();
    expect(backoff.nextMs()).toBe(10_000);
  });

  it('subtracts at most the random share, differently for each', () => {
    const backoff = new Backoff({ minMs: 1000, maxMs: 1000, jitter: 0.5 }, seededRandom(1));
    const waits = Array.from({ length: 1000 }, () => backoff.nextMs());
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1000);
    expect(new Set(waits).size).toBeGreaterThan(990);
  });

  it('waits at least as long as the peer asks for, plus a random share, and as long as its own wait at least', () => {
    const backoff = new Backoff({ minMs: 100, maxMs: 100, jitter: 0.5 }, seededRandom(2));
    const waits = Array.from({ length: 1000 }, () => backoff.nextMs(2000));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(2000);
    expect(Math.max(...waits)).toBeGreaterThan(2900);
    expect(Math.max(...waits)).toBeLessThan(3000);
    expect(backoff.nextMs(1)).toBeGreaterThanOrEqual(50);
  });

  it('names an option outside its range', () => {
    expect(() => new Backoff({ minMs: 0 })).toThrow('backoff.minMs must be a number from 1');
    expect(() => new Backoff({ minMs: 500, maxMs: 100 })).toThrow('backoff.maxMs must be a number from 500');
  });
});

describe('the random share of a wait', () => {
  for (const value of [Number.NaN, -0.1, 1, 7, '0.5', undefined])
    it(`is refused where random returns ${String(value)}`, () => {
      const backoff = new Backoff({}, () => value as number);
      expect(() => backoff.nextMs()).toThrow(
        new TypeError(`random must return a number in [0, 1), got ${String(value)}`),
      );
    });
});
