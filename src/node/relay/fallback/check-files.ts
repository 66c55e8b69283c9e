import { CodecError } from '../../../core/errors.js';
import { readRecording } from '../../program/lc-broadcast.js';
import { isAddress } from '../../program/playlist.js';
import { openTrack, requireTrackFile } from '../../program/track-file.js';
import { listTracks } from '../../program/track-list.js';
import { isRecordingName, requireRecordingFile } from './track-runs.js';

/** Tracks that are opened; where none of so many is audio, the others are not asked. */
const MAX_OPENED = 200;

/** What of a list of files, folders and playlists cannot be played. */
export interface UnplayableFiles {
  /** Of the entry; null for the list as a whole. */
  readonly index: number | null;
  /** A sentence. */
  readonly why: string;
}

/** Entries that do not exist or name no track, or else the list as a whole where nothing in it can be played. */
export async function unplayable(files: readonly string[]): Promise<UnplayableFiles[]> {
  const wrong: UnplayableFiles[] = [];
  const inputs: string[] = [];
  for (const [index, file] of files.entries())
    try {
      const { tracks } = await listTracks([file], { hasRecordings: true });
      inputs.push(...tracks.map(({ input }) => input));
    } catch (error) {
      if (!(error instanceof CodecError || error instanceof RangeError)) throw error;
      wrong.push({ index: files.length > 1 ? index : null, why: error.message });
    }
  if (wrong.length > 0) return wrong;
  const why = await whyNone(inputs);
  return why === null ? [] : [{ index: null, why }];
}

async function whyNone(inputs: readonly string[]): Promise<string | null> {
  const reasons: string[] = [];
  for (const input of inputs.slice(0, MAX_OPENED)) {
    const why = await whyNot(input);
    if (why === null) return null;
    reasons.push(why);
  }
  const more = reasons.length > 2 ? `; and ${reasons.length - 2} more` : '';
  return `${reasons.slice(0, 2).join('; ')}${more}`;
}

async function whyNot(input: string): Promise<string | null> {
  try {
    if (isRecordingName(input)) {
      requireRecordingFile(input);
      await requireTrackFile(input);
      await readRecording(input);
    }
    // Whether a server answers is found out when its turn comes.
    else if (!isAddress(input)) await (await openTrack(input)).close();
    return null;
  } catch (error) {
    if (error instanceof CodecError) return error.message;
    throw error;
  }
}
