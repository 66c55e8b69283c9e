import { crc32c, crc32cSeed } from '../crc32c.js';

/**
 * What follows the header of an `.lc` file: blocks, then one trailer. Big endian:
 *
 *     block    0x42 "B" | frames − 1 | planes × frames × bytesPerFramePlane | spatial parameters, if flagged | CRC-32C
 *     packed   0x50 "P" | frames − 1 | bytes that follow before the CRC (3 bytes) | packed payload | CRC-32C
 *     pause    0x53 "S" | frames (4 bytes) | noise level | n | n reflection coefficients | CRC-32C
 *     trailer  0x45 "E" | samples at the codec's rate (6 bytes) | samples of the original, 0 = unknown (6) | CRC-32C
 *
 * The CRC covers the index of the record's first frame (8 bytes, not in the file), then the record. An intact record in the
 * wrong place therefore fails the check, and after a damaged block the CRC of the next one confirms its frame index.
 */
export const LC_BLOCK = 0x42;
/** First byte of the trailer, the last record of a complete file. */
export const LC_TRAILER = 0x45;
/** A block whose payload is packed (`packed-block.ts`); only in files whose header allows it. */
export const LC_PACKED_BLOCK = 0x50;
/** Frames without audio, and the noise to play in their place; only in files whose header allows it. */
export const LC_PAUSE = 0x53;
/** Type, frame count, noise level and number of coefficients of a pause. */
export const LC_PAUSE_HEADER_BYTES = 7;
/** Most frames in one pause: its count has four bytes. */
export const LC_MAX_PAUSE_FRAMES = 2 ** 32 - 1;
/** Type, frame count and length before a packed block's payload. */
export const LC_PACKED_HEADER_BYTES = 5;
/** Most latent frames in one block: its count is one byte, frames − 1. */
export const LC_BLOCK_FRAMES = 256;
/** Type and frame count before a block's payload. */
export const LC_BLOCK_HEADER_BYTES = 2;
/** Length of the CRC-32C at the end of every record and of the header. */
export const LC_CRC_BYTES = 4;
/** Length of the trailer: type, two sample counts of 6 bytes, CRC. */
export const LC_TRAILER_BYTES = 17;
/** Largest sample count that six bytes hold. */
export const LC_MAX_SAMPLES = 2 ** 48 - 1;

/** Length of a plain block; `frameBytes` = planes × bytesPerFramePlane, plus 1 with spatial parameters. */
export const lcBlockBytes = (frames: number, frameBytes: number): number =>
  LC_BLOCK_HEADER_BYTES + frames * frameBytes + LC_CRC_BYTES;

/** CRC-32C of a record without its last four bytes. */
export function lcRecordCrc(record: Uint8Array, firstFrame: number): number {
  const index = new Uint8Array(8);
  const view = new DataView(index.buffer);
  view.setUint32(0, Math.floor(firstFrame / 2 ** 32));
  view.setUint32(4, firstFrame % 2 ** 32);
  return crc32c(record, crc32c(index));
}

/** Writes the CRC into the last four bytes of `record`; returns the record. */
export function sealLcRecord(record: Uint8Array, firstFrame: number): Uint8Array {
  const crc = lcRecordCrc(record.subarray(0, record.length - LC_CRC_BYTES), firstFrame);
  new DataView(record.buffer, record.byteOffset).setUint32(record.length - LC_CRC_BYTES, crc);
  return record;
}

/** Whether `bytes` holds a whole, intact record of `length` bytes at `offset`. */
export function isLcRecord(bytes: Uint8Array, offset: number, length: number, firstFrame: number): boolean {
  if (offset + length > bytes.length) return false;
  const body = bytes.subarray(offset, offset + length - LC_CRC_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return lcRecordCrc(body, firstFrame) === view.getUint32(offset + length - LC_CRC_BYTES);
}

/**
 * Index of the first frame with which the record of `length` bytes at `offset` is intact: its checksum covers the index. Any
 * bytes have one; only a following record that continues it shows that they are a record.
 *
 * @returns 0..2^32 − 1: files of more frames, six years, have records that are not found
 */
export function lcRecordFrame(bytes: Uint8Array, offset: number, length: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = offset + length - LC_CRC_BYTES;
  const ofIndex = crc32cSeed(bytes.subarray(offset, end), view.getUint32(end));
  // The remainder of four zero bytes before the low half of the index, and what that half must have turned it into.
  const ofHigh = crc32c(new Uint8Array(4));
  const low = ~crc32cSeed(new Uint8Array(4), ofIndex) ^ ~ofHigh;
  return ((low << 24) | ((low & 0xff00) << 8) | ((low >>> 8) & 0xff00) | (low >>> 24)) >>> 0;
}
