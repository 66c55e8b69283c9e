import { describe, expect, it } from 'vitest';
import { SteadyMargin } from '../../../../src/node/relay/players/steady-margin.js';

const RATE = 8000;

/** An hour of packets of 200 ms from a clock that gains `ppm`: how long the speed was another than 1, and levels in ms. */
function playHour(ppm: number): { correctedMs: number; lowestMs: number; highestMs: number } {
  const control = new SteadyMargin(RATE);
  let level = control.margin;
  let [correctedMs, lowest, highest, leftOut] = [0, level, level, 0];
  for (let ms = 0; ms < 3_600_000; ms += 200) {
    leftOut += control.observe(level);
    if (control.step !== 1) correctedMs += 200;
    level += 0.2 * RATE * (1 + ppm * 1e-6 - control.step);
    control.elapse(0.2 * RATE);
    [lowest, highest] = [Math.min(lowest, level), Math.max(highest, level)];
  }
  expect(leftOut).toBe(0);
  return { correctedMs, lowestMs: lowest / 8, highestMs: highest / 8 };
}

describe('a margin that stays', () => {
  it('reads the audio of a source with the same clock sample by sample', () => {
    expect(playHour(0)).toEqual({ correctedMs: 0, lowestMs: 300, highestMs: 300 });
    expect(playHour(20).correctedMs).toBe(0);
  });

  it('works off what another clock gains or loses now and then, and never runs dry by it', () => {
    for (const ppm of [300, -300]) {
      const { correctedMs, lowestMs, highestMs } = playHour(ppm);
      // 1080 ms in an hour, at 2 ms a second.
      expect(correctedMs).toBeGreaterThan(300_000);
      expect(correctedMs).toBeLessThan(800_000);
      expect(lowestMs).toBeGreaterThan(150);
      expect(highestMs).toBeLessThan(450);
    }
  });

  it('holds more after an underrun, up to two seconds, and leaves out what has come far too late', () => {
    const control = new SteadyMargin(RATE);
    const first = control.margin;
    control.recordUnderrun();
    expect(control.margin).toBe(first + 800);
    for (let i = 0; i < 100; i++) control.recordUnderrun();
    expect(control.margin).toBe(2 * RATE);
    expect(control.observe(control.margin + RATE)).toBe(0);
    expect(new SteadyMargin(RATE).observe(first + 2 * RATE)).toBe(2 * RATE);
  });
});
