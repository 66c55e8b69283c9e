import { describe, expect, it } from 'vitest';
import { AdaptiveMargin } from '../../../../src/core/playout/adaptive-margin.js';
import type { MarginControl } from '../../../../src/core/playout/margin-control.js';
import { PlayoutBuffer } from '../../../../src/core/playout/playout-buffer.js';

const RATE = 1000;
const make = (options: object = {}) =>
  new AdaptiveMargin({ sampleRateHz: RATE, marginMs: 20, startMarginMs: 60, maxMarginMs: 500, ...options });
/** Observes `level` every 100 ms for `seconds`. */
const run = (margin: AdaptiveMargin, seconds: number, level: (i: number) => number): number[] => {
  const left: number[] = [];
  for (let i = 0; i < seconds * 10; i++) {
    left.push(margin.observe(level(i)));
    margin.elapse(RATE / 10);
  }
  return left;
};

describe('the adaptive margin', () => {
  it('shrinks from its start by half a millisecond a second, down to its minimum', () => {
    const margin = make();
    margin.elapse(10 * RATE);
    expect(margin.margin).toBeCloseTo(55, 6);
    margin.elapse(1000 * RATE);
    expect(margin.margin).toBe(20);
  });

  it('grows by 20 ms an underrun, never beyond its maximum', () => {
    const margin = make({ maxMarginMs: 90 });
    margin.recordUnderrun();
    expect(margin.margin).toBe(80);
    margin.recordUnderrun();
    expect(margin.margin).toBe(90);
  });

  it('is at least half the jitter of ten seconds', () => {
    const margin = make({ startMarginMs: 20 });
    run(margin, 15, (i) => 100 + (i % 2) * 80);
    expect(margin.margin).toBe(40);
    run(margin, 60, () => 100);
    expect(margin.margin).toBeLessThan(25);
  });

  it('reads faster where the level is too high and slower where it is too low, by half a percent at most', () => {
    const [fast, slow, far] = [make({ startMarginMs: 20 }), make({ startMarginMs: 20 }), make({ startMarginMs: 20 })];
    run(fast, 1, () => 50);
    run(slow, 1, () => 5);
    run(far, 1, () => 215);
    expect(fast.step).toBeCloseTo(1 + 30 / 30_000, 4);
    expect(slow.step).toBeCloseTo(1 - 15 / 30_000, 4);
    expect(far.step).toBe(1.005);
    far.stop();
    expect(far.step).toBe(1);
  });

  it('skips a surplus of more than 250 ms that has lasted a second, and most of the burst at the start of a stream', () => {
    const margin = make({ startMarginMs: 20 });
    const opening = run(margin, 3, () => 200);
    expect(opening.filter((n) => n > 0)).toHaveLength(1);
    expect(opening.find((n) => n > 0)).toBeCloseTo(200 - 20 - 50, 0);
    expect(run(margin, 3, () => 200).every((n) => n === 0)).toBe(true);
    expect(run(margin, 12, () => 400).filter((n) => n > 0).length).toBeGreaterThan(0);
  });

  it('begins at the live edge after a stall, and without a skip when little is queued', () => {
    const margin = make({ startMarginMs: 20 });
    expect(margin.begin(200)).toBe(0);
    expect(margin.begin(1000)).toBe(980);
  });

  it('shifts the recorded levels by audio inserted before them', () => {
    const margin = make();
    margin.observe(50);
    margin.shift(30);
    expect(margin.minLevel).toBe(80);
    margin.shift(-200);
    expect(margin.minLevel).toBe(0);
  });
});

describe('a custom margin control', () => {
  it('decides when playing begins, its speed and what is skipped', () => {
    const calls: string[] = [];
    const control: MarginControl = {
      margin: 300,
      step: 1.001,
      minLevel: undefined,
      begin: (level) => {
        calls.push(`begin ${level}`);
        return 0;
      },
      observe: (level) => {
        calls.push(`observe ${Math.round(level)}`);
        return 40;
      },
      shift: () => calls.push('shift'),
      elapse: () => {},
      recordUnderrun: () => calls.push('underrun'),
      stop: () => calls.push('stop'),
    };
    const buffer = new PlayoutBuffer({ sampleRateHz: RATE, channels: 1, marginControl: control });
    buffer.push(new Float32Array(200).fill(0.5));
    expect(buffer.pull(299).every((x) => x === 0)).toBe(true);
    expect(buffer.isPlaying).toBe(false);
    buffer.pull(50);
    expect(buffer.isPlaying).toBe(true);
    expect(buffer.stats).toMatchObject({ marginMs: 300, correctionPpm: expect.closeTo(1000, 3) });
    buffer.push(new Float32Array(200).fill(0.5));
    // The first 5 ms of what is left out are crossfaded into what follows.
    expect(buffer.stats.droppedMs).toBe(35);
    while (buffer.isPlaying) buffer.pull(50);
    expect(calls).toEqual(['begin -16', expect.stringMatching(/^observe 1\d\d$/), 'stop', 'underrun']);
  });
});
