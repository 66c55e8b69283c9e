import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodePcm,
  deinterleave,
  encodePcm,
  interleave,
  mixChannels,
  PCM_BYTES,
  type PcmEncoding,
  sanitize,
} from '../../../../src/core/dsp/pcm.js';

const SEED = 20260722;
const ENCODINGS = Object.keys(PCM_BYTES) as PcmEncoding[];
const INTEGERS: [PcmEncoding, number][] = [
  ['u8', 2 ** 7],
  ['s16le', 2 ** 15],
  ['s24le', 2 ** 23],
  ['s32le', 2 ** 31],
];

const hex = (samples: readonly number[], encoding: PcmEncoding): string =>
  Buffer.from(encodePcm(Float32Array.from(samples), encoding)).toString('hex');

describe('PCM', () => {
  it('has full scale at ±1, little endian, clipped beyond', () => {
    const edges = [0, 1, -1, 2, -2, 3e38, -3e38];
    expect(hex(edges, 'u8')).toBe('80ff00ff00ff00');
    expect(hex(edges, 's16le')).toBe('0000ff7f0080ff7f0080ff7f0080');
    expect(hex(edges, 's24le')).toBe('000000ffff7f000080ffff7f000080ffff7f000080');
    expect(hex(edges, 's32le')).toBe('00000000ffffff7f00000080ffffff7f00000080ffffff7f00000080');
    expect(hex([0.5, -0.5], 's16le')).toBe('004000c0');
    expect(hex([1, -0.5], 'f32le')).toBe('0000803f000000bf');
    expect(hex([1], 'f64le')).toBe('000000000000f03f');
  });

  it('rounds to the nearest integer and does not clip what rounds to full scale early', () => {
    expect([
      ...new Int16Array(encodePcm(Float32Array.of(0.4 / 32768, 0.6 / 32768, -0.6 / 32768), 's16le').buffer),
    ]).toEqual([0, 1, -1]);
    expect(hex([32767.4 / 32768, 32767.6 / 32768], 's16le')).toBe('ff7fff7f');
  });

  it('writes NaN and infinities as silence, and reads them from floats as they are', () => {
    const bad = Float32Array.of(Number.NaN, 0.25, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    for (const encoding of ENCODINGS)
      expect([...decodePcm(encodePcm(bad, encoding), encoding)]).toEqual([0, 0.25, 0, 0]);
    const raw = new Uint8Array(bad.slice().buffer);
    expect([...decodePcm(raw, 'f32le')]).toEqual([
      Number.NaN,
      0.25,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  it('dithers to a rounding error that is noise: its mean follows a signal below one step', () => {
    const n = 40_000;
    const quiet = new Float32Array(n).fill(0.3 / 32768);
    const plain = decodePcm(encodePcm(quiet, 's16le'), 's16le');
    const dithered = decodePcm(encodePcm(quiet, 's16le', { dither: { seed: 1 } }), 's16le');
    const mean = (x: Float32Array) => (x.reduce((a, b) => a + b, 0) / n) * 32768;
    expect(mean(plain)).toBe(0);
    expect(Math.abs(mean(dithered) - 0.3)).toBeLessThan(0.02);
  });

  it('dithers the same whatever the blocks, and not at all where it is not requested or not needed', () => {
    const x = Float32Array.from({ length: 300 }, (_, i) => Math.sin(i) * 0.9);
    const whole = encodePcm(x, 's16le', { dither: { seed: 9 } });
    const tail = encodePcm(x.subarray(100), 's16le', { dither: { seed: 9, firstSample: 100 } });
    expect(tail).toEqual(whole.slice(200));
    expect(encodePcm(x, 's16le', { dither: { seed: 10 } })).not.toEqual(whole);
    for (const encoding of ['s24le', 's32le', 'f32le', 'f64le'] as const)
      expect(encodePcm(x, encoding, { dither: { seed: 9 } })).toEqual(encodePcm(x, encoding));
    // Full scale stays full scale: the noise is clipped too.
    const loud = new Int16Array(encodePcm(new Float32Array(500).fill(1), 's16le', { dither: { seed: 2 } }).buffer);
    expect(Math.min(...loud)).toBeGreaterThanOrEqual(32766);
  });

  it('refuses an unknown encoding by name', () => {
    expect(() => encodePcm(new Float32Array(1), 's12le' as PcmEncoding)).toThrow(/encoding must be one of u8, .*s12le/);
    expect(() => decodePcm(new Uint8Array(1), 'toString' as PcmEncoding)).toThrow(RangeError);
    expect(() => encodePcm(new Uint8Array(1) as unknown as Float32Array, 'u8')).toThrow(TypeError);
  });

  it('decodes the whole range of every integer width', () => {
    for (const [encoding, scale] of INTEGERS) {
      const width = PCM_BYTES[encoding];
      const bytes = new Uint8Array(3 * width);
      // Lowest, zero and highest, by hand.
      if (encoding === 'u8') bytes.set([0, 128, 255]);
      else {
        bytes[width - 1] = 0x80;
        bytes.fill(0xff, 2 * width, 3 * width - 1);
        bytes[3 * width - 1] = 0x7f;
      }
      expect([...decodePcm(bytes, encoding)]).toEqual([-1, 0, Math.fround((scale - 1) / scale)]);
    }
  });

  it('is decoded equal: floats bit by bit, integers within half a step', () => {
    const samples = fc.float32Array({ maxLength: 200, noNaN: true, min: -1, max: 1 });
    fc.assert(
      fc.property(samples, fc.constantFrom(...ENCODINGS), (x, encoding) => {
        const back = decodePcm(encodePcm(x, encoding), encoding);
        expect(back).toHaveLength(x.length);
        const scale = INTEGERS.find(([e]) => e === encoding)?.[1];
        for (let i = 0; i < x.length; i++) {
          // A sample that rounds to +1 is clipped to the step below it.
          const tolerance = scale === undefined ? 0 : (x[i] > 1 - 0.5 / scale ? 1 : 0.5) / scale + 2 ** -25;
          expect(Math.abs(back[i] - x[i])).toBeLessThanOrEqual(tolerance);
        }
      }),
      { seed: SEED },
    );
  });

  it('of 8 and 16 and 24 bits survives decoding and encoding byte by byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('u8', 's16le', 's24le'), (bytes, encoding) => {
        const whole = bytes.subarray(0, bytes.length - (bytes.length % PCM_BYTES[encoding]));
        expect(encodePcm(decodePcm(whole, encoding), encoding)).toEqual(Uint8Array.from(whole));
      }),
      { seed: SEED },
    );
  });

  it('drops a last sample that is cut off, at any offset of the buffer', () => {
    for (const encoding of ENCODINGS) {
      const width = PCM_BYTES[encoding];
      const full = encodePcm(Float32Array.of(0.5, -0.25, 0.125), encoding);
      for (let cut = 0; cut < width; cut++) {
        const shifted = new Uint8Array(full.length + 1);
        shifted.set(full, 1);
        const odd = shifted.subarray(1, 1 + full.length - cut);
        expect([...decodePcm(odd, encoding)]).toEqual(cut === 0 ? [0.5, -0.25, 0.125] : [0.5, -0.25]);
      }
      expect(decodePcm(new Uint8Array(width - 1), encoding)).toHaveLength(0);
    }
  });
});

describe('sanitize', () => {
  it('replaces what is not finite by silence and counts it', () => {
    const x = Float32Array.of(1, Number.NaN, Number.POSITIVE_INFINITY, -2, Number.NEGATIVE_INFINITY);
    expect(sanitize(x)).toBe(3);
    expect([...x]).toEqual([1, 0, 0, -2, 0]);
    expect(sanitize(new Float32Array(0))).toBe(0);
  });
});

describe('channels', () => {
  it('are interleaved and taken apart again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 50 }), (channels, frames) => {
        const x = Float32Array.from({ length: channels * frames }, (_, i) => i);
        const planar = deinterleave(x, channels);
        expect(planar).toHaveLength(channels);
        const channelMajor = new Float32Array(x.length);
        planar.forEach((p, c) => {
          channelMajor.set(p, c * frames);
        });
        expect(interleave(channelMajor, channels)).toEqual(x);
      }),
      { seed: SEED },
    );
  });

  it('are averaged into one, repeated into more, and dealt out into fewer', () => {
    expect([...mixChannels(Float32Array.of(1, 0, -1, 0.5), 2, 1)]).toEqual([0.5, -0.25]);
    expect([...mixChannels(Float32Array.of(1, 2), 1, 2)]).toEqual([1, 1, 2, 2]);
    expect([...mixChannels(Float32Array.of(1, 2), 2, 3)]).toEqual([1, 2, 1]);
    expect([...mixChannels(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 9, 2)]).toEqual([5, 5]);
    const same = Float32Array.of(1, 2);
    expect(mixChannels(same, 2, 2)).toBe(same);
  });

  it('of surround are mixed to stereo by the weights of ITU-R BS.775, without the low frequencies', () => {
    const stereo = (...surround: number[]) => [...mixChannels(Float32Array.from(surround), surround.length, 2)];
    const shared = Math.fround(Math.SQRT1_2);
    expect(stereo(1, 0, 0, 0, 0, 0)).toEqual([1, 0]);
    expect(stereo(0, 0, 1, 0, 0, 0)).toEqual([shared, shared]);
    expect(stereo(0, 0, 0, 1, 0, 0)).toEqual([0, 0]);
    expect(stereo(0, 0, 0, 0, 0, 1)).toEqual([0, shared]);
    expect(stereo(0, 0, 0, 0, 1, 0, 0)).toEqual([0.5, 0.5]);
  });

  it('of surround are mixed to mono with speech in the centre at its level', () => {
    const mono = (mask: number | undefined, ...surround: number[]) =>
      mixChannels(Float32Array.from(surround), surround.length, 1, mask)[0];
    expect(mono(undefined, 0, 0, 1, 0, 0, 0)).toBeCloseTo(1, 6);
    expect(mono(undefined, 1, 0, 0, 0, 0, 0)).toBeCloseTo(Math.SQRT1_2, 6);
    expect(mono(undefined, 0, 0, 0, 1, 0, 0)).toBe(0);
    expect(mono(undefined, 0, 0, 0, 0, 1, 0)).toBeCloseTo(0.5, 6);
  });

  it('are taken by their mask, and a mask of another number of channels is none', () => {
    const third = Float32Array.of(0, 0, 1);
    expect(mixChannels(third, 3, 1)[0]).toBeCloseTo(1, 6);
    expect(mixChannels(third, 3, 1, 0xb)[0]).toBe(0);
    expect(mixChannels(third, 3, 1, 0x3f)[0]).toBeCloseTo(1, 6);
  });

  it('are refused when the samples do not divide by them', () => {
    expect(() => deinterleave(new Float32Array(3), 2)).toThrow(/multiple of channels \(2\), got 3/);
    expect(() => interleave(new Float32Array(3), 2)).toThrow(RangeError);
    expect(() => mixChannels(new Float32Array(3), 2, 1)).toThrow(RangeError);
    expect(() => mixChannels(new Float32Array(2), 1, 0)).toThrow(/channels/);
    expect(() => deinterleave(new Float32Array(66), 33)).toThrow(/from 1 to 32/);
  });
});
