import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packedBytes, packPlanes, unpackPlanes } from '../../../../src/core/latent/bitpack.js';
import { dequantize, quantize } from '../../../../src/core/latent/quantizer.js';

const SEED = 20260722;

interface Vector {
  name: string;
  frames: number;
  channels: number;
  bits: number;
  latents: string;
  symbols: string;
  packed: string;
  midpoints: string;
}

const golden = JSON.parse(readFileSync(new URL('../../../vectors/bitplanes-v1.json', import.meta.url), 'utf8')) as {
  cases: Vector[];
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const floats = (text: string): Float32Array => new Float32Array(Uint8Array.from(Buffer.from(text, 'hex')).buffer);

const block = fc
  .record({
    frames: fc.integer({ min: 0, max: 9 }),
    channels: fc.integer({ min: 1, max: 70 }),
    bits: fc.integer({ min: 1, max: 8 }),
  })
  .chain(({ frames, channels, bits }) =>
    fc.record({
      frames: fc.constant(frames),
      channels: fc.constant(channels),
      bits: fc.constant(bits),
      symbols: fc.uint8Array({ minLength: frames * channels, maxLength: frames * channels, max: 2 ** bits - 1 }),
    }),
  );

function pack(symbols: Uint8Array, frames: number, channels: number, bits: number): Uint8Array {
  const out = new Uint8Array(packedBytes(frames, channels, bits)).fill(0xa5);
  packPlanes(symbols, frames, channels, bits, out);
  return out;
}

describe('bit planes', () => {
  it('of [1 × 64 × 161] are exactly 1288 bytes at 1 bit and 2576 at 2', () => {
    expect(packedBytes(161, 64, 1)).toBe(1288);
    expect(packedBytes(161, 64, 2)).toBe(2576);
    expect(pack(new Uint8Array(161 * 64), 161, 64, 1)).toHaveLength(1288);
  });

  it.each(golden.cases)('equal the frozen bytes: $name', (v) => {
    const latents = floats(v.latents);
    const symbols = new Uint8Array(v.frames * v.channels);
    quantize(latents, v.frames, v.channels, v.bits, symbols);
    expect(hex(symbols)).toBe(v.symbols);
    const packed = pack(symbols, v.frames, v.channels, v.bits);
    expect(hex(packed)).toBe(v.packed);
    const unpacked = new Uint8Array(symbols.length);
    unpackPlanes(packed, v.frames, v.channels, v.bits, unpacked);
    expect(hex(unpacked)).toBe(v.symbols);
    const midpoints = new Float32Array(symbols.length);
    dequantize(unpacked, v.frames, v.channels, v.bits, midpoints);
    expect(hex(new Uint8Array(midpoints.buffer))).toBe(v.midpoints);
  });

  it('put channel c in bit 7 − c % 8 of byte c >> 3', () => {
    for (let c = 0; c < 20; c++) {
      const symbols = new Uint8Array(20);
      symbols[c] = 1;
      const expected = new Uint8Array(3);
      expected[c >> 3] = 0x80 >> (c & 7);
      expect(pack(symbols, 1, 20, 1)).toEqual(expected);
    }
  });

  it('come most significant first, one whole plane after another', () => {
    // Two frames of one channel: symbols 0b10 and 0b01.
    expect([...pack(Uint8Array.of(2, 1), 2, 1, 2)]).toEqual([0x80, 0, 0, 0x80]);
  });

  it('are undone by unpacking', () => {
    fc.assert(
      fc.property(block, ({ symbols, frames, channels, bits }) => {
        const back = new Uint8Array(symbols.length).fill(0xff);
        unpackPlanes(pack(symbols, frames, channels, bits), frames, channels, bits, back);
        expect(back).toEqual(symbols);
      }),
      { seed: SEED },
    );
  });

  it('cut after plane p are the stream of p bits, for every n and p', () => {
    fc.assert(
      fc.property(block, ({ symbols, frames, channels, bits }) => {
        const whole = pack(symbols, frames, channels, bits);
        for (let planes = 1; planes <= bits; planes++) {
          const coarse = symbols.map((s) => s >> (bits - planes));
          expect(whole.subarray(0, packedBytes(frames, channels, planes))).toEqual(
            pack(coarse, frames, channels, planes),
          );
          const back = new Uint8Array(symbols.length);
          unpackPlanes(whole, frames, channels, planes, back);
          expect(back).toEqual(coarse);
        }
      }),
      { seed: SEED },
    );
  });

  it('of n-bit latents begin with the 1-bit stream, for every n', () => {
    const latents = Float32Array.from({ length: 64 * 5 }, (_, i) => Math.sin(i * i));
    const symbols = new Uint8Array(latents.length);
    quantize(latents, 5, 64, 1, symbols);
    const one = pack(symbols, 5, 64, 1);
    for (let bits = 1; bits <= 8; bits++) {
      quantize(latents, 5, 64, bits, symbols);
      expect(pack(symbols, 5, 64, bits).subarray(0, one.length)).toEqual(one);
    }
  });

  it('have pad bits of 0 when written and any when read', () => {
    const ones = new Uint8Array(13).fill(1);
    const packed = pack(ones, 1, 13, 1);
    expect([...packed]).toEqual([0xff, 0xf8]);
    packed[1] |= 0x07;
    const back = new Uint8Array(13);
    unpackPlanes(packed, 1, 13, 1, back);
    expect(back).toEqual(ones);
  });

  it('ignore bits of a symbol above those of the stream', () => {
    expect([...pack(Uint8Array.of(0xfe, 0xff, 0xfc, 0xff, 0, 0, 0, 0), 1, 8, 1)]).toEqual([0x50]);
  });

  it('are unpacked from any bytes without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 24 }), (payload) => {
        const symbols = new Uint8Array(64);
        unpackPlanes(payload, 1, 64, 3, symbols);
        expect(pack(symbols, 1, 64, 3)).toEqual(payload);
      }),
      { seed: SEED },
    );
  });

  it('refuse buffers that are too short and counts out of range, naming the field', () => {
    const symbols = new Uint8Array(16);
    const bytes = new Uint8Array(2);
    expect(() => packPlanes(symbols, 2, 8, 2, bytes)).toThrow(/out\.length .* from 4 /);
    expect(() => packPlanes(symbols, 3, 8, 1, bytes)).toThrow(/symbols\.length/);
    expect(() => packPlanes(symbols, 2, 8, 0, bytes)).toThrow(/bits .* from 1 to 8/);
    expect(() => unpackPlanes(bytes, 2, 8, 2, symbols)).toThrow(/payload\.length/);
    expect(() => unpackPlanes(bytes, 2, 8, 9, symbols)).toThrow(/planes .* from 1 to 8/);
    expect(() => unpackPlanes(bytes, 2 ** 31, 8, 1, symbols)).toThrow(/frames/);
    expect(() => unpackPlanes([] as unknown as Uint8Array, 0, 8, 1, symbols)).toThrow(TypeError);
  });
});
