import { describe, expect, it } from 'vitest';
import { relayLimits } from '../../../../src/relay/limits.js';
import { LagProbe } from '../../../../src/relay/subscribers/lag-probe.js';

const LIMITS = relayLimits();
const { pingIntervalMs, fastPingIntervalMs, thinLagMs, evictAfterMs } = LIMITS;

/** Its first ping is due after half an interval. */
const make = (): LagProbe => new LagProbe(LIMITS, 0, () => 0.5);

describe('LagProbe', () => {
  it('spreads the first ping over an interval, and has one outstanding at most', () => {
    const probe = make();
    expect(probe.duePing(pingIntervalMs / 2 - 1)).toBeNull();
    expect(probe.duePing(pingIntervalMs / 2)).toBe(2 ** 31 + 1);
    expect(probe.duePing(pingIntervalMs * 10)).toBeNull();
  });

  it('measures the round trip, and the age of an unanswered ping where that is more', () => {
    const probe = make();
    const token = probe.duePing(pingIntervalMs)!;
    probe.onPong(token, pingIntervalMs + 300, false);
    expect(probe.lagMs(pingIntervalMs + 5000)).toBe(300);
    probe.duePing(2 * pingIntervalMs + 300);
    expect(probe.lagMs(2 * pingIntervalMs + 400)).toBe(300);
    expect(probe.lagMs(2 * pingIntervalMs + 1300)).toBe(1000);
  });

  it('pings sooner after a long round trip, or while the listener is skipped', () => {
    for (const [roundTripMs, isSkipping, intervalMs] of [
      [thinLagMs, false, pingIntervalMs],
      [thinLagMs + 1, false, fastPingIntervalMs],
      [10, true, fastPingIntervalMs],
    ] as const) {
      const probe = make();
      const token = probe.duePing(pingIntervalMs)!;
      const pongMs = pingIntervalMs + roundTripMs;
      probe.onPong(token, pongMs, isSkipping);
      expect(probe.duePing(pongMs + intervalMs - 1)).toBeNull();
      expect(probe.duePing(pongMs + intervalMs)).toBe(token + 1);
    }
  });

  it('ignores a pong of another token, and a repeated one', () => {
    const probe = make();
    const token = probe.duePing(pingIntervalMs)!;
    probe.onPong(token + 1, pingIntervalMs + 10, false);
    expect(probe.lagMs(pingIntervalMs + 100)).toBe(100);
    probe.onPong(token, pingIntervalMs + 200, false);
    probe.onPong(token, pingIntervalMs + 900, false);
    expect(probe.lagMs(pingIntervalMs + 900)).toBe(200);
  });

  it('is lost when a ping is older than evictAfterMs', () => {
    const probe = make();
    probe.duePing(pingIntervalMs);
    expect(probe.isLost(pingIntervalMs + evictAfterMs)).toBe(false);
    expect(probe.isLost(pingIntervalMs + evictAfterMs + 1)).toBe(true);
  });
});
