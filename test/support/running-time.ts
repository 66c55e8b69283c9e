/**
 * Measures time without the moments in which this process, and with it all that a test runs in it, stood still: a turn of the
 * event loop counts as 50 ms at most. It uses nothing but globals, so that a page can run it too.
 *
 * @returns what has passed until now, in ms; the measurement ends with the first call
 */
export function runningTime(): () => number {
  let lastMs = performance.now();
  let passedMs = 0;
  const count = (): void => {
    const nowMs = performance.now();
    passedMs += Math.min(nowMs - lastMs, 50);
    lastMs = nowMs;
  };
  const timer = setInterval(count, 10);
  return () => {
    clearInterval(timer);
    count();
    return passedMs;
  };
}
