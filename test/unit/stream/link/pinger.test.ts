import { describe, expect, it } from 'vitest';
import { Pinger } from '../../../../src/stream/link/pinger.js';
import { FakeClock } from '../../../support/fake-clock.js';

function setUp() {
  const clock = new FakeClock();
  const tokens: number[] = [];
  const pinger = new Pinger(clock, 1000, (token) => tokens.push(token));
  return { clock, tokens, pinger };
}

describe('pinger', () => {
  it('pings at its interval, and not while a ping is unanswered', () => {
    const { clock, tokens, pinger } = setUp();
    pinger.start();
    clock.advance(999);
    expect(tokens).toEqual([]);
    clock.advance(1);
    expect(tokens).toHaveLength(1);
    clock.advance(5000);
    expect(tokens).toHaveLength(1);
    expect(pinger.outstandingMs).toBe(5000);
    expect(pinger.pong(tokens[0])).toBe(true);
    clock.advance(1000);
    expect(tokens).toHaveLength(2);
  });

  it('states the last round trip as the lag, or the age of an unanswered ping that is older', () => {
    const { clock, tokens, pinger } = setUp();
    pinger.ping();
    clock.advance(300);
    expect(pinger.pong(tokens[0])).toBe(true);
    expect([pinger.lagMs, pinger.outstandingMs]).toEqual([300, 0]);
    pinger.ping();
    clock.advance(200);
    expect(pinger.lagMs).toBe(300);
    clock.advance(200);
    expect(pinger.lagMs).toBe(400);
  });

  it('ignores a pong without its ping, and one of a ping that was replaced', () => {
    const { tokens, pinger } = setUp();
    pinger.ping();
    pinger.ping();
    expect(pinger.pong(tokens[0])).toBe(false);
    expect(pinger.pong(tokens[1] + 1)).toBe(false);
    expect(pinger.pong(tokens[1])).toBe(true);
    expect(pinger.pong(tokens[1])).toBe(false);
  });

  it('leaves no timer and no ping behind when it is stopped, and can start again', () => {
    const { clock, tokens, pinger } = setUp();
    pinger.start();
    pinger.start();
    expect(clock.pendingTimers).toBe(1);
    pinger.ping();
    pinger.stop();
    pinger.stop();
    expect([clock.pendingTimers, pinger.outstandingMs]).toEqual([0, 0]);
    expect(pinger.pong(tokens[0])).toBe(false);
    pinger.start();
    clock.advance(1000);
    expect(tokens).toHaveLength(2);
  });
});
