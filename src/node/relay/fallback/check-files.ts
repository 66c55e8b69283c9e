import { CodecError } from '../../../core/errors.js';
import { openAudio } from '../../files/open-audio.js';
import { readRecording } from '../../program/lc-broadcast.js';
import { isAddress } from '../../program/playlist.js';
import { listTracks } from '../../program/track-list.js';
import { isRecordingName } from './track-runs.js';

/** Tracks that are opened; where none of so many is audio, the others are not asked. */
const MAX_OPENED = 200;

/** Why nothing of what files, folders and playlists name can be played, as a sentence; null where something can. */
export async function whyUnplayable(files: readonly string[]): Promise<string | null> {
  const reasons: string[] = [];
  try {
    const { tracks } = await listTracks(files, { hasRecordings: true });
    for (const { input } of tracks.slice(0, MAX_OPENED)) {
      // Whether a server answers is found out when its turn comes.
      if (isAddress(input)) return null;
      const why = await whyNot(input);
      if (why === null) return null;
      reasons.push(why);
    }
  } catch (error) {
    if (!(error instanceof CodecError || error instanceof RangeError)) throw error;
    return error.message;
  }
  const more = reasons.length > 2 ? `; and ${reasons.length - 2} more` : '';
  return `${reasons.slice(0, 2).join('; ')}${more}`;
}

async function whyNot(input: string): Promise<string | null> {
  try {
    if (isRecordingName(input)) await readRecording(input);
    else await (await openAudio(input)).close();
    return null;
  } catch (error) {
    if (error instanceof CodecError) return error.message;
    throw error;
  }
}
