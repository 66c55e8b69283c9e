import { describe, expect, it } from 'vitest';
import { RateMeter } from '../../../src/core/rate-meter.js';

describe('rate meter', () => {
  it('is 0 before the first byte', () => {
    expect(new RateMeter().kbitPerSecond(5000)).toBe(0);
  });

  it('is the rate of a steady stream, from the first second on', () => {
    const meter = new RateMeter(10_000, 20);
    for (let nowMs = 1_000_000; nowMs < 1_060_000; nowMs += 100) {
      meter.add(nowMs, 100);
      if (nowMs > 1_002_000) expect(Math.abs(meter.kbitPerSecond(nowMs) - 8)).toBeLessThan(0.5);
    }
  });

  it('forgets what is older than its window', () => {
    const meter = new RateMeter(1000, 10);
    meter.add(0, 1_000_000);
    expect(meter.kbitPerSecond(500)).toBeGreaterThan(0);
    expect(meter.kbitPerSecond(1100)).toBe(0);
    meter.add(50_000, 125);
    expect(meter.kbitPerSecond(50_999)).toBeCloseTo(1, 0);
  });

  it('names an option outside its range', () => {
    expect(() => new RateMeter(1)).toThrow('windowMs');
    expect(() => new RateMeter(1000, 1)).toThrow('slots');
  });
});
