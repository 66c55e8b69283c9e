import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CodecError } from '../../core/errors.js';
import { isAudioName } from '../files/audio-names.js';
import { fileError } from '../files/file-errors.js';
import { listFolder } from '../files/list-folder.js';
import { isAddress, isPlaylistName, parsePlaylist, type TrackEntry } from './playlist.js';

/** Tracks of one program at most. */
export const MAX_TRACKS = 100_000;
/** Playlists that name playlists. */
const MAX_DEPTH = 8;

/** Tracks, and what could not be listed. */
export interface TrackList {
  readonly tracks: readonly TrackEntry[];
  /** Sentences, each naming a playlist, a folder or an entry of a folder that could not be read. */
  readonly problems: readonly string[];
}

/** What {@link listTracks} takes for a track. */
export interface TrackListOptions {
  /** Whether recordings (`.lc`) in folders are tracks, too. @default false */
  readonly hasRecordings?: boolean;
  /** Whether an input that does not exist or cannot be read is a problem of its own, and the others are listed. @default false */
  readonly skipsMissing?: boolean;
}

/**
 * The tracks of files, folders (all audio files in them and below, by name) and playlists (M3U, M3U8, PLS), in order.
 *
 * @throws CodecError FILE_IO for an input that does not exist or cannot be read, AUDIO_EMPTY where all of them together
 *   name no track
 */
export async function listTracks(
  inputs: readonly string[],
  { hasRecordings = false, skipsMissing = false }: TrackListOptions = {},
): Promise<TrackList> {
  const isTrackName = (name: string): boolean => isAudioName(name) || (hasRecordings && /\.lc$/i.test(name));
  const tracks: TrackEntry[] = [];
  const problems: string[] = [];
  /** @param lists paths of the playlists that lead to the entry */
  const add = async (entry: TrackEntry, lists: readonly string[]): Promise<void> => {
    const { input } = entry;
    const depth = lists.length;
    if (tracks.length >= MAX_TRACKS)
      throw new RangeError(`tracks must be at most ${MAX_TRACKS}, got more with ${input}`);
    if (isAddress(input) || (depth > 0 && !isPlaylistName(input))) return void tracks.push(entry);
    const found = await stat(input).catch((cause: unknown) => {
      throw fileError('open', input, cause);
    });
    if (found.isDirectory()) {
      for (const path of await listFolder(input, (reason) => problems.push(reason)))
        if (isTrackName(path)) tracks.push({ input: path });
    } else if (isPlaylistName(input) && found.isFile()) {
      if (lists.includes(resolve(input))) {
        const loop = [...lists.slice(lists.indexOf(resolve(input))), resolve(input)].join(' → ');
        throw new CodecError('FILE_IO', `${input}: playlists name each other in a loop: ${loop}`);
      }
      if (depth >= MAX_DEPTH)
        throw new CodecError('FILE_IO', `${input}: at most ${MAX_DEPTH} playlists may name one the other`);
      const bytes = await readFile(input).catch((cause: unknown) => {
        throw fileError('read', input, cause);
      });
      for (const inner of parsePlaylist(input, bytes))
        await add(inner, [...lists, resolve(input)]).catch((error: unknown) => {
          if (!(error instanceof CodecError)) throw error;
          if (!problems.includes(error.message)) problems.push(error.message);
        });
    } else tracks.push(entry);
  };
  for (const input of inputs)
    await add({ input }, []).catch((error: unknown) => {
      if (!skipsMissing || !(error instanceof CodecError)) throw error;
      problems.push(error.message);
    });
  if (tracks.length === 0)
    throw new CodecError(
      'AUDIO_EMPTY',
      `${inputs.join(', ')}: there is no track in it${problems.map((why) => `; ${why}`).join('')}`,
    );
  return { tracks, problems };
}

/** In another order; every order is as likely as any other. @param random numbers in [0, 1) */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
