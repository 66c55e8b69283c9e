import { CodecError } from '../../core/errors.js';
import type { AudioContainer } from './block-source.js';
import type { ByteReader } from './byte-reader.js';
import { parseMp3Header } from './mp3-info.js';
import { quote } from './wav-header.js';

/** Bytes that are examined: enough for an Ogg page's first packet, or for an MP3 frame and the header after it. */
const SNIFF_BYTES = 8192;

/** Common formats that cannot be read, by magic bytes. */
const OTHERS: readonly [offset: number, magic: string, label: string][] = [
  [4, 'ftyp', 'MP4/M4A (AAC, ALAC)'],
  [0, 'FORM', 'AIFF'],
  [0, 'ADIF', 'AAC'],
  [0, '\x1aE\xdf\xa3', 'WebM/Matroska'],
  [0, '0&\xb2u', 'WMA'],
  [0, 'LCST', 'a Latentcast stream (decode it first)'],
];

/**
 * Recognises a file's format by its content, and skips an ID3 tag in front of it.
 *
 * @throws CodecError AUDIO_EMPTY for an empty file, AUDIO_FORMAT for a known format that cannot be read, FILE_MAGIC otherwise
 */
export async function sniffAudio(reader: ByteReader, name: string): Promise<AudioContainer> {
  const tag = await reader.peek(10);
  if (latin1(tag, 0, 3) === 'ID3' && tag.length === 10) {
    // The size is "syncsafe": 4 × 7 bits; a footer of 10 bytes is flagged.
    const size = (tag[6]! << 21) | (tag[7]! << 14) | (tag[8]! << 7) | tag[9]!;
    await reader.skip(10 + size + (tag[5]! & 0x10 ? 10 : 0));
  }
  const head = await reader.peek(SNIFF_BYTES);
  if (head.length === 0) throw new CodecError('AUDIO_EMPTY', `${name}: the file is empty`);
  const magic = latin1(head, 0, 4);
  if (['RIFF', 'RIFX', 'RF64', 'BW64'].includes(magic)) return 'wav';
  if (magic === 'fLaC') return 'flac';
  if (magic === 'OggS') return sniffOgg(head, name);
  for (const [offset, other, label] of OTHERS) {
    if (latin1(head, offset, other.length) === other)
      throw new CodecError('AUDIO_FORMAT', `${name}: must be WAV, FLAC, Ogg (Vorbis, Opus, FLAC) or MP3, got ${label}`);
  }
  const first = head.findIndex((byte) => byte !== 0); // some encoders pad with zeros before the first frame
  if (first >= 0 && isMp3At(head, first)) {
    await reader.skip(first);
    return 'mp3';
  }
  throw new CodecError(
    'FILE_MAGIC',
    `${name}: must be WAV, FLAC, Ogg (Vorbis, Opus, FLAC) or MP3, starts with ${quote(head)}`,
  );
}

function sniffOgg(head: Uint8Array, name: string): AudioContainer {
  const packet = 27 + (head[26] ?? 0);
  if (latin1(head, packet, 7) === '\x01vorbis') return 'ogg-vorbis';
  if (latin1(head, packet, 8) === 'OpusHead') return 'ogg-opus';
  if (latin1(head, packet, 5) === '\x7fFLAC') return 'ogg-flac';
  throw new CodecError(
    'AUDIO_FORMAT',
    `${name}: the first Ogg stream must be Vorbis, Opus or FLAC, got ${quote(head.subarray(packet))}`,
  );
}

/** A frame header, and another one or the end after its frame: the two sync bytes alone occur by chance too often. */
function isMp3At(head: Uint8Array, at: number): boolean {
  const first = parseMp3Header(head, at);
  if (!first) return false;
  const next = at + first.frameBytes;
  return next >= head.length - 4 || parseMp3Header(head, next) !== null;
}

/** `length` bytes from `at` on as characters 0..255; shorter where the bytes end before. */
export const latin1 = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));
