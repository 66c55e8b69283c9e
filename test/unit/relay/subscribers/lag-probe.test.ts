import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { relayLimits } from '../../../../src/relay/limits.js';
import { LagProbe } from '../../../../src/relay/subscribers/lag-probe.js';

const LIMITS = relayLimits();
const { pingIntervalMs, healthyPingIntervalMs, fastPingIntervalMs, thinLagMs, evictAfterMs } = LIMITS;
/** With a random number of 0.5. */
const HEALTHY_MS = 1.25 * healthyPingIntervalMs;

/** Its first ping is due after half an interval. */
const make = (): LagProbe => new LagProbe(LIMITS, 0, () => 0.5);

describe('LagProbe', () => {
  it('spreads the first ping over an interval, and has one outstanding at most', () => {
    const probe = make();
    expect(probe.duePing(pingIntervalMs / 2 - 1)).toBeNull();
    expect(probe.duePing(pingIntervalMs / 2)).toBe(2 ** 31);
    expect(probe.duePing(pingIntervalMs * 10)).toBeNull();
  });

  it('measures the round trip, and the age of an unanswered ping where that is more', () => {
    const probe = make();
    const token = probe.duePing(pingIntervalMs)!;
    probe.onPong(token, pingIntervalMs + 300, false);
    expect(probe.lagMs(pingIntervalMs + 5000)).toBe(300);
    const againMs = pingIntervalMs + 300 + HEALTHY_MS;
    probe.duePing(againMs);
    expect(probe.lagMs(againMs + 100)).toBe(300);
    expect(probe.lagMs(againMs + 1000)).toBe(1000);
  });

  it('pings sooner after a long round trip, or while the listener is skipped', () => {
    for (const [roundTripMs, isSkipping, intervalMs] of [
      [thinLagMs, false, HEALTHY_MS],
      [thinLagMs + 1, false, fastPingIntervalMs],
      [10, true, fastPingIntervalMs],
    ] as const) {
      const probe = make();
      const token = probe.duePing(pingIntervalMs)!;
      const pongMs = pingIntervalMs + roundTripMs;
      probe.onPong(token, pongMs, isSkipping);
      expect(probe.duePing(pongMs + intervalMs - 1)).toBeNull();
      expect(probe.duePing(pongMs + intervalMs)).not.toBeNull();
    }
  });

  it('spreads the pings of peers that are well over 20 to 30 s, and never waits longer than evictAfterMs', () => {
    for (const [random, limits, intervalMs] of [
      [0, LIMITS, 20_000],
      [0.999, LIMITS, 29_990],
      [0.999, relayLimits({ evictAfterMs: 8000 }), 8000],
    ] as const) {
      const probe = new LagProbe(limits, 0, () => random);
      probe.onPong(probe.duePing(pingIntervalMs)!, pingIntervalMs, false);
      expect(probe.duePing(pingIntervalMs + intervalMs - 1)).toBeNull();
      expect(probe.duePing(pingIntervalMs + intervalMs)).not.toBeNull();
    }
  });

  it('is hurried to pingIntervalMs after the last answer', () => {
    const probe = make();
    probe.onPong(probe.duePing(pingIntervalMs)!, pingIntervalMs, false);
    expect(probe.duePing(2 * pingIntervalMs, false)).toBeNull();
    expect(probe.duePing(2 * pingIntervalMs - 1, true)).toBeNull();
    expect(probe.duePing(2 * pingIntervalMs, true)).not.toBeNull();
  });

  it('draws the token of each ping', () => {
    const probe = new LagProbe(LIMITS, 0, seededRandom(1));
    const tokens: number[] = [];
    for (let nowMs = 0; tokens.length < 20; nowMs += 1000) {
      const token = probe.duePing(nowMs);
      if (token === null) continue;
      tokens.push(token);
      probe.onPong(token, nowMs, false);
    }
    const steps = tokens.slice(1).map((token, i) => token - tokens[i]!);
    expect(new Set(steps).size).toBe(19);
    expect(steps).not.toContain(1);
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
