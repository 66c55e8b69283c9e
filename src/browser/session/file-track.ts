import { CodecError } from '../../core/errors.js';
import { cutText } from '../../core/graphemes.js';
import { singleLine } from '../../core/single-line.js';
import type { AudioSource } from '../../ports/audio.js';
import type { MusicTrack } from '../../session/play/music-track.js';

/** Longest file, in minutes: a browser decodes a file as a whole, 21 MB a minute in stereo. */
export const MAX_FILE_MINUTES = 60;

/** Samples per channel of one block. */
const BLOCK_SAMPLES = 4096;
/** Longest wait for a file's length. */
const PROBE_MS = 10_000;

/** The file that was decoded last: a seek within it does not decode it again. */
let decoded: { readonly file: File; readonly rateHz: number; readonly audio: AudioBuffer } | null = null;

/**
 * A file of the user's as a track of a session, in any format that the browser plays.
 *
 * @param rateHz rate at which it is read, 8000..96000 Hz
 * @throws CodecError AUDIO_FORMAT with a sentence for the user: no audio that this browser knows, or longer than
 *   {@link MAX_FILE_MINUTES}
 */
export async function fileTrack(file: File, rateHz = 44_100): Promise<MusicTrack> {
  // A page whose policy forbids blob URLs for media learns it by decoding.
  const seconds = await durationOf(file).catch(async () => (await decodeFile(file, rateHz)).duration);
  if (seconds !== null && seconds > MAX_FILE_MINUTES * 60)
    throw new CodecError(
      'AUDIO_FORMAT',
      `“${file.name}” is ${Math.round(seconds / 60)} minutes long: a file may have at most ${MAX_FILE_MINUTES} minutes in the page`,
    );
  return {
    title: titleOf(file.name),
    durationMs: seconds === null ? null : seconds * 1000,
    open: async (positionMs) => bufferSource(await decodeFile(file, rateHz), positionMs),
  };
}

/** The length in seconds as the browser states it; null for a file that states none. */
function durationOf(file: File): Promise<number | null> {
  const url = URL.createObjectURL(file);
  const audio = new Audio();
  audio.preload = 'metadata';
  return new Promise<number | null>((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), PROBE_MS);
    audio.onloadedmetadata = () => {
      clearTimeout(timer);
      resolve(Number.isFinite(audio.duration) ? audio.duration : null);
    };
    audio.onerror = () => {
      clearTimeout(timer);
      reject(audio.error);
    };
    audio.src = url;
  }).finally(() => {
    audio.removeAttribute('src');
    URL.revokeObjectURL(url);
  });
}

async function decodeFile(file: File, rateHz: number): Promise<AudioBuffer> {
  if (decoded?.file === file && decoded.rateHz === rateHz) return decoded.audio;
  decoded = null;
  const bytes = await file.arrayBuffer().catch((cause: Error) => {
    throw new CodecError('FILE_IO', `“${file.name}” cannot be read: ${cause.message}`, { cause });
  });
  try {
    const audio = await new OfflineAudioContext(1, 1, rateHz).decodeAudioData(bytes);
    decoded = { file, rateHz, audio };
    return audio;
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

const unreadable = (file: File, cause?: unknown): CodecError =>
  new CodecError('AUDIO_FORMAT', `“${file.name}” has no sound that this browser can read`, { cause });

/** A name without its extension, in one line. */
const titleOf = (name: string): string => cutText(singleLine(name.replace(/\.[^.]{1,5}$/, '')), 200) || 'a file';

/** Decoded audio from a position on. */
function bufferSource(audio: AudioBuffer, positionMs: number): AudioSource {
  const { sampleRate, length } = audio;
  const channels = audio.numberOfChannels;
  let isClosed = false;
  return {
    sampleRateHz: sampleRate,
    channels,
    totalSamples: length,
    async *blocks() {
      const planes = Array.from({ length: channels }, (_, c) => audio.getChannelData(c));
      for (let at = Math.round((positionMs / 1000) * sampleRate); at < length && !isClosed; at += BLOCK_SAMPLES) {
        const n = Math.min(BLOCK_SAMPLES, length - at);
        const block = new Float32Array(n * channels);
        for (let c = 0; c < channels; c++) for (let i = 0; i < n; i++) block[i * channels + c] = planes[c]![at + i]!;
        yield block;
      }
    },
    async close() {
      isClosed = true;
    },
  };
}
