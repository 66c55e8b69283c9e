import { CodecError } from '../../core/errors.js';
import { runParallel } from '../../node/files/batch.js';
import type { TrackEntry } from '../../node/program/playlist.js';
import { listTracks } from '../../node/program/track-list.js';
import { watchedTrack } from '../../node/session/audio-track.js';
import type { MusicTrack } from '../../session/play/music-track.js';

/** Tracks that are opened at a time: for each one that FFmpeg reads it runs once. */
const MAX_OPENING = 4;

/**
 * The tracks of files, folders and playlists, in order. What cannot be played is told and left out.
 *
 * @param tell takes sentences, also later, about faults of the audio that is played
 * @throws CodecError FILE_IO for an input that does not exist; where nothing can be played, the reason
 */
export async function sessionTracks(inputs: readonly string[], tell: (message: string) => void): Promise<MusicTrack[]> {
  if (inputs.length === 0) return [];
  const { tracks, problems } = await listTracks(inputs);
  for (const problem of problems) tell(problem);
  const opened: (MusicTrack | CodecError)[] = [];
  await runParallel([...tracks.entries()], MAX_OPENING, async ([i, track]) => {
    opened[i] = await trackOf(track, tell);
  });
  const playable = opened.filter((one): one is MusicTrack => !(one instanceof CodecError));
  const faults = opened.filter((one) => one instanceof CodecError);
  if (playable.length === 0 && faults.length === 1) throw faults[0]!;
  for (const { message } of faults) tell(`left out: ${message}`);
  if (playable.length === 0)
    throw new CodecError('AUDIO_FORMAT', `${inputs.join(', ')}: none of the ${faults.length} tracks can be played`);
  return playable;
}

async function trackOf(
  { input, title }: TrackEntry,
  tell: (message: string) => void,
): Promise<MusicTrack | CodecError> {
  try {
    return await watchedTrack(input, tell, title);
  } catch (error) {
    if (error instanceof CodecError) return error;
    throw error;
  }
}
