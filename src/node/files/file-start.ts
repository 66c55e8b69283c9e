import type { ByteReader } from './byte-reader.js';
import { latin1 } from './latin1.js';
import { findMp3 } from './mp3-info.js';

/** Formats by their first bytes: offset, bytes, and what the format is called. */
const STARTS: readonly (readonly [label: string, ...parts: (readonly [offset: number, bytes: string])[]])[] = [
  ...['RIFF', 'RIFX', 'RF64', 'BW64'].map((magic) => ['WAV', [0, magic], [8, 'WAVE']] as const),
  ['FLAC', [0, 'fLaC']],
  ['Ogg', [0, 'OggS\0']],
  ['AIFF', [0, 'FORM'], [8, 'AIF']],
  ['CAF', [0, 'caff\0']],
  ['AU', [0, '.snd\0\0']],
  ['W64', [0, 'riff\x2e\x91\xcf\x11']],
  ['MP4/M4A', [4, 'ftyp']],
  ['WebM/Matroska', [0, '\x1aE\xdf\xa3']],
  ['WMA', [0, '0&\xb2u\x8ef\xcf\x11']],
  ['WavPack', [0, 'wvpk']],
  ['TTA', [0, 'TTA1']],
  ["Monkey's Audio", [0, 'MAC ']],
];

/** What the file that begins at `at` is called; undefined where none begins there that its first bytes tell for sure. */
export function startsFile(bytes: Uint8Array, at = 0): string | undefined {
  return STARTS.find(([, ...parts]) =>
    parts.every(([offset, magic]) => latin1(bytes, at + offset, magic.length) === magic),
  )?.[0];
}

const MP3_BYTES = 8192;

/** Whether MP3 begins where the reader is: a row of frames is no chance. */
export async function startsMp3(reader: ByteReader): Promise<boolean> {
  return findMp3(await reader.peek(MP3_BYTES), 3, false) === 0;
}
