import { describe, expect, it } from 'vitest';
import { RoundTrip } from '../../../src/core/round-trip.js';

describe('RoundTrip', () => {
  it('returns the round trip of the ping that was answered', () => {
    const trip = new RoundTrip();
    expect(trip.lagMs(100)).toBe(0);
    const token = trip.ping(100);
    expect(trip.isOutstanding).toBe(true);
    expect(trip.pong(token, 130)).toBe(30);
    expect(trip.isOutstanding).toBe(false);
    expect(trip.lagMs(5000)).toBe(30);
  });

  it('lags at least as long as a ping is outstanding, and never less than the last round trip', () => {
    const trip = new RoundTrip();
    trip.pong(trip.ping(0), 40);
    trip.ping(100);
    expect([trip.lagMs(110), trip.lagMs(140), trip.lagMs(900)]).toEqual([40, 40, 800]);
    expect(trip.outstandingMs(900)).toBe(800);
  });

  it('ignores pongs of other tokens, repeated ones and those that nobody asked for', () => {
    const trip = new RoundTrip();
    expect(trip.pong(0, 10)).toBeNull();
    const token = trip.ping(10);
    expect(trip.pong(token + 1, 20)).toBeNull();
    expect(trip.pong(token, 30)).toBe(20);
    expect(trip.pong(token, 40)).toBeNull();
    expect(trip.lagMs(50)).toBe(20);
  });

  it('forgets the outstanding ping of a connection that has gone', () => {
    const trip = new RoundTrip();
    const token = trip.ping(0);
    trip.abandon();
    expect([trip.isOutstanding, trip.outstandingMs(1000), trip.pong(token, 1000)]).toEqual([false, 0, null]);
  });

  it('wraps its tokens at 32 bits', () => {
    const trip = new RoundTrip(2 ** 32 - 2);
    expect([trip.ping(0), trip.ping(0), trip.ping(0)]).toEqual([2 ** 32 - 1, 0, 1]);
  });
});
