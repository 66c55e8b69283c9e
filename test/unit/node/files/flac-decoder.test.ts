import { describe, expect, it } from 'vitest';
import { decodeFlacFrame } from '../../../../src/node/files/flac-decoder.js';
import type { StreamInfo } from '../../../../src/node/files/ogg-info.js';

/** Bits as text → a frame with its checksums: of the header by its polynomial 0x07, of the whole by 0x8005. */
function frame(headerBytes: readonly number[], bits: string): Uint8Array {
  const header = [...headerBytes, crc(headerBytes, 8, 0x07)];
  const body = (bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? []).map((byte) =>
    Number.parseInt(byte, 2),
  );
  const whole = [...header, ...body];
  const check = crc(whole, 16, 0x8005);
  return Uint8Array.from([...whole, check >> 8, check & 255]);
}

function crc(bytes: readonly number[], width: 8 | 16, polynomial: number): number {
  let r = 0;
  for (const byte of bytes) {
    r ^= byte << (width - 8);
    for (let i = 0; i < 8; i++) r = r & (1 << (width - 1)) ? (r << 1) ^ polynomial : r << 1;
    r &= 2 ** width - 1;
  }
  return r;
}

const signed = (value: number, width: number): string =>
  (value < 0 ? value + 2 ** width : value).toString(2).padStart(width, '0');

/** A Rice code of parameter 2. */
const rice = (value: number): string => {
  const folded = value < 0 ? -2 * value - 1 : 2 * value;
  return `${'0'.repeat(folded >> 2)}1${(folded & 3).toString(2).padStart(2, '0')}`;
};

const VERBATIM = '0'.concat('000001', '0');
const info = (bitsPerSample: number, channels: number): StreamInfo => ({
  sampleRateHz: 44_100,
  channels,
  totalSamples: 0,
  bitsPerSample,
  maxBlockSamples: 16,
});
/** Of a block of `samples`, whose number of bits is that of the stream. */
const head = (samples: number, assignment: number): number[] => [0xff, 0xf8, 0x60, assignment << 4, 0, samples - 1];

describe('a FLAC frame', () => {
  it.each([4, 5, 12, 20, 31, 32])('of %i bits is read exactly, samples as they are', (bits) => {
    const max = 2 ** (bits - 1) - 1;
    const values = [0, 1, -1, max, -max - 1, Math.floor(max / 3)];
    const [plane] = decodeFlacFrame(
      frame(head(6, 0), VERBATIM + values.map((value) => signed(value, bits)).join('')),
      info(bits, 1),
    );
    expect([...plane!]).toEqual(values.map((value) => Math.fround(value / 2 ** (bits - 1))));
  });

  it.each([
    ['left and difference', 8, (l: number, r: number) => [l, l - r]],
    ['difference and right', 9, (l: number, r: number) => [l - r, r]],
    ['mean and difference', 10, (l: number, r: number) => [Math.floor((l + r) / 2), l - r]],
  ] as const)('of 32 bits as %s, which needs 33', (_, assignment, stored) => {
    const left = [2 ** 31 - 1, -(2 ** 31), 5, -7];
    const right = [-(2 ** 31), 2 ** 31 - 1, -4, -8];
    const side = assignment === 9 ? 0 : 1;
    const body = [0, 1].map(
      (c) => VERBATIM + left.map((l, i) => signed(stored(l, right[i]!)[c]!, c === side ? 33 : 32)).join(''),
    );
    const planes = decodeFlacFrame(frame(head(4, assignment), body.join('')), info(32, 2));
    expect(planes.map((plane) => [...plane])).toEqual(
      [left, right].map((values) => values.map((value) => Math.fround(value / 2 ** 31))),
    );
  });

  it('with a predictor, Rice codes in partitions, a partition without codes and wasted bits', () => {
    // A fixed predictor of order 1, one bit wasted; two partitions: Rice of parameter 2, and raw values of 3 bits.
    const first = 5;
    const differences = [3, -2, 7, 1, -3, 2, 0];
    const codes = differences.slice(0, 3).map(rice).join('');
    const raw = differences
      .slice(3)
      .map((value) => signed(value, 3))
      .join('');
    const body = `0${'001001'}1${'1'}${signed(first, 11)}00${'0001'}0010${codes}1111${'00011'}${raw}`;
    let value = first;
    const wanted = [first, ...differences.map((difference) => (value += difference))].map((v) => (v * 2) / 2048);
    const [plane] = decodeFlacFrame(frame(head(8, 0), body), info(12, 1));
    expect([...plane!]).toEqual(wanted.map(Math.fround));
  });

  it('that ends early, or whose header is damaged, is none', () => {
    const whole = frame(head(6, 0), VERBATIM + signed(3, 32).repeat(6));
    expect(decodeFlacFrame(whole.subarray(0, 15), info(32, 1))).toEqual([]);
    whole[5]! ^= 1;
    expect(decodeFlacFrame(whole, info(32, 1))).toEqual([]);
  });
});
