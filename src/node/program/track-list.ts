import { readFile, stat } from 'node:fs/promises';
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
}

/**
 * The tracks of files, folders (all audio files in them and below, by name) and playlists (M3U, M3U8, PLS), in order.
 *
 * @throws CodecError FILE_IO for an input that does not exist or cannot be read, AUDIO_EMPTY where all of them together
 *   name no track
 */
export async function listTracks(
  inputs: readonly string[],
  { hasRecordings = false }: TrackListOptions = {},
): Promise<TrackList> {
  const isTrackName = (name: string): boolean => isAudioName(name) || (hasRecordings && /\.lc$/i.test(name));
  const tracks: TrackEntry[] = [];
  const problems: string[] = [];
  const add = async (entry: TrackEntry, depth: number): Promise<void> => {
    const { input } = entry;
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
      if (depth >= MAX_DEPTH) throw new CodecError('FILE_IO', `${input}: playlists name each other`);
      const bytes = await readFile(input).catch((cause: unknown) => {
        throw fileError('read', input, cause);
      });
      for (const inner of parsePlaylist(input, bytes))
        await add(inner, depth + 1).catch((error: unknown) => {
          if (!(error instanceof CodecError)) throw error;
          problems.push(error.message);
        });
    } else tracks.push(entry);
  };
  for (const input of inputs) await add({ input }, 0);
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
