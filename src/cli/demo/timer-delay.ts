import type { Clock } from '../../ports/clock.js';

/** By how much the timers of a process came late, in ms. */
export interface TimerDelay {
  readonly meanMs: number;
  readonly maxMs: number;
}

const INTERVAL_MS = 20;

/**
 * Measures by how much timers come late: while the process computes, or waits for a processor that others have. Whatever
 * else waits for the process then, as a packet that has come, waits as long.
 *
 * @returns ends the measurement; may be called twice
 */
export function measureTimerDelay(clock: Clock): () => TimerDelay {
  let count = 0;
  let sumMs = 0;
  let maxMs = 0;
  let dueMs = clock.nowMs() + INTERVAL_MS;
  const take = (): void => {
    const lateMs = Math.max(0, clock.nowMs() - dueMs);
    count++;
    sumMs += lateMs;
    maxMs = Math.max(maxMs, lateMs);
  };
  let cancel = (): void => {};
  const next = (): void => {
    cancel = clock.schedule(INTERVAL_MS, () => {
      take();
      dueMs = clock.nowMs() + INTERVAL_MS;
      next();
    });
  };
  next();
  return () => {
    cancel();
    return { meanMs: count > 0 ? sumMs / count : 0, maxMs };
  };
}
