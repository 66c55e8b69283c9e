import { requireInteger } from '../errors.js';
import { EPOCH_MODULUS } from './packet.js';

/**
 * The full index whose remainder is `short` and that lies nearest to `reference`, never negative. At exactly half a
 * modulus either way the later one is taken: a stream goes forward.
 *
 * @param short 0..modulus − 1, as a packet carries it
 * @param reference an index known to be near, e.g. the end of the newest frame seen; 0 at the start of a stream
 * @throws RangeError when an argument is outside its range
 */
export function extendIndex(short: number, modulus: number, reference: number): number {
  requireInteger('modulus', modulus, 1, 2 ** 32);
  requireInteger('short', short, 0, modulus - 1);
  requireInteger('reference', reference, 0, Number.MAX_SAFE_INTEGER);
  const ahead = (short - (reference % modulus) + modulus) % modulus;
  const index = reference + (ahead * 2 > modulus ? ahead - modulus : ahead);
  if (index < 0) return index + modulus;
  return index > Number.MAX_SAFE_INTEGER ? index - modulus : index;
}

/** Whether a packet's epoch (mod 32) can belong to the source start `epoch` (32 bits). */
export const epochMatches = (short: number, epoch: number): boolean => short === epoch % EPOCH_MODULUS;

/**
 * The epoch of a new source start: `random` (32 bits), moved by one where packets could not tell it from `previous`.
 *
 * @throws RangeError when an argument is not a 32-bit unsigned integer
 */
export function nextEpoch(random: number, previous?: number): number {
  requireInteger('random', random, 0, 0xffffffff);
  if (previous === undefined) return random;
  requireInteger('previous', previous, 0, 0xffffffff);
  return epochMatches(random % EPOCH_MODULUS, previous) ? (random + 1) % 2 ** 32 : random;
}
