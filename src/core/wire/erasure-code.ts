import { requireInteger } from '../errors.js';

/** Data and parity blocks of one group at most. */
export const MAX_GROUP_BLOCKS = 16;

/** Powers and logarithms of 2 in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1. */
const EXP = new Uint8Array(510);
const LOG = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i++) {
  EXP[i] = EXP[i + 255] = x;
  LOG[x] = i;
  x = (x << 1) ^ (x & 128 ? 0x11d : 0);
}

const multiply = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : EXP[LOG[a]! + LOG[b]!]!);
const invert = (a: number): number => EXP[255 - LOG[a]!]!;

/**
 * The factor of data block `data` in parity block `parity`: a Cauchy matrix with its columns scaled so that its first row
 * is all ones. Any k of the k data and m parity blocks give the others (Blömer et al. 1995), and one parity block is an
 * XOR.
 */
function factor(parity: number, data: number): number {
  const column = MAX_GROUP_BLOCKS + data;
  return multiply(column, invert(parity ^ column));
}

/** Adds `factor` times `block` to `sum`, which is as long or longer. */
function addScaled(sum: Uint8Array, block: Uint8Array, by: number): void {
  if (by === 0) return;
  const shift = LOG[by]!;
  for (let i = 0; i < block.length; i++) if (block[i] !== 0) sum[i]! ^= EXP[LOG[block[i]!]! + shift]!;
}

/**
 * One parity block over data blocks of any lengths; shorter ones count as padded with zeros.
 *
 * @param parity number of the parity block, 0..15
 * @param blocks 1..16
 * @returns as long as the longest
 * @throws RangeError when an argument is outside its range
 */
export function parityOf(parity: number, blocks: readonly Uint8Array[]): Uint8Array {
  requireInteger('parity', parity, 0, MAX_GROUP_BLOCKS - 1);
  requireInteger('blocks.length', blocks.length, 1, MAX_GROUP_BLOCKS);
  const out = new Uint8Array(Math.max(...blocks.map((block) => block.length)));
  blocks.forEach((block, i) => {
    addScaled(out, block, factor(parity, i));
  });
  return out;
}

/**
 * The missing data blocks of a group, padded to the length of its parity.
 *
 * @param blocks [k] data blocks in order; undefined where one is missing
 * @param parities parity blocks by their number, all of one length, which no data block exceeds
 * @returns [k] with every block, those that were given as they are; null where there are fewer parity blocks than are missing
 */
export function recoverBlocks(
  blocks: readonly (Uint8Array | undefined)[],
  parities: ReadonlyMap<number, Uint8Array>,
): Uint8Array[] | null {
  const missing = blocks.flatMap((block, i) => (block ? [] : [i]));
  if (missing.length > parities.size) return null;
  const rows = [...parities].slice(0, missing.length).map(([number, parity]) => {
    const rest = new Uint8Array(parity);
    blocks.forEach((block, i) => {
      if (block) addScaled(rest, block, factor(number, i));
    });
    return { factors: missing.map((i) => factor(number, i)), rest };
  });
  // Gauss and Jordan; every square part of a Cauchy matrix can be inverted.
  for (let column = 0; column < rows.length; column++) {
    const pivot = rows.findIndex((row, i) => i >= column && row.factors[column] !== 0);
    if (pivot < 0) return null;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const own = rows[column]!;
    const scale = invert(own.factors[column]!);
    own.factors = own.factors.map((value) => multiply(value, scale));
    const scaled = new Uint8Array(own.rest.length);
    addScaled(scaled, own.rest, scale);
    own.rest = scaled;
    rows.forEach((row, i) => {
      const by = row.factors[column]!;
      if (i === column || by === 0) return;
      row.factors = row.factors.map((value, j) => value ^ multiply(by, own.factors[j]!));
      addScaled(row.rest, own.rest, by);
    });
  }
  const out = [...blocks];
  missing.forEach((index, i) => {
    out[index] = rows[i]!.rest;
  });
  return out as Uint8Array[];
}
