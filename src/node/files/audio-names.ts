import { extname } from 'node:path';

/** File name endings of the formats that are read here. */
export const OWN_ENDINGS: ReadonlySet<string> = new Set(
  '.wav .wave .rf64 .w64 .aif .aiff .aifc .caf .au .snd .flac .ogg .oga .opus .mp3 .mp2'.split(' '),
);
/** File name endings that are taken from a folder: those, and formats that FFmpeg reads. */
export const AUDIO_ENDINGS: ReadonlySet<string> = new Set([
  ...OWN_ENDINGS,
  '.m4a',
  '.m4b',
  '.aac',
  '.mp4',
  '.mka',
  '.mkv',
  '.webm',
  '.wma',
  '.ac3',
  '.amr',
  '.wv',
  '.ape',
  '.spx',
  '.tta',
  '.3gp',
  '.alac',
]);

/** Whether a file in a folder is taken for audio, by its name. */
export const isAudioName = (name: string): boolean => AUDIO_ENDINGS.has(extname(name).toLowerCase());
