import type { AbortSignalLike } from '../ports/audio.js';
import type { Clock } from '../ports/clock.js';

/** Resolves at `dueMs`, or at once when the signal is aborted. */
export function waitUntil(clock: Clock, dueMs: number, signal?: AbortSignalLike): Promise<void> {
  const delayMs = dueMs - clock.nowMs();
  if (delayMs <= 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.schedule(delayMs, done);
    signal?.addEventListener('abort', done, { once: true });
  });
}
