import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  denormalize,
  dequantize,
  type LatentNormalizer,
  MAX_NORMALIZED,
  normalize,
  quantize,
  validateNormalizer,
} from '../../../../src/core/latent/quantizer.js';

const SEED = 20260722;

/** Latents of one frame → symbols. */
function symbolsOf(values: readonly number[], bits: number): number[] {
  const symbols = new Uint8Array(values.length);
  quantize(Float32Array.from(values), 1, values.length, bits, symbols);
  return [...symbols];
}

const block = fc
  .record({ frames: fc.integer({ min: 0, max: 9 }), channels: fc.integer({ min: 1, max: 70 }) })
  .chain(({ frames, channels }) =>
    fc.record({
      frames: fc.constant(frames),
      channels: fc.constant(channels),
      bits: fc.integer({ min: 1, max: 8 }),
      latents: fc.float32Array({ minLength: frames * channels, maxLength: frames * channels }),
    }),
  );

describe('quantize', () => {
  it('divides (−1, 1) into 2^bits equal intervals, closed below', () => {
    expect(symbolsOf([-0.99, -0.01, 0, 0.01, 0.99], 1)).toEqual([0, 0, 1, 1, 1]);
    expect(symbolsOf([-0.99, -0.5, -0.49, 0, 0.49, 0.5, 0.99], 2)).toEqual([0, 1, 1, 2, 2, 3, 3]);
    for (let bits = 1; bits <= 8; bits++) {
      const levels = 2 ** bits;
      const lower = Array.from({ length: levels }, (_, s) => (2 * s) / levels - 1);
      expect(symbolsOf(lower, bits)).toEqual(Array.from({ length: levels }, (_, s) => s));
    }
  });

  it('maps NaN to the symbol of 0 and clamps values outside', () => {
    for (let bits = 1; bits <= 8; bits++) {
      const top = 2 ** bits - 1;
      const values = [Number.NaN, 0, -0, 1, -1, 1e30, -1e30, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      const half = 2 ** (bits - 1);
      expect(symbolsOf(values, bits)).toEqual([half, half, half, top, 0, top, 0, top, 0]);
    }
  });

  it('is nested: the top bits of an 8-bit symbol are the symbol of fewer bits', () => {
    fc.assert(
      fc.property(block, ({ latents, frames, channels, bits }) => {
        const few = new Uint8Array(latents.length);
        const many = new Uint8Array(latents.length);
        quantize(latents, frames, channels, bits, few);
        quantize(latents, frames, channels, 8, many);
        expect([...few]).toEqual([...many].map((s) => s >> (8 - bits)));
      }),
      { seed: SEED },
    );
  });

  it('turns channel-major latents into frame-major symbols', () => {
    const symbols = new Uint8Array(6);
    // Two channels of three frames.
    quantize(Float32Array.of(-0.9, 0.9, -0.9, 0.9, 0.9, -0.9), 3, 2, 1, symbols);
    expect([...symbols]).toEqual([0, 1, 1, 1, 0, 0]);
  });

  it('leaves alone what lies behind the block in a longer buffer', () => {
    const symbols = new Uint8Array(4).fill(9);
    quantize(new Float32Array(8), 1, 2, 1, symbols);
    expect([...symbols]).toEqual([1, 1, 9, 9]);
  });

  it('refuses arguments that do not fit, naming the field', () => {
    const f = new Float32Array(4);
    const b = new Uint8Array(4);
    expect(() => quantize(f, 2, 2, 0, b)).toThrow(/bits .* from 1 to 8, got 0/);
    expect(() => quantize(f, 2, 2, 9, b)).toThrow(/bits .* from 1 to 8, got 9/);
    expect(() => quantize(f, 2, 3, 1, b)).toThrow(/latents\.length/);
    expect(() => quantize(f, 2, 2, 1, b.subarray(1))).toThrow(/symbols\.length/);
    expect(() => quantize(f, -1, 2, 1, b)).toThrow(/frames/);
    expect(() => quantize(f, 1.5, 2, 1, b)).toThrow(/frames/);
    expect(() => quantize(f, 2, 0, 1, b)).toThrow(/channels/);
    expect(() => quantize(b as unknown as Float32Array, 2, 2, 1, b)).toThrow(TypeError);
    expect(() => quantize(f, 2, 2, 1, f as unknown as Uint8Array)).toThrow(TypeError);
  });
});

describe('dequantize', () => {
  it('returns the midpoint of every interval exactly', () => {
    for (let bits = 1; bits <= 8; bits++) {
      const levels = 2 ** bits;
      const latents = new Float32Array(levels);
      dequantize(
        Uint8Array.from({ length: levels }, (_, s) => s),
        1,
        levels,
        bits,
        latents,
      );
      expect([...latents]).toEqual(Array.from({ length: levels }, (_, s) => (2 * s + 1) / levels - 1));
    }
  });

  it('is undone by quantize, and moves a value by half an interval at most', () => {
    fc.assert(
      fc.property(block, ({ latents, frames, channels, bits }) => {
        const symbols = new Uint8Array(latents.length);
        const again = new Uint8Array(latents.length);
        const back = new Float32Array(latents.length);
        quantize(latents, frames, channels, bits, symbols);
        dequantize(symbols, frames, channels, bits, back);
        quantize(back, frames, channels, bits, again);
        expect(again).toEqual(symbols);
        for (const [i, u] of latents.entries())
          if (u > -1 && u < 1) expect(Math.abs(back[i] - u)).toBeLessThanOrEqual(2 ** -bits + 2 ** -53);
      }),
      { seed: SEED },
    );
  });

  it('ignores bits of a symbol above those of the stream', () => {
    const latents = new Float32Array(2);
    dequantize(Uint8Array.of(0xfe, 0xff), 1, 2, 1, latents);
    expect([...latents]).toEqual([-0.5, 0.5]);
  });
});

describe('normalizer', () => {
  const affine: LatentNormalizer = { kind: 'affine', offset: [1, -2], scale: [2, 4] };

  it('maps each channel by its own offset and scale, there and back', () => {
    const latents = Float32Array.of(1, 2, -2, -4);
    normalize(latents, 2, affine);
    expect([...latents]).toEqual([0, 0.5, 0, -0.5]);
    denormalize(latents, 2, affine);
    expect([...latents]).toEqual([1, 2, -2, -4]);
  });

  it('clamps into (−1, 1) and keeps NaN', () => {
    const latents = Float32Array.of(1e9, -1e9, Number.NaN, Number.NEGATIVE_INFINITY);
    normalize(latents, 2, affine);
    expect([...latents]).toEqual([MAX_NORMALIZED, -MAX_NORMALIZED, Number.NaN, -MAX_NORMALIZED]);
    expect(MAX_NORMALIZED).toBe(Math.fround(MAX_NORMALIZED));
  });

  it('of null changes nothing', () => {
    const latents = Float32Array.of(5, -5);
    normalize(latents, 1, null);
    denormalize(latents, 1, null);
    expect([...latents]).toEqual([5, -5]);
    expect(validateNormalizer(null, 64)).toBeNull();
  });

  it('is refused with the name of the field when the manifest has it wrong', () => {
    expect(validateNormalizer({ kind: 'affine', offset: [0, 1], scale: [1, 2] }, 2)).toEqual({
      kind: 'affine',
      offset: [0, 1],
      scale: [1, 2],
    });
    const bad = (value: unknown, message: RegExp) => expect(() => validateNormalizer(value, 2)).toThrow(message);
    bad('affine', /normalizer must be an object or null/);
    bad({ kind: 'tanh' }, /normalizer\.kind/);
    bad({ kind: 'affine', offset: [0], scale: [1, 1] }, /normalizer\.offset must hold 2/);
    bad({ kind: 'affine', offset: [0, 0], scale: [1, 0] }, /normalizer\.scale\[1\].*above 0/);
    bad({ kind: 'affine', offset: [0, Number.NaN], scale: [1, 1] }, /normalizer\.offset\[1\]/);
    bad({ kind: 'affine', offset: [0, '1'], scale: [1, 1] }, /normalizer\.offset\[1\]/);
    bad({ kind: 'affine', offset: 0, scale: [1, 1] }, /normalizer\.offset must be an array/);
  });
});
