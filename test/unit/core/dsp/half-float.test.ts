import { expect, it } from 'vitest';
import { fromHalf, toHalf } from '../../../../src/core/dsp/half-float.js';

it('every half float is converted to float32 and back unchanged', () => {
  for (let bits = 0; bits < 65536; bits++) {
    const isNan = (bits & 0x7c00) === 0x7c00 && (bits & 1023) !== 0;
    if (!isNan && toHalf(fromHalf(bits)) !== bits) throw new Error(`${bits} became ${toHalf(fromHalf(bits))}`);
  }
  expect(fromHalf(toHalf(Number.NaN))).toBeNaN();
});

it.each([
  [1, 0x3c00],
  [-2, 0xc000],
  [65504, 0x7bff],
  [65519, 0x7bff],
  [65520, 0x7c00],
  [Number.NEGATIVE_INFINITY, 0xfc00],
  [2 ** -24, 1],
  [2 ** -25, 0],
  [2 ** -25 * 1.01, 1],
  [2 ** -14, 0x0400],
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
  [2 - 2 ** -11, 0x4000],
])('%d rounds to the bits %i', (value, bits) => {
  expect(toHalf(value)).toBe(bits);
});
