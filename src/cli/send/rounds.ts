import { randomInt } from 'node:crypto';
import { seededRandom } from '../../core/random.js';
import { shuffled } from '../../node/program/track-list.js';

/**
 * The rounds of a program: one, or one after another without end, each in another order where it is shuffled.
 *
 * @param seed 0..2^32 − 1: the same seed gives the same orders
 */
export function roundsOf<T>(
  items: readonly T[],
  {
    loop,
    shuffle,
    seed = randomInt(2 ** 32),
  }: { readonly loop?: true; readonly shuffle?: true; readonly seed?: number },
): () => readonly T[] | null {
  const random = seededRandom(seed);
  let isFirst = true;
  return () => {
    if (!isFirst && !loop) return null;
    isFirst = false;
    return shuffle ? shuffled(items, random) : items;
  };
}
