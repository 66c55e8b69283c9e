import { describe, expect, it } from 'vitest';
import {
  adaptedDelayMs,
  DELAY_LIMITS_MS,
  MAX_RESERVE_MS,
  RESERVE_MS,
  RecordingDelay,
} from '../../../../src/session/play/delay-control.js';

describe('how far ahead a host sends', () => {
  it('grows at once by what the poorest link lacks', () => {
    expect(adaptedDelayMs(1000, [400, -200, 300])).toBe(1350);
    expect(adaptedDelayMs(1000, [100])).toBe(1050);
  });

  it('stays where the poorest link has enough, and shrinks slowly where everybody has plenty', () => {
    expect(adaptedDelayMs(1000, [150, 900])).toBe(1000);
    expect(adaptedDelayMs(1000, [700, 900])).toBe(950);
    expect(adaptedDelayMs(420, [5000])).toBe(DELAY_LIMITS_MS[0]);
    expect(adaptedDelayMs(1000, [])).toBe(1000);
  });

  it('does not wait for a peer that would need more than the bound', () => {
    expect(adaptedDelayMs(1000, [-9000, 200])).toBe(1000);
    expect(adaptedDelayMs(1000, [-9000])).toBe(1000);
    expect(adaptedDelayMs(1000, [-2800])).toBeLessThanOrEqual(DELAY_LIMITS_MS[1]);
  });

  it('has a second in reserve with a recording, which does not count as what the poorest link can spare', () => {
    const delay = new RecordingDelay();
    expect(delay.adapt(1200, [])).toBe(1200);
    expect(delay.neededMs).toBeUndefined();
    expect(delay.adapt(1200, [300, 50])).toBe(1300 + RESERVE_MS);
    expect(delay.adapt(2300, [1150, 1600])).toBe(1300 + RESERVE_MS);
    expect(delay.adapt(2300, [850])).toBe(1600 + RESERVE_MS);
    expect(delay.neededMs).toBe(1600);
    expect(delay.adapt(2600, [1800])).toBe(1550 + RESERVE_MS);
  });

  it('has more in reserve where what was lost and sent again came too late, up to a bound, and no later a seek', () => {
    const delay = new RecordingDelay();
    delay.adapt(1200, [150]);
    expect(delay.adapt(2200, [1150], [-250])).toBe(1200 + RESERVE_MS + 400);
    expect(delay.neededMs).toBe(1200);
    expect(delay.adapt(2600, [1550], [300])).toBe(1200 + RESERVE_MS + 400);
    expect(delay.adapt(2600, [1550], [])).toBe(1200 + RESERVE_MS + 350);
    expect(delay.adapt(2550, [1500], [-90_000])).toBe(1200 + MAX_RESERVE_MS);
    let delayMs = 1200 + MAX_RESERVE_MS;
    for (let i = 0; i < 100; i++) delayMs = delay.adapt(delayMs, [delayMs - 1050], [700]);
    expect(delayMs).toBe(1200 + RESERVE_MS);
  });
});
