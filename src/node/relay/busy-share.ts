import { performance } from 'node:perf_hooks';

/**
 * Makes a function that returns the share of the time since its last call in which this thread's event loop had work,
 * 0..1. Time in which another process had the core counts as work, as it does to those who wait.
 */
export function measureBusyShare(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
}
