import type { RelaySessionsOptions } from '../rooms/options.js';

/**
 * The peers of a listening session meet in one process: what asks for sessions, and could not be had, is refused.
 * @throws TypeError naming what several workers cannot carry out
 */
export function requireClusterSessions(sessions: RelaySessionsOptions | undefined, workers: number): void {
  if (workers === 1 || !sessions || sessions.enabled === false) return;
  const asked = (['stunPort', 'enabled', 'limits'] as const).find((key) => sessions[key] !== undefined);
  if (asked) throw new TypeError(`sessions.${asked} is available with one worker only, got workers ${workers}`);
}
