/** The state of a rate gate that nothing has passed. */
export const RATE_GATE_FULL = 0;

/**
 * A token bucket whose whole state is one number, the time at which its store is full again: ten thousand connections
 * have no object for each of theirs. Counts whole milliseconds, which are stored in the object that has them. Time is an
 * argument, in ms from 0.
 *
 * @param fullMs the state: what this has returned for the one before, at first {@link RATE_GATE_FULL}
 * @param atOnce what may pass at once
 * @returns the next state; null where this one may not pass, and the state stays as it was
 */
export function passRateGate(fullMs: number, perSecond: number, atOnce: number, nowMs: number): number | null {
  const fromMs = Math.floor(nowMs);
  const nextMs = Math.max(fullMs, fromMs) + 1000 / perSecond;
  // A millionth of a millisecond for what is lost in sums of fractions.
  return nextMs - fromMs > (1000 * atOnce) / perSecond + 1e-6 ? null : nextMs;
}
