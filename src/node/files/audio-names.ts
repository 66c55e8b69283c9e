import { extname } from 'node:path';

/** File name endings of the formats that are read here. */
export const OWN_ENDINGS: ReadonlySet<string> = new Set(['.wav', '.wave', '.flac', '.ogg', '.oga', '.opus', '.mp3']);
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
  '.aif',
  '.aiff',
  '.aifc',
  '.caf',
  '.wma',
  '.ac3',
  '.amr',
  '.mp2',
  '.wv',
  '.ape',
  '.w64',
  '.rf64',
  '.au',
  '.snd',
  '.spx',
  '.tta',
  '.3gp',
  '.alac',
]);

/** Whether a file in a folder is taken for audio, by its name. */
export const isAudioName = (name: string): boolean => AUDIO_ENDINGS.has(extname(name).toLowerCase());
