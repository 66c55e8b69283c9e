import type { ByteReader } from './byte-reader.js';
import { startsFile, startsMp3 } from './file-start.js';
import { latin1 } from './latin1.js';
import type { StreamInfo } from './ogg-info.js';

/** A FLAC frame whose checksum is right. */
export interface FlacFrame {
  readonly bytes: Uint8Array;
  /** Index of its first sample as its header states it. */
  readonly firstSample: number;
  readonly samples: number;
}

/** What a frame's header states. */
export interface FlacFrameHeader {
  readonly firstSample: number;
  readonly samples: number;
  /** Channels less 1, or how two channels are stored as one and a difference (RFC 9639 §9.1.3). */
  readonly assignment: number;
  /** Length of the header, its checksum included. */
  readonly headerBytes: number;
}

const CRC8 = Uint8Array.from({ length: 256 }, (_, i) => {
  let r = i;
  for (let bit = 0; bit < 8; bit++) r = r & 0x80 ? (r << 1) ^ 0x07 : r << 1;
  return r;
});
const CRC16 = Uint16Array.from({ length: 256 }, (_, i) => {
  let r = i << 8;
  for (let bit = 0; bit < 8; bit++) r = r & 0x8000 ? (r << 1) ^ 0x8005 : r << 1;
  return r;
});

/** Bytes that are searched for the next frame at a time. */
const WINDOW_BYTES = 2 ** 16;
const MAX_HEADER_BYTES = 16;
/** Header of 6, a subframe of 2, checksum of 2. */
const MIN_FRAME_BYTES = 10;

/** The frame header at `at` (RFC 9639 §9.1) of a stream of that form; undefined where there is none. */
export function parseFlacHeader(bytes: Uint8Array, at: number, info: StreamInfo): FlacFrameHeader | undefined {
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf8 || at + 6 > bytes.length) return undefined;
  const sizeCode = bytes[at + 2]! >> 4;
  const rateCode = bytes[at + 2]! & 15;
  const assignment = bytes[at + 3]! >> 4;
  if (sizeCode === 0 || rateCode === 15 || assignment > 10 || bytes[at + 3]! & 1) return undefined;
  if ((assignment < 8 ? assignment + 1 : 2) !== info.channels) return undefined;
  let next = at + 4;
  const lead = bytes[next++]!;
  const more = lead < 0x80 ? 0 : Math.clz32(~(lead << 24)) - 1;
  if (lead >= 0x80 && (more < 1 || more > 6)) return undefined;
  let number = more === 0 ? lead : lead & (0x3f >> more);
  for (let i = 0; i < more; i++) {
    if ((bytes[next]! & 0xc0) !== 0x80) return undefined;
    number = number * 64 + (bytes[next++]! & 0x3f);
  }
  let samples = sizeCode === 1 ? 192 : sizeCode < 6 ? 576 << (sizeCode - 2) : 256 << (sizeCode - 8);
  if (sizeCode === 6) samples = bytes[next++]! + 1;
  if (sizeCode === 7) {
    samples = ((bytes[next]! << 8) | bytes[next + 1]!) + 1;
    next += 2;
  }
  next += rateCode === 12 ? 1 : rateCode > 12 ? 2 : 0;
  if (next >= bytes.length) return undefined;
  let crc = 0;
  for (let i = at; i < next; i++) crc = CRC8[crc ^ bytes[i]!]!;
  if (crc !== bytes[next]) return undefined;
  const isVariable = (bytes[at + 1]! & 1) !== 0;
  const firstSample = isVariable ? number : number * info.maxBlockSamples;
  return { firstSample, samples, assignment, headerBytes: next + 1 - at };
}

/** Bytes that no frame needs: samples as they are, of one bit more for the difference of two channels, twice. */
const maxFrameBytes = ({ channels, bitsPerSample }: StreamInfo, samples: number): number =>
  64 + Math.ceil((samples * channels * (bitsPerSample + 1)) / 4);

/**
 * The intact frames of a FLAC stream, whose reader is behind its metadata; what is damaged is skipped. At the end come the
 * bytes behind the last frame that are neither frame nor tag.
 *
 * @param isFrame whether bytes that end with a right checksum are a whole frame: a checksum is right by chance, too
 */
export async function* flacFrames(
  reader: ByteReader,
  info: StreamInfo,
  isFrame: (bytes: Uint8Array, samples: number) => Promise<boolean>,
): AsyncGenerator<FlacFrame | { readonly lostBytes: number }> {
  let lostBytes = 0;
  for (;;) {
    const head = await reader.peek(MAX_HEADER_BYTES);
    if (head.length < MIN_FRAME_BYTES || isEnding(head, 0)) break;
    const header = parseFlacHeader(head, 0, info);
    if (!header && lostBytes === 0 && head[0] === 0xff && (await startsMp3(reader))) return;
    const window = header ? maxFrameBytes(info, header.samples) + MAX_HEADER_BYTES : WINDOW_BYTES;
    const bytes = await reader.peek(window);
    const isEnd = bytes.length < window;
    let length = 0;
    if (header) {
      const { sure, possible } = frameEnds(bytes, info, isEnd);
      length = sure;
      for (const end of possible)
        if (length === 0 && (await isFrame(bytes.slice(0, end), header.samples))) length = end;
    }
    if (header && length > 0) {
      const frame = bytes.slice(0, length);
      await reader.skip(length);
      lostBytes = 0;
      yield { bytes: frame, ...header };
      continue;
    }
    let next = 1;
    while (next < bytes.length && !parseFlacHeader(bytes, next, info) && !isStream(bytes, next)) next++;
    const skipped = next < bytes.length || isEnd ? next : bytes.length - MAX_HEADER_BYTES;
    lostBytes += skipped;
    await reader.skip(skipped);
  }
  if (lostBytes > 0) yield { lostBytes };
}

/**
 * Where the frame at the start of `bytes` ends: surely, with a right checksum before another header or the end; else, where
 * it is damaged or what follows it is, wherever the checksum is right.
 */
export function frameEnds(
  bytes: Uint8Array,
  info: StreamInfo,
  isEnd: boolean,
): { sure: number; possible: readonly number[] } {
  let crc = 0;
  const possible: number[] = [];
  let headers = 0;
  for (let i = 0; i < bytes.length; i++) {
    crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ bytes[i]!]!;
    const next = i + 1;
    if (next < MIN_FRAME_BYTES) continue;
    const isHeader = bytes[next] === 0xff && parseFlacHeader(bytes, next, info) !== undefined;
    if (crc === 0 && (isHeader || ((isEnd || next < bytes.length) && isEnding(bytes, next))))
      return { sure: next, possible: [] };
    if (crc === 0) possible.push(next);
    // Chance makes a header of noise at times, but hardly two.
    if (isHeader && ++headers >= 3) break;
  }
  return { sure: 0, possible };
}

const isStream = (bytes: Uint8Array, at: number): boolean => latin1(bytes, at, 4) === 'fLaC';
/** Whether a file ends at `at`, or only a tag or another stream follows. */
const isEnding = (bytes: Uint8Array, at: number): boolean =>
  at >= bytes.length ||
  ENDINGS.includes(latin1(bytes, at, 4)) ||
  latin1(bytes, at, 3) === 'TAG' ||
  latin1(bytes, at, 11) === 'LYRICSBEGIN' ||
  startsFile(bytes, at) !== undefined;
const ENDINGS = ['APET', 'ID3\x02', 'ID3\x03', 'ID3\x04', 'fLaC'];
