import { describe, expect, it } from 'vitest';
import { type SourceState, SourceWatch } from '../../../../src/stream/receive/source-watch.js';
import { FakeClock } from '../../../support/fake-clock.js';

function open() {
  const clock = new FakeClock();
  const states: SourceState[] = [];
  return { clock, states, watch: new SourceWatch(clock, (state) => states.push(state)) };
}

describe('SourceWatch', () => {
  it('waits for a source where the relay has answered without a hello, and not where one came first', () => {
    const { watch, states } = open();
    expect(watch.state).toBe('unknown');
    watch.answered();
    watch.hello('live', 500);
    watch.answered();
    expect(states).toEqual(['waiting', 'live']);
  });

  it('stalls within two seconds of the last packet, whatever its length up to a second, and is live with the next', () => {
    for (const ms of [50, 200, 557, 1022]) {
      const { watch, clock, states } = open();
      watch.hello('live', ms);
      for (let i = 0; i < 20; i++) {
        clock.advance(ms);
        watch.arrived(ms, false);
      }
      clock.advance(ms + 700);
      expect(states, `${ms} ms`).toEqual(['live']);
      clock.advance(2000 - (ms + 700));
      expect(states, `${ms} ms`).toEqual(['live', 'stalled']);
      watch.arrived(ms, false);
      expect(states.at(-1)).toBe('live');
    }
  });

  it('does not take a pause for a stall while silence packets come once a second, and notices when they do not', () => {
    const { watch, clock, states } = open();
    watch.hello('live', 186);
    watch.arrived(186, true);
    for (let i = 0; i < 30; i++) {
      clock.advance(1022);
      watch.arrived(1022, true);
    }
    expect(states).toEqual(['live']);
    clock.advance(2000);
    expect(states).toEqual(['live', 'stalled']);
  });

  it('learns a longer refresh interval from its packets', () => {
    const { watch, clock, states } = open();
    watch.hello('live', 186);
    watch.arrived(3000, true);
    clock.advance(3000);
    watch.arrived(186, true);
    clock.advance(3500);
    expect(states).toEqual(['live']);
  });

  it('stalls when a source that has come sends nothing', () => {
    const { watch, clock, states } = open();
    watch.hello(undefined, 557);
    clock.advance(2000);
    expect(states).toEqual(['live', 'stalled']);
  });

  it('lets a thread that was busy read what has arrived before it calls a stall', () => {
    const { watch, clock, states } = open();
    watch.hello('live', 500);
    clock.advanceBlocked(5000);
    clock.advance(1);
    watch.arrived(500, false);
    clock.advance(1000);
    expect(states).toEqual(['live']);
  });

  it('states that the source has gone or has ended, and is not brought back by what the relay repeats', () => {
    for (const state of ['gone', 'ended'] as const) {
      const { watch, clock, states } = open();
      watch.hello(state, 500);
      watch.arrived(500, false);
      clock.advance(60_000);
      expect(states).toEqual([state]);
      watch.hello('live', 500);
      expect(states).toEqual([state, 'live']);
    }
  });

  it('knows nothing without a connection, and keeps no timer then, nor when it is closed', () => {
    const { watch, clock, states } = open();
    watch.hello('live', 500);
    watch.disconnected();
    expect([states, clock.pendingTimers]).toEqual([['live', 'unknown'], 0]);
    watch.hello('live', 500);
    watch.ended();
    expect(clock.pendingTimers).toBe(0);
    watch.hello('live', 500);
    watch.close();
    clock.advance(60_000);
    expect(watch.state).toBe('live');
  });
});
