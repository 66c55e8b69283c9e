import type { RelaySessionsOptions } from '../rooms/options.js';

/** The peers of a listening session meet in one process. @throws TypeError naming what several workers cannot carry out */
export function requireClusterSessions(sessions: RelaySessionsOptions | undefined, workers: number): void {
  if (workers === 1 || sessions?.stunPort === undefined) return;
  throw new TypeError(`sessions.stunPort is available with one worker only, got workers ${workers}`);
}
