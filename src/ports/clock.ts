/**
 * Monotonic time and timers.
 *
 * Implemented by `node/clock.ts`, `browser/clock.ts` and the tests' fake clock; called by whatever waits or measures time.
 */
export interface Clock {
  /** Monotonic time in ms from an arbitrary origin; it never decreases. */
  nowMs(): number;
  /** Calls `fn` once after `delayMs` (0 or less: as soon as possible); the returned function cancels it. */
  schedule(delayMs: number, fn: () => void): () => void;
}
