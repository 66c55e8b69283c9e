import type { ByteReader } from './byte-reader.js';
import type { StreamInfo } from './ogg-info.js';

/** A FLAC frame whose checksum is right, or what follows the last one. */
export interface FlacFrame {
  readonly bytes: Uint8Array;
  /** Index of its first sample as its header states it. */
  readonly firstSample: number;
  readonly samples: number;
}

interface FrameHeader {
  readonly firstSample: number;
  readonly samples: number;
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

/** Bytes that are searched for the next frame at a time; a frame is shorter but of the most samples and channels. */
const WINDOW_BYTES = 2 ** 17;
const MAX_HEADER_BYTES = 16;

/** The frame header at `at` (RFC 9639 §9.1) of a stream of that form; undefined where there is none. */
export function parseFlacHeader(bytes: Uint8Array, at: number, info: StreamInfo): FrameHeader | undefined {
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
  return { firstSample: isVariable ? number : number * info.maxBlockSamples, samples };
}

/** The intact frames of a FLAC stream, whose reader is behind its metadata; damaged ones are skipped. */
export async function* flacFrames(reader: ByteReader, info: StreamInfo): AsyncGenerator<FlacFrame> {
  let window = WINDOW_BYTES;
  for (;;) {
    const bytes = await reader.peek(window);
    if (bytes.length < MAX_HEADER_BYTES) return;
    const isEnd = bytes.length < window;
    const header = parseFlacHeader(bytes, 0, info);
    const length = header ? frameBytes(bytes, info, isEnd) : 0;
    if (header && length > 0) {
      const frame = bytes.slice(0, length);
      await reader.skip(length);
      yield { bytes: frame, ...header };
      window = WINDOW_BYTES;
      continue;
    }
    // A frame may be longer than the window: 8 channels of 65,535 samples of 32 bits.
    if (header && !isEnd && window < 2 ** 22 && length === 0) {
      window *= 2;
      continue;
    }
    window = WINDOW_BYTES;
    let next = 1;
    while (next < bytes.length && !parseFlacHeader(bytes, next, info)) next++;
    await reader.skip(next < bytes.length || isEnd ? next : bytes.length - MAX_HEADER_BYTES);
  }
}

/**
 * Length of the frame at the start of `bytes`: up to where its checksum is right and another header, or the end, follows.
 * 0 where that is not found; −1 where another frame begins first, so that this one is damaged.
 */
function frameBytes(bytes: Uint8Array, info: StreamInfo, isEnd: boolean): number {
  let crc = 0;
  let atEnd = 0;
  let headers = 0;
  for (let i = 0; i < bytes.length; i++) {
    crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ bytes[i]!]!;
    const next = i + 1;
    if (i < 8) continue;
    const isHeader = bytes[next] === 0xff && parseFlacHeader(bytes, next, info) !== undefined;
    if (crc === 0 && (isHeader || (isEnd && isEnding(bytes, next)))) return next;
    if (crc === 0 && atEnd === 0) atEnd = next;
    // Chance makes a header of noise at times, but hardly two.
    if (isHeader && ++headers >= 3) return -1;
  }
  return isEnd ? atEnd : 0;
}

/** Whether a file ends at `at`, or only a tag or another stream follows. */
const isEnding = (bytes: Uint8Array, at: number): boolean =>
  at >= bytes.length || ['TAG', 'APE', 'ID3', 'fLa'].includes(String.fromCharCode(...bytes.subarray(at, at + 3)));
