import { ByteReader, fileChunks } from './byte-reader.js';
import { MIN_FRAME_BYTES } from './mp3-info.js';
import { type Mp3Song, mp3Events } from './mp3-songs.js';

/** Files up to this size are read twice: once for this. */
const MAX_SCAN_BYTES = 2 ** 26;
/** Longest damage that is filled with silence. */
export const MAX_FILL_SECONDS = 60;

/** What is known of an MP3 file before it is decoded. */
export interface Mp3Layout {
  /** Samples per channel; undefined where songs have different rates. */
  readonly totalSamples?: number;
  /** Frames of silence at each place where bytes are no frames, in their order. */
  readonly fills: readonly number[];
  /** Frames that are missing at each place where a frame does not fit to the one before it, in their order. */
  readonly seamFills: readonly number[];
}

/**
 * Counts a file's frames without decoding them: MP3 states its length nowhere else, and where frames of different lengths are
 * damaged, only the count of all others tells how many there were.
 *
 * @param start the first frame's place
 * @returns undefined for a file that is too long to be read twice
 */
export async function mp3Layout(
  path: string | Uint8Array,
  start: number,
  totalBytes: number,
): Promise<Mp3Layout | undefined> {
  if (totalBytes > MAX_SCAN_BYTES) return undefined;
  const reader = new ByteReader(fileChunks(path));
  const rates = new Set<number>();
  const fills: number[] = [];
  const seamFills: number[] = [];
  let totalSamples = 0;
  let song: Mp3Song | undefined;
  let gaps: Gap[] = [];
  const end = (): void => {
    if (!song) return;
    const max = maxFrames(song);
    const frames = framesOf(gaps, song);
    for (const count of frames) song.fill(count);
    const atSeams = song.seamFills.map((count) => (count > max ? 0 : count));
    for (const count of atSeams) song.fill(count);
    seamFills.push(...atSeams);
    fills.push(...frames);
    totalSamples += song.keptSamples;
    gaps = [];
  };
  try {
    await reader.skip(start);
    for await (const event of mp3Events(reader)) {
      if ('song' in event) {
        end();
        song = event.song;
      } else if ('header' in event) rates.add(event.header.sampleRateHz);
      else if ('lostBytes' in event) gaps.push({ lostBytes: event.lostBytes, frames: song!.lostFrames(event) });
    }
    end();
    const isWhole = (await reader.peek(1)).length === 0;
    return { fills, seamFills, ...(rates.size === 1 && isWhole && { totalSamples }) };
  } finally {
    await reader.close();
  }
}

/** A damaged place, and how many frames it cost as far as those before it tell. */
interface Gap {
  readonly lostBytes: number;
  readonly frames: number;
}

/** Frames of silence for each gap of a song: as many as the tag counts, where its end is there. */
function framesOf(gaps: readonly Gap[], song: Mp3Song): number[] {
  const { tag, bytes, missingFrames } = song;
  const likely = gaps.map(({ frames }) => frames);
  const lostBytes = gaps.reduce((sum, gap) => sum + gap.lostBytes, 0);
  const isKnown =
    missingFrames !== undefined && missingFrames * MIN_FRAME_BYTES <= lostBytes && (tag?.bytes ?? 0) <= bytes;
  const max = maxFrames(song);
  const frames = isKnown ? shared(missingFrames, gaps) : likely;
  return frames.map((count) => (count > max ? 0 : count));
}

/** Frames of the longest silence that is filled in. */
const maxFrames = ({ last }: Mp3Song): number =>
  last ? (MAX_FILL_SECONDS * last.sampleRateHz) / last.samplesPerFrame : 0;

/** Shares `frames` out by the length of the gaps; together they are `frames`. */
function shared(frames: number, gaps: readonly Gap[]): number[] {
  let leftFrames = frames;
  let leftBytes = gaps.reduce((sum, gap) => sum + gap.lostBytes, 0);
  return gaps.map(({ lostBytes }) => {
    const count = Math.round((leftFrames * lostBytes) / leftBytes);
    leftFrames -= count;
    leftBytes -= lostBytes;
    return count;
  });
}
