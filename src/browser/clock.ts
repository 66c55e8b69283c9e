import type { Clock } from '../ports/clock.js';

/** The page's or worker's monotonic clock and its timers; a dedicated worker's are not throttled in the background. */
export const browserClock: Clock = {
  nowMs: () => performance.now(),
  schedule(delayMs, fn) {
    const timer = setTimeout(fn, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};
