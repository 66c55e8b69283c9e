import { describe, expect, it } from 'vitest';
import { relayLimits } from '../../../../src/relay/limits.js';
import { LoadMeter } from '../../../../src/relay/load/load-meter.js';

const LIMITS = relayLimits();

/** A meter whose ticks come `lateMs` late and that is busy for `share` of the time, for `ms` at a time. */
function open(isLight = false) {
  let nowMs = 0;
  let busy = 0;
  const meter = new LoadMeter(LIMITS, 0, () => busy);
  const pass = (ms: number, share: number, lateMs = 0): string => {
    busy = share;
    for (const endMs = nowMs + ms; nowMs < endMs; ) {
      nowMs += LIMITS.tickMs + lateMs;
      meter.tick(nowMs, isLight);
    }
    return meter.level;
  };
  return { meter, pass };
}

describe('LoadMeter', () => {
  it('is full above 92 % of the time or 250 ms of delay, and high from 85 % of these', () => {
    for (const [share, lateMs, level] of [
      [0.5, 0, 'normal'],
      [0.77, 0, 'normal'],
      [0.8, 0, 'high'],
      [0.95, 0, 'full'],
      [0.5, 200, 'normal'],
      [0.5, 230, 'high'],
      [0.5, 300, 'full'],
    ] as const)
      expect([share, lateMs, open().pass(20_000, share, lateMs)]).toEqual([share, lateMs, level]);
  });

  it('states what it has measured', () => {
    const { meter, pass } = open();
    pass(20_000, 0.5, 100);
    expect(meter.stats.level).toBe('normal');
    expect(meter.stats.busyShare).toBeCloseTo(0.5, 3);
    expect(meter.stats.delayMs).toBeCloseTo(100, 0);
    expect(new LoadMeter(LIMITS, 0, null).stats.busyShare).toBeNull();
  });

  it('needs a second or two of it: neither one slow tick nor one stop of 20 s is an overload', () => {
    const { pass } = open();
    pass(5000, 0.3);
    expect(pass(250, 1, 0)).toBe('normal');
    pass(5000, 0.3);
    expect(pass(1, 1, 20_000)).not.toBe('normal');
    expect(pass(2500, 0.3)).not.toBe('full');
  });

  it('takes newcomers again below nine tenths of a limit, and keeps load taken off for 30 s after it was high', () => {
    const { pass } = open();
    expect(pass(20_000, 0.95)).toBe('full');
    expect(pass(20_000, 0.85)).toBe('full');
    expect(pass(5000, 0.7)).toBe('high');
    // What was taken off would bring the load back.
    expect(pass(25_000, 0.4)).toBe('high');
    expect(pass(10_000, 0.4)).toBe('normal');
  });

  it('stays high while the load is not well below the limits', () => {
    const { pass } = open();
    pass(20_000, 0.85);
    expect(pass(120_000, 0.6)).toBe('high');
    expect(pass(40_000, 0.5)).toBe('normal');
  });

  it('is never full with few connections', () => {
    expect(open(true).pass(20_000, 1, 1000)).toBe('normal');
  });
});
