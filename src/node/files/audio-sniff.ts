import { CodecError } from '../../core/errors.js';
import type { OwnContainer } from './block-source.js';
import type { ByteReader } from './byte-reader.js';
import { latin1 } from './latin1.js';
import { findMp3, tagBytes } from './mp3-info.js';
import { oggCodec } from './ogg-link.js';
import { quote } from './wav-header.js';

/** Bytes that are examined: enough for an Ogg page's first packet, or for an MP3 frame and the header after it. */
const SNIFFED_BYTES = 8192;
/** Bytes that are searched for MP3 behind junk. */
const JUNK_BYTES = 65_536;

const ID3_HEAD_BYTES = 10;
/** A longer ID3 tag is skipped: more than any cover. */
const MAX_TAG_BYTES = 2 ** 26;

/** Common formats that cannot be read, by magic bytes. */
const OTHERS: readonly [offset: number, magic: string, label: string][] = [
  [4, 'ftyp', 'MP4/M4A (AAC, ALAC)'],
  [0, 'ADIF', 'AAC'],
  [0, '\x1aE\xdf\xa3', 'WebM/Matroska'],
  [0, '0&\xb2u', 'WMA'],
  [0, 'wvpk', 'WavPack'],
  [0, 'TTA1', 'TTA'],
  [0, 'MAC ', "Monkey's Audio"],
  [0, 'FLV', 'FLV'],
  [0, '#!AMR', 'AMR'],
  [0, '\x0bw', 'AC-3'],
  [0, '\0\0\x01\xba', 'MPEG video'],
  [0, 'LCST', 'a Latentcast stream (decode it first)'],
];

/**
 * Recognises a file's format by its content, and skips ID3 and APE tags in front of it.
 *
 * @param onTag takes each of these ID3 tags
 * @throws CodecError AUDIO_EMPTY for an empty file, AUDIO_FORMAT for a known format that cannot be read, FILE_MAGIC otherwise
 */
export async function sniffAudio(
  reader: ByteReader,
  name: string,
  onTag: (tag: Uint8Array) => void = () => {},
): Promise<OwnContainer> {
  await skipTags(reader, onTag);
  // A pipe may hold no more than its first words for now.
  const magic = latin1(await reader.peek(4), 0, 4);
  const plain = BY_MAGIC[magic];
  if (plain) return plain;
  const head = await reader.peek(SNIFFED_BYTES);
  if (head.length === 0) {
    const what = reader.position > 0 ? 'there is no audio behind its tags' : 'the file is empty';
    throw new CodecError('AUDIO_EMPTY', `${name}: ${what}`);
  }
  if (magic === 'OggS') return sniffOgg(head, name);
  const label = otherFormat(head);
  if (label !== undefined) throw new CodecError('AUDIO_FORMAT', `${name}: must be ${OWN}, got ${label}`);
  if (findMp3(head, 2, head.length < SNIFFED_BYTES) === 0) return 'mp3';
  const found = await findBehindJunk(reader);
  if (found === 'mp3') return found;
  if (isFreeFormat(head))
    throw new CodecError('AUDIO_FORMAT', `${name}: is MP3 of free format, which states no bit rate and is not read`);
  throw new CodecError('FILE_MAGIC', `${name}: must be ${OWN}, starts with ${quote(head)}`);
}

const OWN = 'WAV, FLAC, Ogg (Vorbis, Opus, FLAC), AIFF, CAF, AU, W64 or MP3';

/** Formats that four bytes tell. */
const BY_MAGIC: Readonly<Record<string, OwnContainer>> = {
  RIFF: 'wav',
  RIFX: 'wav',
  RF64: 'wav',
  BW64: 'wav',
  FORM: 'aiff',
  caff: 'caf',
  '.snd': 'au',
  'dns.': 'au',
  riff: 'w64',
  fLaC: 'flac',
};

/**
 * The format of what begins at the reader's place; undefined where it is not read here.
 *
 * @throws CodecError AUDIO_FORMAT for an Ogg stream of another codec
 */
export async function sniffOwn(reader: ByteReader, name: string): Promise<OwnContainer | undefined> {
  const head = await reader.peek(SNIFFED_BYTES);
  const magic = latin1(head, 0, 4);
  if (BY_MAGIC[magic] || magic === 'OggS') return BY_MAGIC[magic] ?? sniffOgg(head, name);
  return findMp3(head, 2, head.length < SNIFFED_BYTES) === 0 ? 'mp3' : undefined;
}

/** Tags in front of anything, also several. */
async function skipTags(reader: ByteReader, onTag: (tag: Uint8Array) => void): Promise<void> {
  for (;;) {
    const tag = await reader.peek(32);
    const isId3 = latin1(tag, 0, 3) === 'ID3';
    const length = isId3 || latin1(tag, 0, 8) === 'APETAGEX' ? tagBytes(tag) : 0;
    if (length === 0) return;
    if (!isId3 || length > MAX_TAG_BYTES) {
      await reader.skip(length);
      continue;
    }
    const bytes = (await reader.read(length)).slice();
    if (bytes.length === length) onTag(bytes);
    else {
      // It states more than there is: what follows its head is searched for audio.
      reader.unread(bytes);
      await reader.skip(ID3_HEAD_BYTES);
      return;
    }
  }
}

/** MP3 behind bytes that are none: zeros, a server's page, the rest of a frame. A row of frames is no chance. */
async function findBehindJunk(reader: ByteReader): Promise<'mp3' | undefined> {
  const bytes = await reader.peek(JUNK_BYTES);
  const at = findMp3(bytes, 5, bytes.length < JUNK_BYTES);
  if (at < 0) return undefined;
  await reader.skip(at);
  return 'mp3';
}

/** MPEG audio layer III whose header states no bit rate. */
const isFreeFormat = ([first = 0, second = 0, third = 0xff]: Uint8Array): boolean =>
  first === 0xff && (second & 0xe6) === 0xe2 && third >> 4 === 0 && ((third >> 2) & 3) !== 3;

/** A known format that is not read here; undefined for anything else. */
function otherFormat(head: Uint8Array): string | undefined {
  for (const [offset, magic, label] of OTHERS) if (latin1(head, offset, magic.length) === magic) return label;
  const [first = 0, second = 0] = head;
  if (first === 0xff && (second & 0xf6) === 0xf0) return 'AAC';
  return undefined;
}

/** The first codec that is read among those of the streams that begin with the file: sound may come beside video. */
function sniffOgg(head: Uint8Array, name: string): OwnContainer {
  let at = 0;
  while (latin1(head, at, 4) === 'OggS' && at + 27 < head.length && head[at + 5]! & FIRST_PAGE) {
    const packet = at + 27 + head[at + 26]!;
    const codec = oggCodec(head.subarray(packet));
    if (codec) return codec;
    at = packet + head.subarray(at + 27, packet).reduce((sum, lacing) => sum + lacing, 0);
  }
  const packet = head.subarray(27 + (head[26] ?? 0));
  throw new CodecError(
    'AUDIO_FORMAT',
    `${name}: the first Ogg stream must be Vorbis, Opus or FLAC, got ${quote(packet)}`,
  );
}

/** Mark of a stream's first page. */
const FIRST_PAGE = 2;
