import { basename, parse } from 'node:path';
import { concatFloats } from '../../core/buffers.js';
import { cutText } from '../../core/graphemes.js';
import { singleLine } from '../../core/single-line.js';
import type { AudioSource } from '../../ports/audio.js';
import type { MusicTrack } from '../../session/play/music-track.js';
import type { FileAudioSource } from '../files/block-source.js';
import { openTrack } from '../program/track-file.js';

/**
 * A file, or an address, as a track of a session. It is opened again at every seek, and what lies before the position is
 * decoded and left out.
 *
 * @throws CodecError FILE_IO, FILE_MAGIC, AUDIO_FORMAT and others of `openAudio`
 */
export const audioTrack = (input: string): Promise<MusicTrack> => watchedTrack(input, () => {});

/**
 * {@link audioTrack}, with its faults.
 *
 * @param onWarning takes the faults of the audio, as sentences, when it has been read to its end
 * @param listed title where the file has no tag, as of a playlist
 * @throws CodecError as `audioTrack`
 */
export async function watchedTrack(
  input: string,
  onWarning: (message: string) => void,
  listed?: string,
): Promise<MusicTrack> {
  const first = await openTrack(input);
  const { totalSamples, sampleRateHz, tags } = first;
  await first.close();
  return {
    title: titleOf(tags.title?.trim() || listed, input),
    ...(tags.artist?.trim() && { artist: cutText(singleLine(tags.artist.trim()), 200) }),
    durationMs: totalSamples === undefined ? null : (totalSamples / sampleRateHz) * 1000,
    open: async (positionMs) => skipped(await openTrack(input), positionMs, onWarning),
  };
}

/** What a device captures, as a track of a session. */
export const deviceTrack = (title: string, open: () => AudioSource): MusicTrack => ({
  title,
  durationMs: null,
  open: async () => open(),
});

/** The tag, or the name without its extension, as in the page: a host that comes back there finds its place. */
const titleOf = (tag: string | undefined, input: string): string =>
  cutText(singleLine(tag?.trim() || parse(input).name || basename(input)), 200);

/** The source without what lies before the position. */
function skipped(source: FileAudioSource, positionMs: number, onWarning: (message: string) => void): AudioSource {
  const { sampleRateHz, channels, channelMask } = source;
  let isClosed = false;
  return {
    sampleRateHz,
    channels,
    ...(channelMask !== undefined && { channelMask }),
    async *blocks(signal) {
      let left = Math.round((positionMs / 1000) * sampleRateHz) * channels;
      for await (const block of source.blocks(signal)) {
        const from = Math.min(left, block.length);
        left -= from;
        if (from < block.length) yield from === 0 ? block : concatFloats([block.subarray(from)]);
      }
      // What was left is not damaged.
      if (!isClosed) for (const warning of source.warnings) onWarning(warning);
    },
    close() {
      isClosed = true;
      return source.close();
    },
  };
}
