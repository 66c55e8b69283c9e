import { requireInteger } from '../errors.js';

/**
 * The full index whose remainder is `short` and that lies nearest to `reference`, never negative. At exactly half a
 * modulus either way the later one is taken, because a stream only moves forward.
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
