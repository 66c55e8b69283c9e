import { describe, expect, it } from 'vitest';
import { SYNC_LIMITS, SyncedPlayout } from '../../../../src/session/playout/synced-playout.js';
import { Timeline, type TimelineSegment } from '../../../../src/session/playout/timeline.js';

const RATE = 8000;
const FRAME_MS = 40;
const EPOCH = 7;
/** Sample at a place: a ramp, so that what is heard tells where it lies. */
const valueAt = (place: number): number => place / 2 ** 20;
const placeOf = (value: number): number => value * 2 ** 20;

const ramp = (begin: number, n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => valueAt(begin + i));
const timeline = (...segments: Partial<TimelineSegment>[]): Timeline =>
  new Timeline(
    FRAME_MS,
    segments.map((segment) => ({ atMs: 0, epoch: EPOCH, frame: 0, isPlaying: true, ...segment })),
  );

/** Plays `ms` in blocks of 10 ms; `shiftMs` is what this peer's time is off by. */
function play(playout: SyncedPlayout, fromMs: number, ms: number, shiftMs = 0): Float32Array {
  const out = new Float32Array((ms / 1000) * RATE);
  const block = RATE / 100;
  for (let at = 0; at < out.length; at += block)
    out.set(playout.pull(block, fromMs + (at / RATE) * 1000 + shiftMs), at);
  return out;
}

const made = (line = timeline({})): SyncedPlayout => {
  const playout = new SyncedPlayout({ sampleRateHz: RATE, channels: 1 });
  playout.setTimeline(line);
  playout.push(EPOCH, 0, ramp(0, 20 * RATE));
  return playout;
};

const largestStep = (pcm: Float32Array): number =>
  pcm.reduce((most, v, i) => Math.max(most, i ? Math.abs(v - pcm[i - 1]!) : 0), 0);

describe('playout by a timeline', () => {
  it('plays each sample at its moment, wherever it begins', () => {
    for (const fromMs of [0, 1000, 7777]) {
      const out = play(made(), fromMs, 500);
      // Behind the fade at the beginning.
      for (const i of [100, 1000, 3999]) expect(placeOf(out[i]!)).toBeCloseTo((fromMs / 1000) * RATE + i, 0);
    }
  });

  it('is silent before the timeline begins, while it rests, and without one', () => {
    const playout = made(timeline({ atMs: 100 }, { atMs: 300, frame: 5, isPlaying: false }));
    const out = play(playout, 0, 600);
    expect(out.subarray(0, 800).every((v) => v === 0)).toBe(true);
    expect(placeOf(out[2000]!)).toBeCloseTo(1200, 0);
    expect(out.subarray(2400 + 80).every((v) => v === 0)).toBe(true);
    expect(playout.stats.isPlaying).toBe(false);
    const none = new SyncedPlayout({ sampleRateHz: RATE, channels: 2 });
    expect(none.pull(10, 0)).toEqual(new Float32Array(20));
  });

  it('rests and continues with the same sample, at the stated moments', () => {
    const playout = made(
      timeline({}, { atMs: 1003, frame: 1003 / 40, isPlaying: false }, { atMs: 1500, frame: 1003 / 40 }),
    );
    const out = play(playout, 0, 2500);
    expect(placeOf(out[1002 * 8]!)).toBeCloseTo(1002 * 8, 0);
    expect(out[1250 * 8]).toBe(0);
    expect(placeOf(out[2000 * 8]!)).toBeCloseTo(1503 * 8, 0);
  });

  it('jumps to another place at the stated moment, crossfaded', () => {
    const out = play(made(timeline({}, { atMs: 1000, frame: 200 })), 0, 1500);
    expect(placeOf(out[999 * 8]!)).toBeCloseTo(999 * 8, 0);
    expect(placeOf(out[1020 * 8]!)).toBeCloseTo(200 * 320 + 20 * 8, 0);
    const jump = valueAt(200 * 320 - 8000);
    expect(largestStep(out)).toBeLessThan((2 * jump) / ((SYNC_LIMITS.fadeMs / 1000) * RATE));
  });

  it.each([12, -12])('corrects an error of %d ms softly, at 0.05 % at most, without a jump', (shiftMs) => {
    const playout = made();
    play(playout, 0, 500);
    const out = play(playout, 500, 1000, shiftMs);
    const speeds = [...out].slice(1).map((v, i) => placeOf(v) - placeOf(out[i]!));
    expect(Math.max(...speeds.map((speed) => Math.abs(speed - 1)))).toBeLessThan(0.06);
    const mean = (placeOf(out[7999]!) - placeOf(out[0]!)) / 7999;
    expect(Math.abs(mean - 1)).toBeLessThan(0.00051);
    expect(Math.abs(mean - 1)).toBeGreaterThan(0.00045);
    expect(playout.stats.hardSteps).toBe(0);
    expect(Math.sign(playout.stats.correctionPpm)).toBe(Math.sign(shiftMs));
    expect(Math.abs(playout.stats.errorMs + shiftMs)).toBeLessThan(6);
  });

  it.each([60, -60])('leaves an error of %d ms with one crossfaded jump once it has lasted', (shiftMs) => {
    const playout = made();
    play(playout, 0, 1000);
    const out = play(playout, 1000, 1000, shiftMs);
    expect(playout.stats.hardSteps).toBe(1);
    expect(placeOf(out[7999]!)).toBeCloseTo((2000 + shiftMs) * 8 - 1, 0);
    expect(largestStep(out)).toBeLessThan((3 * valueAt(480)) / 80 + valueAt(2));
  });

  it('leaves an error at once where the device was interrupted', () => {
    const playout = made();
    play(playout, 0, 1000);
    playout.realign();
    const out = play(playout, 1000, 100, 12);
    expect(placeOf(out[799]!)).toBeCloseTo(1112 * 8 - 1, 0);
    playout.realign();
    play(playout, 1100, 100, 13);
    expect(playout.stats.hardSteps).toBe(0);
  });

  it('follows clocks that drift, with an error below a millisecond', () => {
    for (const ppm of [200, -200]) {
      const playout = made();
      const perSample = (1000 / RATE) * (1 + ppm * 1e-6);
      let atMs = 0;
      for (let i = 0; i < 1500; i++) {
        playout.pull(80, atMs, perSample);
        atMs += 80 * perSample;
      }
      expect(Math.abs(playout.stats.errorMs)).toBeLessThan(0.2);
      expect(playout.stats.hardSteps).toBe(0);
    }
  });

  it('fades around audio that is not there, counts it, and is in its place again behind it', () => {
    const playout = new SyncedPlayout({ sampleRateHz: RATE, channels: 1 });
    playout.setTimeline(timeline({}));
    playout.push(EPOCH, 0, ramp(0, 4000));
    playout.push(EPOCH, 6000, ramp(6000, 8000));
    const out = play(playout, 0, 1500);
    expect(placeOf(out[3800]!)).toBeCloseTo(3800, 0);
    expect(out.subarray(4000, 6000).every((v) => v === 0)).toBe(true);
    expect(placeOf(out[6200]!)).toBeCloseTo(6200, 0);
    expect(largestStep(out)).toBeLessThan(valueAt(6000) / 60);
    expect(playout.stats.missingMs).toBeGreaterThan(245);
    expect(playout.stats.missingMs).toBeLessThan(265);
  });

  it('changes to another stream at its moment', () => {
    const playout = made(timeline({}, { atMs: 1000, epoch: 8, frame: 0 }));
    playout.push(8, 0, ramp(50_000, 8000));
    const out = play(playout, 0, 1500);
    expect(placeOf(out[1400 * 8]!)).toBeCloseTo(50_000 + 3200, 0);
  });

  it('keeps no more than what may still be played', () => {
    const playout = new SyncedPlayout({ sampleRateHz: RATE, channels: 1 });
    playout.setTimeline(timeline({}));
    for (let s = 0; s < 300; s++) {
      playout.push(EPOCH, s * RATE, ramp(s * RATE, RATE));
      play(playout, s * 1000, 1000);
      expect(playout.stats.queuedMs).toBeLessThan(1100);
    }
    for (let s = 0; s < 300; s++) playout.push(9, s * RATE, ramp(0, RATE));
    expect(playout.stats.queuedMs).toBeLessThan(120_001);
  });

  it('refuses what is outside its range by name', () => {
    expect(() => new SyncedPlayout({ sampleRateHz: 1, channels: 1 })).toThrow(/sampleRateHz must be .* 8000/);
    expect(() => new SyncedPlayout({ sampleRateHz: RATE, channels: 0 })).toThrow(/channels/);
    expect(() => made().pull(-1, 0)).toThrow(/samples/);
    expect(() => made().pull(1, Number.NaN)).toThrow(/heardMs/);
    expect(() => timeline({ atMs: 5 }, { atMs: 4 })).toThrow(/segments\[1\].atMs/);
    expect(() => timeline({ frame: -1 })).toThrow(/segments\[0\].frame/);
  });
});
