import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { DeviceClock } from '../../../../src/session/playout/device-clock.js';

const RATE = 8000;

/**
 * Excursions of what PulseAudio told of a stream for a minute: seconds, and ms by which it was ahead of what was recorded
 * at the sink. Each lasts until its next look at the device, 1.5 s later.
 */
const EXCURSIONS: readonly (readonly [number, number])[] = [
  ...([
    [2, 8],
    [3.5, 4],
    [8, 7],
    [9.5, 5],
    [12, 3],
    [23, 15],
  ] as const),
  ...([
    [28.5, 12],
    [30, 7],
    [31.5, 3],
    [33, 5],
    [36.5, 7],
  ] as const),
  ...([
    [42, 15],
    [47, 4],
    [51, 6],
    [54, 15],
    [58.5, 5],
  ] as const),
];

const toldAheadMs = (seconds: number): number =>
  EXCURSIONS.find(([from]) => seconds >= from && seconds < from + 1.5)?.[1] ?? 0;

/** Errors of the estimate in ms, ten times a second, of a device that plays `position(ms)` ms by then. */
function errors(device: DeviceClock, seconds: number, position: (ms: number) => number, told = position): number[] {
  const all: number[] = [];
  for (let ms = 0; ms <= seconds * 1000; ms += 100) {
    device.measure(ms, (told(ms) / 1000) * RATE);
    all.push(ms - device.heardMs((position(ms) / 1000) * RATE));
  }
  return all;
}

const share = (values: readonly number[], part: number): number =>
  values.map(Math.abs).sort((a, b) => a - b)[Math.floor(part * (values.length - 1))]!;

describe('the clock of a device', () => {
  it('is followed at once after the device ran dry, by the first measurement, however soon it comes', () => {
    const device = new DeviceClock(RATE);
    // Looked at every 10 ms, as an output does; one in ten counts.
    for (let ms = 0; ms <= 5050; ms += 10) device.measure(ms, (ms / 1000) * RATE);
    const sample = 6 * RATE;
    expect(device.heardMs(sample)).toBeCloseTo(6000, 1);
    // 23 ms were not played: less than what counts as a step by itself after several measurements.
    device.slipped();
    device.measure(5060, ((5060 - 23) / 1000) * RATE);
    expect(device.heardMs(sample)).toBeCloseTo(6023, 0);
  });

  it('stays on its line where a sound server tells too much for a second and a half, again and again', () => {
    for (const ppm of [-100, 0, 100]) {
      const device = new DeviceClock(RATE);
      const seed = 5;
      const random = seededRandom(seed);
      const position = (ms: number): number => ms * (1 + ppm * 1e-6);
      const told = (ms: number): number => position(ms) + toldAheadMs(ms / 1000) + random() - 0.5;
      const found = errors(device, 60, position, told).slice(50);
      console.log(`seed ${seed}, ${ppm} ppm: ${[0.5, 0.95, 1].map((p) => share(found, p).toFixed(2)).join(' / ')} ms`);
      expect(share(found, 0.5)).toBeLessThan(1);
      expect(share(found, 0.95)).toBeLessThan(2.5);
      expect(share(found, 1)).toBeLessThan(4);
      expect(device.steps).toBe(0);
    }
  });

  it('is not held for half a second by a first measurement that was wrong', () => {
    for (const wrongMs of [30, -30]) {
      const device = new DeviceClock(RATE);
      const told = (ms: number): number => ms + (ms === 0 ? wrongMs : 0);
      expect(share(errors(device, 10, (ms) => ms, told).slice(5), 1)).toBeLessThan(2);
    }
  });

  it('learns a drift of 150 ppm and keeps it over a step', () => {
    const device = new DeviceClock(RATE);
    const found = errors(device, 120, (ms) => ms * (1 + 150e-6) - (ms > 90_000 ? 12 : 0));
    expect(share(found.slice(600, 900), 1)).toBeLessThan(1);
    expect(device.driftPpm).toBeGreaterThan(130);
    expect(device.steps).toBe(1);
    // The interruption is believed once it has lasted, and then left at once.
    expect(share(found.slice(940), 1)).toBeLessThan(1);
  });

  it('believes a device that is known to be right sooner, and a large jump of any device', () => {
    const recovery = (device: DeviceClock, jumpMs: number): number => {
      const found = errors(device, 40, (ms) => ms - (ms > 30_000 ? jumpMs : 0));
      return (found.length - [...found].reverse().findIndex((ms) => Math.abs(ms) > 2)) / 10 - 30;
    };
    expect(recovery(new DeviceClock(RATE), 12)).toBeCloseTo(3.6, 0);
    expect(recovery(new DeviceClock(RATE, 400), 12)).toBeLessThan(0.7);
    expect(recovery(new DeviceClock(RATE), 200)).toBeLessThan(0.8);
  });
});
