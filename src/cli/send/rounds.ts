import { randomInt } from 'node:crypto';
import { CodecError } from '../../core/errors.js';
import { seededRandom } from '../../core/random.js';
import type { TrackEntry } from '../../node/program/playlist.js';
import { listTracks, shuffled, type TrackList } from '../../node/program/track-list.js';

/** How rounds follow one another. */
export interface RoundOptions {
  /** Whether there is a round after the first. @default one round */
  readonly loop?: true;
  /** Whether each has another order. @default as listed */
  readonly shuffle?: true;
  /** 0..2^32 − 1: the same seed gives the same orders. @default by chance */
  readonly seed?: number;
}

/**
 * The rounds of files, folders and playlists, which are listed anew for each: what has been added is heard in the next one.
 *
 * @param first of the first round
 * @param tell takes a sentence of what cannot be listed, once until it has been mended
 */
export function listedRounds(
  inputs: readonly string[],
  first: TrackList,
  options: RoundOptions,
  tell: (problem: string) => void,
): () => Promise<readonly TrackEntry[] | null> {
  let { tracks } = first;
  let told: ReadonlySet<string> = new Set(first.problems);
  const order = roundsOf(() => tracks, options);
  let isFirst = true;
  return async () => {
    if (!isFirst && options.loop) {
      const listed = await listTracks(inputs, { skipsMissing: true }).catch((error: unknown): TrackList => {
        if (!(error instanceof CodecError)) throw error;
        return { tracks, problems: [error.message] };
      });
      for (const problem of listed.problems) if (!told.has(problem)) tell(problem);
      told = new Set(listed.problems);
      tracks = listed.tracks;
    }
    isFirst = false;
    return order();
  };
}

/**
 * The rounds of a program: one, or one after another without end, each in another order where it is shuffled.
 *
 * The same seed gives the same orders.
 *
 * @param items of the round that begins
 */
export function roundsOf<T>(
  items: () => readonly T[],
  { loop, shuffle, seed = randomInt(2 ** 32) }: RoundOptions,
): () => readonly T[] | null {
  const random = seededRandom(seed);
  let isFirst = true;
  return () => {
    if (!isFirst && !loop) return null;
    isFirst = false;
    return shuffle ? shuffled(items(), random) : items();
  };
}
