import { describe, expect, it } from 'vitest';
import { parityOf, recoverBlocks } from '../../../../src/core/wire/erasure-code.js';
import { randomBytes, xorshift } from '../../../fuzz/random-bytes.js';

const SEED = 20261128;

describe('erasure code', () => {
  it('first parity is an XOR', () => {
    expect(parityOf(0, [Uint8Array.of(1, 2, 3), Uint8Array.of(255, 1)])).toEqual(Uint8Array.of(254, 3, 3));
  });

  it(`gives back any blocks of which no more are missing than there are parities (seed ${SEED})`, () => {
    const random = xorshift(SEED);
    for (let round = 0; round < 400; round++) {
      const k = 1 + (random() % 16);
      const m = 1 + (random() % 16);
      const blocks = Array.from({ length: k }, () => randomBytes(random, 1 + (random() % 20)));
      const length = Math.max(...blocks.map((block) => block.length));
      const parities = Array.from({ length: m }, (_, j) => [j, parityOf(j, blocks)] as const);
      const keeps = <T>(list: readonly T[], n: number): T[] =>
        [...list]
          .map((item) => [random(), item] as const)
          .sort((a, b) => a[0] - b[0])
          .slice(0, n)
          .map(([, item]) => item);
      const lost = new Set(
        keeps(
          blocks.map((_, i) => i),
          random() % (k + 1),
        ),
      );
      const arrived = new Map(keeps(parities, random() % (m + 1)));
      const given = blocks.map((block, i) => (lost.has(i) ? undefined : block));
      const all = recoverBlocks(given, arrived);
      if (lost.size > arrived.size) expect(all).toBe(null);
      else
        blocks.forEach((block, i) => {
          const padded = new Uint8Array(lost.has(i) ? length : block.length);
          padded.set(block);
          expect(all![i]).toEqual(padded);
        });
    }
  });

  it('names what is outside its range', () => {
    expect(() => parityOf(16, [new Uint8Array(1)])).toThrow('parity must be an integer from 0 to 15, got 16');
    expect(() => parityOf(0, [])).toThrow('blocks.length must be an integer from 1 to 16, got 0');
  });
});
