import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendIndex } from '../../../../src/core/wire/sequence.js';

const M = 2 ** 24;

describe('extendIndex', () => {
  it.each([
    // short, modulus, reference, index
    [0, 16, 0, 0],
    [5, 16, 0, 5],
    [15, 16, 0, 15],
    [15, 16, 3, 15],
    [15, 16, 16, 15],
    [0, 16, 15, 16],
    [1, 16, 15, 17],
    [15, 16, 17, 15],
    [8, 16, 16, 24],
    [9, 16, 16, 9],
    [0, 16, 24, 32],
    [0, 16, 23, 16],
    [M - 1, M, M, M - 1],
    [0, M, M - 1, M],
    [3, M, 5 * M - 2, 5 * M + 3],
    [M - 3, M, 5 * M + 2, 5 * M - 3],
    [0, 1, 77, 77],
  ])('extends %i mod %i near %i to %i', (short, modulus, reference, index) => {
    expect(extendIndex(short, modulus, reference)).toBe(index);
  });

  it('stays an exact integer at the end of the safe range', () => {
    const index = extendIndex(0, M, Number.MAX_SAFE_INTEGER);
    expect(Number.isSafeInteger(index)).toBe(true);
    expect(index % M).toBe(0);
  });

  it('finds every index that lies less than half a modulus from the reference', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 48), fc.integer({ min: -M / 2 + 1, max: M / 2 }), (reference, distance) => {
        const index = reference + distance;
        fc.pre(index >= 0);
        expect(extendIndex(index % M, M, reference)).toBe(index);
      }),
      { seed: 5, numRuns: 2000 },
    );
  });

  it('refuses arguments outside their range by name', () => {
    expect(() => extendIndex(16, 16, 0)).toThrow(/short must be an integer from 0 to 15, got 16/);
    expect(() => extendIndex(0, 16, -1)).toThrow(/reference/);
    expect(() => extendIndex(0, 0, 0)).toThrow(/modulus/);
  });
});
