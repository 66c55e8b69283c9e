import { describe, expect, it } from 'vitest';
import { toHalf } from '../../../../src/core/dsp/half-float.js';
import { lowbias32 } from '../../../../src/core/dsp/noise.js';
import { halfOfSingle } from '../../../../src/node/import/oobleck-weights.js';

const SEED = 7;

describe(`halves of weights (seed ${SEED})`, () => {
  it('are those of the general conversion, bit for bit', () => {
    const single = new Float32Array(1);
    const bits = new Uint32Array(single.buffer);
    const wrong: string[] = [];
    const check = (value: number): void => {
      bits[0] = value;
      if (Number.isNaN(single[0]!)) return;
      if (halfOfSingle(value) !== toHalf(single[0]!)) wrong.push(value.toString(16));
    };
    for (let i = 0; i < 200_000; i++) check(lowbias32(SEED + i));
    // Every exponent, at ties and one beside them.
    for (let exponent = 0; exponent < 256; exponent++)
      for (const low of [0, 1, 0xfff, 0x1000, 0x1001, 0x2000, 0x3000, 0x7fffff, 0x400000, 0x7ff000, 0x7fefff])
        for (const sign of [0, 0x80000000]) check((sign | (exponent << 23) | low) >>> 0);
    expect(wrong).toEqual([]);
  });
});
