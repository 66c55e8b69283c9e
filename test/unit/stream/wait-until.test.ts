import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../../src/stream/wait-until.js';
import { FakeClock, settle } from '../../support/fake-clock.js';

describe('waiting until a time', () => {
  const waiting = (clock: FakeClock, dueMs: number, signal?: AbortSignal) => {
    const state = { isOver: false };
    void waitUntil(clock, dueMs, signal).then(() => {
      state.isOver = true;
    });
    return state;
  };

  it('ends when the time has come, and at once when it has passed', async () => {
    const clock = new FakeClock(1000);
    const [later, past] = [waiting(clock, 1500), waiting(clock, 1000)];
    await settle();
    expect([later.isOver, past.isOver]).toEqual([false, true]);
    await clock.advanceAsync(499);
    expect(later.isOver).toBe(false);
    await clock.advanceAsync(1);
    expect(later.isOver).toBe(true);
  });

  it('ends when the signal is aborted, and leaves no timer', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const [one, two] = [waiting(clock, 500, abort.signal), waiting(clock, 900, abort.signal)];
    abort.abort();
    await settle();
    expect([one.isOver, two.isOver, clock.pendingTimers]).toEqual([true, true, 0]);
    const late = waiting(clock, 900, abort.signal);
    await settle();
    expect(late.isOver).toBe(true);
  });
});
