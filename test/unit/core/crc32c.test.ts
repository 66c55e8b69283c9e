import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../src/core/crc32c.js';

const SEED = 20260722;

/** The definition, a bit at a time. */
function bitwise(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

describe('crc32c', () => {
  it('equals the vectors of RFC 3720, appendix B.4', () => {
    const ramp = Uint8Array.from({ length: 32 }, (_, i) => i);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(ramp)).toBe(0x46dd794e);
    expect(crc32c(ramp.slice().reverse())).toBe(0x113fdb5c);
    const read10 = Buffer.from(
      '01c00000000000000000000000000000140000000000040000000014000000182800000000000000' + '0200000000000000',
      'hex',
    );
    expect(crc32c(read10)).toBe(0xd9963a56);
  });

  it('equals the check value of the catalogue and 0 for no bytes', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(0))).toBe(0);
    expect(crc32c(new Uint8Array(0), 0xdeadbeef)).toBe(0xdeadbeef);
  });

  it('equals the bitwise definition at every length and alignment', () => {
    const all = Uint8Array.from({ length: 300 }, (_, i) => (i * 73 + 11) & 255);
    for (let from = 0; from < 9; from++)
      for (let length = 0; length < 70; length++) {
        const part = all.subarray(from, from + length);
        expect(crc32c(part)).toBe(bitwise(part));
      }
  });

  it('continues from an earlier result wherever the bytes are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(), (bytes, n) => {
        const cut = n % (bytes.length + 1);
        expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(crc32c(bytes));
      }),
      { seed: SEED },
    );
  });

  it('changes with any single bit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), (bytes, n) => {
        const bit = n % (8 * bytes.length);
        const flipped = bytes.slice();
        flipped[bit >> 3] ^= 1 << (bit & 7);
        expect(crc32c(flipped)).not.toBe(crc32c(bytes));
      }),
      { seed: SEED },
    );
  });

  it('refuses arguments that do not fit, naming the field', () => {
    expect(() => crc32c('abc' as unknown as Uint8Array)).toThrow(/bytes must be a Uint8Array, got string/);
    expect(() => crc32c(new Uint8Array(1), -1)).toThrow(/seed .* from 0 to 4294967295, got -1/);
    expect(() => crc32c(new Uint8Array(1), 2 ** 32)).toThrow(/seed/);
    expect(() => crc32c(new Uint8Array(1), Number.NaN)).toThrow(/seed/);
  });
});
