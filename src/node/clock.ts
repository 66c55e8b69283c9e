import { performance } from 'node:perf_hooks';
import type { Clock } from '../ports/clock.js';

/** Monotonic time and timers of the process. */
export const nodeClock: Clock = {
  nowMs: () => performance.now(),
  schedule(delayMs, fn) {
    const timer = setTimeout(fn, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};
