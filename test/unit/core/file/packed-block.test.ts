import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowbias32 } from '../../../../src/core/dsp/noise.js';
import { packBlock, unpackBlock } from '../../../../src/core/file/packed-block.js';
import { BitModels, RangeDecoder, RangeEncoder } from '../../../../src/core/file/range-coder.js';
import { anyPayload, BLOCK_SHAPE } from '../../../support/payload.js';

const SEED = 5;

/** Bits with `ones` ones in 256 on average, by a hash. */
const biased = (length: number, ones: number, seed = SEED): number[] =>
  Array.from({ length }, (_, i) => ((lowbias32(seed * 1e6 + i) & 255) < ones ? 1 : 0));

function roundTrip(bits: readonly number[], contexts: (i: number) => number): { back: number[]; bytes: Uint8Array } {
  const models = new BitModels(8);
  const encoder = new RangeEncoder();
  bits.forEach((bit, i) => {
    encoder.encode(bit, models, contexts(i));
  });
  const bytes = encoder.finish();
  const decoder = new RangeDecoder(bytes);
  const fresh = new BitModels(8);
  return { back: bits.map((_, i) => decoder.decode(fresh, contexts(i))), bytes };
}

describe(`the range coder (seed ${SEED})`, () => {
  it('decodes any bits as they were encoded', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 500 }), (bits) => {
        expect(roundTrip(bits, (i) => i % 8).back).toEqual(bits);
      }),
      { seed: SEED, numRuns: 100, endOnFailure: true },
    );
  });

  it.each([0, 1, 13, 128, 243, 255, 256])('encodes bits of which %i in 256 are ones near their entropy', (ones) => {
    const bits = biased(100_000, ones);
    const { back, bytes } = roundTrip(bits, () => 0);
    expect(back).toEqual(bits);
    const p = bits.reduce((sum, b) => sum + b, 0) / bits.length;
    const entropy = p === 0 || p === 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);
    expect((bytes.length * 8) / bits.length).toBeLessThan(entropy + 0.025);
  });

  it('carries through long rows of 0xff', () => {
    // Rare symbols against a high probability raise the lower bound repeatedly.
    for (let seed = 0; seed < 200; seed++) {
      const bits = [...biased(300, 250, seed), ...biased(300, 3, seed + 1), ...biased(300, 254, seed + 2)];
      expect(roundTrip(bits, (i) => i % 3).back).toEqual(bits);
    }
  });

  it('decodes any bytes to some bits', () => {
    for (const bytes of [Uint8Array.of(), Uint8Array.of(255, 255, 255, 255, 255), Uint8Array.of(1)]) {
      const decoder = new RangeDecoder(bytes);
      const models = new BitModels(1);
      for (let i = 0; i < 1000; i++) expect([0, 1]).toContain(decoder.decode(models, 0));
    }
  });

  it('writes its frozen bytes', () => {
    const bits = biased(64, 60);
    expect(Buffer.from(roundTrip(bits, (i) => i % 2).bytes).toString('hex')).toBe('4c0cd5f40fab43a3');
  });
});

describe(`packed blocks (seed ${SEED})`, () => {
  it('are unpacked to any payload', () => {
    fc.assert(
      fc.property(...BLOCK_SHAPE, (frames, latentSize, planes, seed) => {
        const payload = anyPayload(frames, latentSize, planes, seed);
        expect(unpackBlock(packBlock(payload, frames, latentSize, planes), frames, latentSize, planes)).toEqual(
          payload,
        );
      }),
      { seed: SEED, numRuns: 60, endOnFailure: true },
    );
  });

  it('are hardly longer than noise and far shorter than what repeats', () => {
    const noise = Uint8Array.from({ length: 256 * 8 }, (_, i) => lowbias32(i));
    expect(packBlock(noise, 256, 64, 1).length).toBeLessThan(1.06 * noise.length);
    const still = Uint8Array.from({ length: 256 * 8 }, (_, i) => lowbias32(i % 8));
    expect(packBlock(still, 256, 64, 1).length).toBeLessThan(0.12 * still.length);
  });
});
