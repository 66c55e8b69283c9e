/** What a source client sends, by the name of FFmpeg's demultiplexer. */
export type IcecastFormat = 'mp3' | 'ogg' | 'aac' | 'flac' | 'wav' | 'matroska';

const FORMATS: Readonly<Record<string, IcecastFormat>> = {
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/mpeg3': 'mp3',
  'audio/x-mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/opus': 'ogg',
  'audio/vorbis': 'ogg',
  'application/ogg': 'ogg',
  'application/x-ogg': 'ogg',
  'audio/x-ogg': 'ogg',
  'video/ogg': 'ogg',
  'audio/aac': 'aac',
  'audio/aacp': 'aac',
  'audio/x-aac': 'aac',
  'audio/flac': 'flac',
  'audio/x-flac': 'flac',
  'audio/wav': 'wav',
  'audio/wave': 'wav',
  'audio/x-wav': 'wav',
  'audio/vnd.wave': 'wav',
  'audio/webm': 'matroska',
  'video/webm': 'matroska',
  'audio/x-matroska': 'matroska',
};

/** Names of the formats for people. */
export const FORMAT_LABELS: Readonly<Record<IcecastFormat, string>> = {
  mp3: 'MP3',
  ogg: 'Ogg',
  aac: 'AAC',
  flac: 'FLAC',
  wav: 'WAV',
  matroska: 'WebM',
};

/** What a content type may be, in words. */
export const ALLOWED_TYPES = 'audio/mpeg, audio/ogg, audio/aac, audio/flac, audio/wav or audio/webm';

/** The format of a content type; MP3 where there is none, as Icecast takes it; undefined for any other. */
export function formatOfType(contentType: string | undefined): IcecastFormat | undefined {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  if (type === '') return 'mp3';
  return Object.hasOwn(FORMATS, type) ? FORMATS[type] : undefined;
}

/** Bytes that {@link formatOfBytes} needs. */
export const SNIFF_BYTES = 12;

/** The format that a stream's first bytes belong to; undefined where they tell nothing. */
export function formatOfBytes(head: Uint8Array): IcecastFormat | undefined {
  const text = String.fromCharCode(...head.subarray(0, SNIFF_BYTES));
  if (text.startsWith('OggS')) return 'ogg';
  if (text.startsWith('fLaC')) return 'flac';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return 'wav';
  if (text.startsWith('\x1aE\xdf\xa3')) return 'matroska';
  if (head[0] !== 0xff || head.length < 2) return undefined;
  // ADTS has layer 0 where MPEG audio has 1 to 3.
  if ((head[1]! & 0xf6) === 0xf0) return 'aac';
  return (head[1]! & 0xe6) === 0xe2 ? 'mp3' : undefined;
}
