import { describe, expect, it } from 'vitest';
import { ShareWatch } from '../../src/node/priority.js';

describe('the watch over a thread that was granted real time', () => {
  const run = (busyMs: number, everyMs: number): boolean => {
    const watch = new ShareWatch(0.6, 5000);
    for (let ms = 0; ms < 20_000; ms += everyMs) if (watch.isAbove(ms, ms + busyMs)) return true;
    return false;
  };

  it('lets a model be that computes for 12 ms of 186', () => {
    expect(run(12, 186)).toBe(false);
  });

  it('finds one that takes nearly all of the time', () => {
    expect(run(170, 186)).toBe(true);
  });

  it('does not judge by a second of hard work', () => {
    const watch = new ShareWatch(0.6, 5000);
    for (let ms = 0; ms < 1000; ms += 100) expect(watch.isAbove(ms, ms + 100)).toBe(false);
    for (let ms = 1000; ms < 20_000; ms += 186) expect(watch.isAbove(ms, ms + 12)).toBe(false);
  });
});
