import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { PlayClock } from '../../../../src/node/audio/play-clock.js';

const RATE = 1000;

describe('the clock of a device that reports what it has played', () => {
  it('is right to 6 ms, to 1 on average, although reports are read up to 40 ms late (seed 7)', () => {
    const random = seededRandom(7);
    const clock = new PlayClock(RATE);
    const errors: number[] = [];
    for (let ms = 50; ms < 60_000; ms += 50) {
      const readMs = ms + 40 * random() ** 2;
      clock.report(ms, readMs);
      if (ms > 1000) errors.push(Math.abs(clock.played(readMs + 5) - (readMs + 5)));
    }
    expect(Math.max(...errors)).toBeLessThan(6);
    expect(errors.reduce((sum, x) => sum + x) / errors.length).toBeLessThan(1);
  });

  it('follows a device that runs 300 ppm slow', () => {
    const clock = new PlayClock(RATE);
    for (let ms = 50; ms < 600_000; ms += 50) clock.report(ms * (1 - 300e-6), ms);
    expect(clock.played(600_000)).toBeCloseTo(600_000 * (1 - 300e-6), 0);
  });

  it('stops after 200 ms without a report', () => {
    const clock = new PlayClock(RATE);
    clock.report(1000, 0);
    expect(clock.played(150)).toBe(1150);
    expect(clock.played(5000)).toBe(1200);
  });

  it('starts again with the first report after the device was stalled', () => {
    const clock = new PlayClock(RATE);
    for (let ms = 0; ms <= 500; ms += 50) clock.report(ms, ms);
    clock.stopped();
    clock.report(500, 800);
    expect(clock.played(850)).toBe(550);
  });
});
