import { describe, expect, it } from 'vitest';
import { DeviceClock } from '../../../../src/session/playout/device-clock.js';

const RATE = 8000;

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
});
