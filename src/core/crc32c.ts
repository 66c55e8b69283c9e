import { requireBytes } from './buffers.js';
import { requireInteger } from './errors.js';

/** Castagnoli's polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78;

/** TABLES[256 · k + b]: the remainder of byte b followed by k zero bytes, for slicing by eight (Kounavis and Berry). */
const TABLES = buildTables();

function buildTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let b = 0; b < 256; b++) {
    let crc = b;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    tables[b] = crc;
  }
  for (let i = 256; i < tables.length; i++) tables[i] = (tables[i - 256]! >>> 8) ^ tables[tables[i - 256]! & 255]!;
  return tables;
}

/**
 * CRC-32C (RFC 3720, appendix B.4) of `bytes`, as an unsigned 32-bit number.
 *
 * @param seed 0 to start, or the result of an earlier call to continue from: crc32c(ab) = crc32c(b, crc32c(a))
 * @throws TypeError or RangeError when an argument does not fit
 */
export function crc32c(bytes: Uint8Array, seed = 0): number {
  requireCrcArguments(bytes, seed);
  const t = TABLES;
  const n = bytes.length;
  let crc = ~seed;
  let i = 0;
  for (const end = n - 7; i < end; i += 8) {
    crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    crc =
      t[1792 + (crc & 255)]! ^
      t[1536 + ((crc >>> 8) & 255)]! ^
      t[1280 + ((crc >>> 16) & 255)]! ^
      t[1024 + (crc >>> 24)]! ^
      t[768 + bytes[i + 4]!]! ^
      t[512 + bytes[i + 5]!]! ^
      t[256 + bytes[i + 6]!]! ^
      t[bytes[i + 7]!]!;
  }
  for (; i < n; i++) crc = (crc >>> 8) ^ t[(crc ^ bytes[i]!) & 255]!;
  return ~crc >>> 0;
}

/**
 * The `seed` with which `bytes` have this CRC: crc32c(bytes, crc32cSeed(bytes, crc)) = crc.
 *
 * @throws TypeError or RangeError when an argument does not fit
 */
export function crc32cSeed(bytes: Uint8Array, crc: number): number {
  requireCrcArguments(bytes, crc);
  let state = ~crc;
  for (let i = bytes.length - 1; i >= 0; i--) {
    const at = INVERSE[state >>> 24]!;
    state = ((state ^ TABLES[at]!) << 8) | (at ^ bytes[i]!);
  }
  return ~state >>> 0;
}

/** INVERSE[high byte of a remainder] is the byte whose remainder it is: no two have the same. */
const INVERSE = Uint8Array.from({ length: 256 }, (_, high) => {
  for (let b = 0; b < 256; b++) if (TABLES[b]! >>> 24 === high) return b;
  return 0;
});

/** @throws TypeError or RangeError naming the argument that is wrong */
export function requireCrcArguments(bytes: Uint8Array, seed: number): void {
  requireBytes('bytes', bytes);
  requireInteger('seed', seed, 0, 0xffffffff);
}
