import { requireRandom } from '../core/random.js';

/** A time between the two; the shorter where `random` fails, since a relay closes whatever happens. */
export function timeBetween([minMs, maxMs]: readonly [number, number], random: () => number): number {
  try {
    return minMs + (maxMs - minMs) * requireRandom(random());
  } catch {
    return minMs;
  }
}
