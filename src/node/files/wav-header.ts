import { PCM_BYTES } from '../../core/dsp/pcm.js';
import { CodecError } from '../../core/errors.js';
import { readableForm } from './audio-limits.js';
import type { AudioTags } from './audio-tags.js';
import type { ByteReader } from './byte-reader.js';
import { iffChunks } from './chunk-form.js';
import { decodeText } from './decode-text.js';
import { type PcmHeader, pcmEncodingOf } from './pcm-header.js';

const PCM = 1;
const IEEE_FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** Names of common format tags that cannot be read. */
const OTHER_TAGS: Readonly<Record<number, string>> = {
  2: 'MS ADPCM',
  6: 'A-law',
  7: 'µ-law',
  17: 'IMA ADPCM',
  85: 'MP3',
};
/** Bytes 2 to 15 of a sub-format's GUID whose first two bytes are a format tag. */
const GUID_TAIL = '000000001000800000aa00389b71';
/** Writers to a pipe state 0xffffffff, or a value just below 2^31 (SoX), in place of the length. */
const isUnknownLength = (bytes: number): boolean =>
  bytes >= 0xffff_f000 || (bytes >= 0x7fff_f000 && bytes <= 0x7fff_ffff);

/**
 * Reads RIFF, RF64 and BW64 up to the first byte of data. Unknown chunks are skipped, odd ones with their padding.
 *
 * @param name of the file, for errors
 * @throws CodecError FILE_MAGIC when it is no WAV, AUDIO_EMPTY when there is no byte, FILE_TRUNCATED when the header
 * ends early, AUDIO_FORMAT naming the field, its value and what is allowed
 */
export async function readWavHeader(reader: ByteReader, name: string): Promise<PcmHeader> {
  const start = await reader.read(12);
  if (start.length === 0) throw new CodecError('AUDIO_EMPTY', `${name}: the file is empty`);
  const magic = ascii(start, 0);
  const isBigEndian = magic === 'RIFX';
  if (!['RIFF', 'RIFX', 'RF64', 'BW64'].includes(magic) || ascii(start, 8) !== 'WAVE')
    throw new CodecError('FILE_MAGIC', `${name}: a WAV file starts with "RIFF....WAVE", got ${quote(start)}`);
  const riffBytes = u32(start, 4, isBigEndian);
  let tags: AudioTags = {};
  let long: { readonly data: number; readonly file: number } | undefined;
  let format: WavFormat | undefined;
  let empty: PcmHeader | undefined;
  let before = '';
  const faults: string[] = [];
  for (;;) {
    const head = await reader.read(8);
    if (head.length < 8) {
      if (empty) return empty;
      const missing = format ? 'data' : 'fmt and data';
      throw new CodecError(
        'FILE_TRUNCATED',
        `${name}: the file ends before its ${missing} chunk, at byte ${reader.position}${before}`,
      );
    }
    const id = ascii(head, 0);
    const size = u32(head, 4, isBigEndian);
    if (id === 'data') {
      if (!format) throw new CodecError('AUDIO_FORMAT', `${name}: the data chunk comes before the fmt chunk`);
      const dataBytes = size === 0xffff_ffff && long !== undefined ? long.data : size;
      // An interrupted writer leaves length 0 too, together with a RIFF length that ends here or was never filled in, or
      // with a ds64 chunk that was never filled in.
      const unfilled =
        dataBytes === 0 && (size !== 0 || riffBytes <= reader.position - 8 || isUnknownLength(riffBytes));
      const header = {
        ...format,
        container: 'wav',
        isBigEndian,
        endBytes: statedEnd(riffBytes === 0xffff_ffff && long ? long.file : riffBytes, reader.position),
        chunks: iffChunks(isBigEndian),
        tags,
        faults,
      } as const;
      if (unfilled || isUnknownLength(dataBytes)) return header;
      if (dataBytes > 0) return { ...header, dataBytes };
      // Samples may follow a length that was never filled in, or other chunks a data chunk that is empty.
      const next = await reader.peek(8);
      if (next.length === 8 && !isChunkHead(next, isBigEndian)) return header;
      empty = { ...header, dataBytes };
      continue;
    }
    before = `, behind a ${JSON.stringify(id)} chunk that states ${size} bytes`;
    const wanted = Math.min(size, id === 'LIST' ? MAX_LIST_BYTES : 64);
    const body = (await reader.read(wanted)).slice();
    if (body.length < wanted) continue; // the next read reports the end
    if (id === 'LIST' && ascii(body, 0) === 'wavl')
      throw new CodecError('AUDIO_FORMAT', `${name}: its data is a list of parts (wavl), which is not read`);
    if (id === 'LIST') tags = { ...infoTags(body, isBigEndian), ...tags };
    if (id === 'fmt ' && format) faults.push('it has more than one fmt chunk; the first one holds');
    else if (id === 'fmt ') format = parseWavFormat(body, name, isBigEndian);
    if (id === 'ds64' && body.length >= 16) {
      const view = new DataView(body.buffer, body.byteOffset);
      long = { file: Number(view.getBigUint64(0, true)), data: Number(view.getBigUint64(8, true)) };
    }
    await reader.skip(size - body.length);
    // Some writers leave out the padding of chunks of odd length.
    if (size & 1 && !((await reader.peek(1))[0]! > 0)) await reader.skip(1);
  }
}

/** Whether a chunk's name stands at the start of `bytes`, and a length that may be true. */
const isChunkHead = (bytes: Uint8Array, isBigEndian: boolean): boolean =>
  bytes.subarray(0, 4).every((byte) => byte >= 32 && byte < 127) && u32(bytes, 4, isBigEndian) < 2 ** 31;

/** Bytes from `position` to the end of the file as its first chunk states it; Infinity where it states none behind that. */
const statedEnd = (riffBytes: number, position: number): number =>
  isUnknownLength(riffBytes) || riffBytes + 8 <= position ? Infinity : riffBytes + 8 - position;

/** What a fmt chunk states. */
export type WavFormat = Pick<PcmHeader, 'sampleRateHz' | 'channels' | 'encoding' | 'blockAlign' | 'channelMask'>;

/** Reads a fmt chunk without its head. @throws CodecError AUDIO_FORMAT naming the field, its value and what is allowed */
export function parseWavFormat(body: Uint8Array, name: string, isBigEndian: boolean): WavFormat {
  const fail = (message: string): never => {
    throw new CodecError('AUDIO_FORMAT', `${name}: ${message}`);
  };
  if (body.length < 14) return fail(`the fmt chunk must be at least 14 bytes long, got ${body.length}`);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let tag = view.getUint16(0, !isBigEndian);
  let mask = 0;
  if (tag === EXTENSIBLE) {
    if (body.length < 40) return fail(`an extensible fmt chunk must be at least 40 bytes long, got ${body.length}`);
    const guid = [...body.subarray(26, 40)].map((b) => b.toString(16).padStart(2, '0')).join('');
    if (guid !== GUID_TAIL) return fail('the sub-format of the extensible fmt chunk is unknown');
    tag = view.getUint16(24, !isBigEndian);
    mask = view.getUint32(20, !isBigEndian);
  }
  const channels = view.getUint16(2, !isBigEndian);
  const sampleRateHz = view.getUint32(4, !isBigEndian);
  const blockAlign = view.getUint16(12, !isBigEndian);
  readableForm(name, { sampleRateHz, channels });
  const stored = blockAlign > 0 && blockAlign % channels === 0 ? (blockAlign / channels) * 8 : 0;
  // The oldest form (WAVEFORMAT) ends before the bits; FFmpeg takes it for one of 8 bits.
  const bits = body.length < 16 ? stored : view.getUint16(14, !isBigEndian);
  // Fewer bits stand at the top of whole bytes; the block align tells how many.
  const isPadded = tag === PCM && bits > 8 && (bits % 8 !== 0 || bits === 24);
  const encoding = encodingOf(tag, isPadded && stored > bits ? stored : bits);
  if (!encoding) {
    const label = OTHER_TAGS[tag] ?? (tag === PCM ? 'PCM' : tag === IEEE_FLOAT ? 'float' : `format tag ${tag}`);
    return fail(`samples must be PCM of 8, 16, 24 or 32 bits or float of 32 or 64, got ${label} of ${bits} bits`);
  }
  const align = channels * PCM_BYTES[encoding];
  if (blockAlign !== align) return fail(`block align must be ${align} bytes, got ${blockAlign}`);
  return { sampleRateHz, channels, encoding, blockAlign, ...(mask !== 0 && { channelMask: mask }) };
}

const encodingOf = (tag: number, bits: number): PcmHeader['encoding'] | undefined =>
  tag === PCM || tag === IEEE_FLOAT ? pcmEncodingOf(tag === IEEE_FLOAT, bits) : undefined;

/** The form of the samples in a WAV file. */
export interface WavForm {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly encoding: 's16le' | 's24le' | 'f32le';
}

/**
 * The bytes before the data. An unknown length, or one of 4 GiB or more, is written as 0xffffffff, which means "to the end
 * of the file" to readers, so that an interrupted recording is still a valid file.
 *
 * @param samples per channel; undefined while unknown. The header's own length does not depend on it.
 */
export function wavHeader(form: WavForm, samples?: number): Uint8Array {
  const { sampleRateHz, channels, encoding } = form;
  const sampleBytes = PCM_BYTES[encoding];
  const float = encoding === 'f32le';
  const fmtBytes = channels > 2 ? 40 : float ? 18 : 16;
  const factBytes = float ? 12 : 0;
  const length = 12 + 8 + fmtBytes + factBytes + 8;
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  const text = (at: number, value: string): void => out.set(new TextEncoder().encode(value), at);
  const dataBytes = samples === undefined ? Infinity : samples * channels * sampleBytes;
  const size = (bytes: number): number => Math.min(bytes, 0xffff_ffff);
  text(0, 'RIFF');
  view.setUint32(4, size(length - 8 + dataBytes + (dataBytes % 2 || 0)), true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, fmtBytes, true);
  const tag = float ? IEEE_FLOAT : PCM;
  view.setUint16(20, channels > 2 ? EXTENSIBLE : tag, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * channels * sampleBytes, true);
  view.setUint16(32, channels * sampleBytes, true);
  view.setUint16(34, sampleBytes * 8, true);
  if (channels > 2) {
    view.setUint16(36, 22, true);
    view.setUint16(38, sampleBytes * 8, true);
    view.setUint16(44, tag, true);
    for (let i = 0; i < 14; i++) out[46 + i] = Number.parseInt(GUID_TAIL.slice(2 * i, 2 * i + 2), 16);
  }
  const after = 20 + fmtBytes;
  if (float) {
    text(after, 'fact');
    view.setUint32(after + 4, 4, true);
    view.setUint32(after + 8, size(samples ?? Infinity), true);
  }
  text(length - 8, 'data');
  view.setUint32(length - 4, dataBytes >= 0xffff_f000 ? 0xffff_ffff : dataBytes, true);
  return out;
}

const ascii = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
const u32 = (bytes: Uint8Array, at: number, isBigEndian: boolean): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, !isBigEndian);

/** A longer list is no list of tags. */
const MAX_LIST_BYTES = 65_536;
const INFO_TAGS: Readonly<Record<string, 'title' | 'artist' | 'album'>> = {
  INAM: 'title',
  IART: 'artist',
  IPRD: 'album',
};

/** Tags of a LIST chunk of the kind INFO. */
function infoTags(list: Uint8Array, isBigEndian: boolean): AudioTags {
  if (ascii(list, 0) !== 'INFO') return {};
  const tags: { title?: string; artist?: string; album?: string } = {};
  for (let at = 4; at + 8 <= list.length; ) {
    const size = u32(list, at + 4, isBigEndian);
    const field = INFO_TAGS[ascii(list, at)];
    const text = decodeText(list.subarray(at + 8, at + 8 + size))
      .split('\0')[0]!
      .trim();
    if (field && text) tags[field] ??= text;
    at += 8 + size + (size & 1);
  }
  return tags;
}

/** The first 12 bytes for an error message: as text where all are printable, else in hex. */
export const quote = (bytes: Uint8Array): string => {
  const head = bytes.subarray(0, 12);
  const printable = head.every((b) => b >= 32 && b < 127);
  return printable
    ? JSON.stringify(String.fromCharCode(...head))
    : [...head].map((b) => b.toString(16).padStart(2, '0')).join(' ');
};
