import { describe, expect, it } from 'vitest';
import { DeviceLatency, LOWER_LATENCY } from '../../../src/live/device-latency.js';

describe('the latency that a device should have', () => {
  it('is raised by half after three underruns within ten seconds, up to its maximum', () => {
    const latency = new DeviceLatency(40, 70, 0);
    latency.notice(2, 1000);
    expect(latency.wanted(1000)).toBeUndefined();
    latency.notice(3, 12_000);
    expect(latency.wanted(12_000)).toBeUndefined();
    latency.notice(5, 13_000);
    expect(latency.wanted(13_000)).toBe(60);
    latency.changed(60, 0, 13_000);
    expect(latency.wanted(13_000)).toBeUndefined();
    latency.notice(3, 14_000);
    expect(latency.wanted(14_000)).toBe(70);
    latency.changed(70, 0, 14_000);
    latency.notice(9, 15_000);
    expect(latency.wanted(15_000)).toBeUndefined();
  });

  it('is lowered after a minute without an underrun, later each time that underruns follow', () => {
    const latency = new DeviceLatency(40, 200, 0);
    latency.changed(60, 0, 0);
    latency.notice(1, 30_000);
    expect(latency.wanted(89_000)).toBeUndefined();
    expect(latency.wanted(90_000)).toBe(40);
    latency.changed(40, 0, 90_000);
    expect(latency.wanted(1e6)).toBeUndefined();
    latency.changed(60, 0, 100_000);
    expect(latency.wanted(219_000)).toBeUndefined();
    expect(latency.wanted(220_000)).toBe(40);
    for (let i = 0; i < 10; i++) latency.failedToLower(300_000);
    expect(latency.wanted(300_000 + LOWER_LATENCY.maxStableMs - 1)).toBeUndefined();
    expect(latency.wanted(300_000 + LOWER_LATENCY.maxStableMs)).toBe(40);
  });

  it('counts the underruns of a device that was opened again from its initial count', () => {
    const latency = new DeviceLatency(40, 200, 0);
    latency.notice(2, 1000);
    latency.reopened(7);
    latency.notice(9, 2000);
    expect(latency.wanted(2000)).toBeUndefined();
    latency.notice(10, 2000);
    expect(latency.wanted(2000)).toBe(60);
  });
});
