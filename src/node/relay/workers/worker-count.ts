import { availableParallelism } from 'node:os';
import { requireInteger } from '../../../core/errors.js';
import { RELAY_SERVER_DEFAULTS } from '../defaults.js';

/** Most worker processes of one relay. */
export const MAX_WORKERS = 256;

/**
 * Processes that a relay runs in: `auto` is one for each processor that this process may use.
 * @throws RangeError for anything but `auto` and 1 to 256
 */
export function workerCount(workers: number | 'auto' = RELAY_SERVER_DEFAULTS.workers): number {
  if (workers === 'auto') return Math.min(availableParallelism(), MAX_WORKERS);
  return requireInteger('workers', workers, 1, MAX_WORKERS);
}
