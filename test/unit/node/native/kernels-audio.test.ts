import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typescriptKernels } from '../../../../src/codec/typescript-kernels.js';
import { concatFloats } from '../../../../src/core/buffers.js';
import type { PcmEncoding } from '../../../../src/core/dsp/pcm.js';
import type { PolyphaseFilter } from '../../../../src/core/dsp/polyphase.js';
import { Resampler } from '../../../../src/core/dsp/resampler.js';
import { combineKernels, NATIVE_FROM } from '../../../../src/node/native/native.js';
import type { Kernels } from '../../../../src/ports/kernels.js';
import {
  addon,
  anyFloat,
  BUILDS,
  bitsOf,
  check,
  hasAddon,
  messageOf,
  native,
  noiseOf,
  sameBits,
  skipped,
  withBuild,
} from '../../../support/kernels.js';

const ts: Kernels = typescriptKernels;
const floats = (maxLength: number) => fc.array(anyFloat, { maxLength }).map((values) => Float32Array.from(values));
/** A view that begins `skip` elements into its buffer: not aligned for a vector load. */
const shifted = (values: Float32Array, skip: number): Float32Array => {
  const out = new Float32Array(values.length + skip);
  out.set(values, skip);
  return out.subarray(skip);
};

describe.each(BUILDS)(`native audio kernels for %s${skipped}`, (build) => {
  const on = (body: () => void) => () => withBuild(build, body);

  it.skipIf(!hasAddon)(
    'crossfade to the same bits, in place or not, at any length and alignment',
    on(() => {
      const cases = fc.record({
        n: fc.integer({ min: 0, max: 70 }),
        channels: fc.integer({ min: 1, max: 3 }),
        skip: fc.nat(3),
        target: fc.constantFrom('own', 'previous', 'next'),
        values: fc.array(anyFloat, { minLength: 420, maxLength: 420 }),
      });
      check(cases, ({ n, channels, skip, target, values }) => {
        const run = (kernels: Kernels): Float32Array => {
          const size = n * channels;
          const a = shifted(Float32Array.from(values.slice(0, size)), skip);
          const b = shifted(Float32Array.from(values.slice(size, 2 * size)), skip);
          const out = target === 'own' ? new Float32Array(size) : target === 'previous' ? a : b;
          kernels.crossfade(a, b, out, 'linear', channels);
          return out;
        };
        expect(sameBits(run(native), run(ts))).toBe(true);
      });
      const [a, b, x, y] = [noiseOf(2048), noiseOf(2048).reverse(), new Float32Array(2048), new Float32Array(2048)];
      for (const curve of ['linear', 'power'] as const) {
        native.crossfade(a, b, x, curve);
        ts.crossfade(a, b, y, curve);
        expect(sameBits(x, y)).toBe(true);
      }
    }),
  );

  it.skipIf(!hasAddon)(
    'interleave, deinterleave and mix to the same bits, of 1 to 8 channels',
    on(() => {
      const cases = fc.record({
        frames: fc.nat(70),
        from: fc.oneof(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 8 })),
        to: fc.oneof(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 8 })),
        skip: fc.nat(3),
        values: fc.array(anyFloat, { minLength: 560, maxLength: 560 }),
      });
      check(cases, ({ frames, from, to, skip, values }) => {
        const input = shifted(Float32Array.from(values.slice(0, frames * from)), skip);
        expect(sameBits(native.interleave(input, from), ts.interleave(input, from))).toBe(true);
        expect(sameBits(native.mixChannels(input, from, to), ts.mixChannels(input, from, to))).toBe(true);
        const parts = native.deinterleave(input, from);
        const expected = ts.deinterleave(input, from);
        expect(parts.length).toBe(from);
        for (const [c, part] of parts.entries()) expect(sameBits(part, expected[c]!)).toBe(true);
      });
    }),
  );

  it.skipIf(!hasAddon)(
    'encode PCM to the same bytes: NaN, infinities, ties and full scale, with and without dither',
    on(() => {
      const cases = fc.record({
        samples: fc.oneof(floats(40), floats(1100)),
        skip: fc.nat(3),
        encoding: fc.constantFrom<PcmEncoding>('u8', 's16le', 's24le', 's32le', 'f32le', 'f64le'),
        dither: fc.option(fc.record({ seed: fc.nat(0xffffffff), firstSample: fc.integer({ min: 0, max: 2 ** 51 }) })),
      });
      check(cases, ({ samples, skip, encoding, dither }) => {
        const view = shifted(samples, skip);
        const options = dither ? { dither } : {};
        expect(native.encodePcm(view, encoding, options)).toEqual(ts.encodePcm(view, encoding, options));
      });
      for (const [encoding, scale] of [
        ['s16le', 2 ** 15],
        ['s24le', 2 ** 23],
      ] as const) {
        // Halves between steps, and the float32 numbers on both sides of them.
        const near = [-scale, -scale + 1, -2, -1, 0, 1, 2, scale - 2, scale - 1, scale].flatMap((step) =>
          [step, step + 0.5, step - 0.5].flatMap((v) => [
            v / scale,
            (v / scale) * (1 + 2 ** -23),
            (v / scale) * (1 - 2 ** -24),
          ]),
        );
        const edges = Float32Array.from([...near, 2 ** -149, -(2 ** -149), 3e38, -3e38]);
        expect(native.encodePcm(edges, encoding)).toEqual(ts.encodePcm(edges, encoding));
        const dither = { seed: 7, firstSample: 2 ** 31 - 20 };
        expect(native.encodePcm(edges, encoding, { dither })).toEqual(ts.encodePcm(edges, encoding, { dither }));
      }
    }),
  );

  it.skipIf(!hasAddon)(
    'decode PCM to the same bits: any bytes, at odd addresses, with a last sample that is cut off',
    on(() => {
      const cases = fc.record({
        bytes: fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.uint8Array({ maxLength: 2000 })),
        skip: fc.nat(5),
        encoding: fc.constantFrom<PcmEncoding>('u8', 's16le', 's24le', 's32le', 'f32le', 'f64le'),
      });
      check(cases, ({ bytes, skip, encoding }) => {
        const view = bytes.subarray(skip);
        expect(sameBits(native.decodePcm(view, encoding), ts.decodePcm(view, encoding))).toBe(true);
      });
    }),
  );

  it.skipIf(!hasAddon)(
    'run polyphase filters to the same bits, rows exact or interpolated, at any phase and count',
    on(() => {
      const cases = fc
        .record({
          channels: fc.integer({ min: 1, max: 3 }),
          taps: fc.integer({ min: 1, max: 9 }).map((n) => 4 * n),
          up: fc.integer({ min: 1, max: 12 }),
          down: fc.integer({ min: 1, max: 40 }),
          exact: fc.boolean(),
          count: fc.nat(11),
          position: fc.nat(5),
          spare: fc.nat(2),
        })
        .chain((c) =>
          fc.record({ ...lift(c), exact: fc.constant(c.exact), phase: fc.nat(c.up - 1), seed: fc.nat(1000) }),
        );
      check(cases, ({ channels, taps, up, down, exact, count, position, spare, phase, seed }) => {
        const rows = exact ? up : up + 5;
        const table = Float64Array.from({ length: (exact ? rows : rows + 1) * taps }, (_, i) =>
          Math.sin(i * 1.3 + seed),
        );
        const capacity = position + taps + Math.floor((phase + Math.max(0, count - 1) * down) / up) + spare;
        const history = Float64Array.from({ length: channels * capacity }, (_, i) => Math.sin(i * i + seed));
        if (seed % 7 === 0) history[seed % history.length] = seed % 2 ? Number.NaN : Infinity;
        const run = (kernels: Kernels): Float32Array => {
          const out = new Float32Array(count * channels + 1).fill(9);
          kernels.polyphase(history, channels, { table, taps, rows, up, down }, position, phase, out, count);
          expect(out[count * channels]).toBe(9);
          return out;
        };
        expect(bitsOf(run(native))).toEqual(bitsOf(run(ts)));
      });
    }),
  );

  it.skipIf(!hasAddon)(
    'resample streams to the same bits however they are cut',
    on(() => {
      for (const [inputRateHz, outputRateHz] of [
        [48000, 44100],
        [44100, 48000],
        [44101, 44100],
        [8000, 44100],
        [192000, 44100],
      ] as const)
        for (const channels of [1, 2]) {
          const input = noiseOf(5000 * channels);
          const run = (kernels: Kernels, step: number): Float32Array => {
            const r = new Resampler({ inputRateHz, outputRateHz, channels, kernels });
            const parts: Float32Array[] = [];
            for (let at = 0; at < input.length; at += step * channels)
              parts.push(r.push(input.subarray(at, at + step * channels)));
            return concatFloats([...parts, r.flush()]);
          };
          const expected = run(ts, 5000);
          for (const step of [5000, 480, 77]) expect(sameBits(run(native, step), expected)).toBe(true);
        }
    }),
  );

  it.skipIf(!hasAddon)(
    'compute the same power spectra, of every size of window, NaN and infinities included',
    on(() => {
      const cases = fc.record({
        samples: floats(200),
        skip: fc.nat(3),
        size: fc.integer({ min: 2, max: 8 }).map((n) => 2 ** n),
        share: fc.integer({ min: 1, max: 4 }),
      });
      check(cases, ({ samples, skip, size, share }) => {
        const view = shifted(samples, skip);
        const a = ts.powerSpectrogram(view, size, size / share >= 1 ? Math.floor(size / share) : 1);
        const b = native.powerSpectrogram(view, size, Math.floor(size / share));
        expect([b.frames, b.bins]).toEqual([a.frames, a.bins]);
        expect(sameBits(b.power, a.power)).toBe(true);
      });
      for (const [size, hop] of [
        [2048, 512],
        [1024, 333],
      ] as const)
        expect(
          sameBits(
            native.powerSpectrogram(noiseOf(9999), size, hop).power,
            ts.powerSpectrogram(noiseOf(9999), size, hop).power,
          ),
        ).toBe(true);
    }),
  );
});

describe.skipIf(!hasAddon)(`native audio kernels${skipped}`, () => {
  const f = new Float32Array(64);
  const u = new Uint8Array(64);
  const d = new Float64Array(64);
  const filter: PolyphaseFilter = { table: new Float64Array(8), taps: 4, rows: 2, up: 2, down: 3 };

  it('refuse what the TypeScript kernels refuse, with the same words', () => {
    const wrong: ((k: Kernels) => unknown)[] = [
      (k) => k.crossfade(f, f.subarray(1), f),
      (k) => k.crossfade(f, f, f.subarray(1)),
      (k) => k.crossfade(f, f, f, 'linear', 33),
      (k) => k.crossfade(f, f, f, 'linear', 7),
      (k) => k.crossfade(d as never, f, f),
      (k) => k.crossfade(f, f, d as never),
      (k) => k.interleave(f, 3),
      (k) => k.interleave(u as never, 2),
      (k) => k.deinterleave(f, 0),
      (k) => k.deinterleave(f, 5),
      (k) => k.mixChannels(f, 3, 1),
      (k) => k.mixChannels(f, 2, 33),
      (k) => k.mixChannels(d as never, 2, 1),
      (k) => k.encodePcm(u as never, 's16le'),
      (k) => k.encodePcm(f, 's12le' as never),
      (k) => k.encodePcm(f, 's16le', { dither: { seed: -1 } }),
      (k) => k.encodePcm(f, 's16le', { dither: { seed: 1, firstSample: 2 ** 51 + 1 } }),
      (k) => k.decodePcm(f as never, 's24le'),
      (k) => k.polyphase(f as never, 1, filter, 0, 0, f, 1),
      (k) => k.polyphase(d, 3, filter, 0, 0, f, 1),
      (k) => k.polyphase(d, 1, { ...filter, taps: 6 }, 0, 0, f, 1),
      (k) => k.polyphase(d, 1, { ...filter, table: new Float64Array(7) }, 0, 0, f, 1),
      (k) => k.polyphase(d, 1, { ...filter, rows: 3 }, 0, 0, f, 1),
      (k) => k.polyphase(d, 1, filter, 0, 2, f, 1),
      (k) => k.polyphase(d, 1, filter, 61, 0, f, 1),
      (k) => k.polyphase(d, 1, filter, -1, 0, f, 1),
      (k) => k.polyphase(d, 1, filter, 58, 1, f, 3),
      (k) => k.polyphase(d, 1, filter, 0, 0, f, 65),
      (k) => k.powerSpectrogram(d as never),
      (k) => k.powerSpectrogram(f, 48, 4),
      (k) => k.powerSpectrogram(f, 64, 0),
      (k) => k.powerSpectrogram(f, 64, 65),
    ];
    for (const call of wrong) {
      const message = messageOf(() => call(ts));
      expect(message).toMatch(/^(Range|Type)Error: \S+ must be /);
      expect(messageOf(() => call(native))).toBe(message);
    }
  });

  it('are safe without those checks: short, detached and wrong buffers are an error, and nothing is written', () => {
    const detached = new Float32Array(64);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    const table = new Float64Array(8);
    const spectrum = (size: number, hop: number, w = d, c = d, s = d, p = f) =>
      addon.powerSpectrogram(f, size, hop, w, c, s, p);
    const wrong: (() => unknown)[] = [
      () => (addon.crossfade as () => void)(),
      () => addon.crossfade(f, f, 1, detached),
      () => addon.crossfade(detached, f, 1, f),
      () => addon.crossfade(f, f, 0, f),
      () => addon.crossfade(f, u as never, 1, f),
      () => addon.interleave(f, 2, detached),
      () => addon.interleave(f, 0, f),
      () => addon.takeChannel(f, 2, 2, f),
      () => addon.takeChannel(f, 2, 1, f.subarray(33)),
      () => addon.mixChannels(f, 2, 1, d.subarray(63), f),
      () => addon.mixChannels(f, 2, 3, d, f),
      () => addon.mixChannels(f, 0, 1, d, f),
      () => addon.encodeS16(f, new Uint8Array(127)),
      () => addon.encodeS16(d as never, new Uint8Array(128)),
      () => addon.encodeS24(f, new Uint8Array(191)),
      () => addon.encodeS16Dithered(f, new Uint8Array(127), 1, 0),
      () => addon.encodeS16Dithered(f, new Uint8Array(128), -1, 0),
      () => addon.encodeS16Dithered(f, new Uint8Array(128), 1, -5),
      () => addon.encodeS16Dithered(f, new Uint8Array(128), '1' as never, 0),
      () => addon.decodeS16(new Uint8Array(127), f),
      () => addon.decodeS24(new Uint8Array(191), f),
      () => addon.decodeS24(new Uint8ClampedArray(192) as never, f),
      () => addon.polyphase(d, 1, table, 4, 2, 2, 3, 61, 0, f, 1),
      () => addon.polyphase(d, 1, table, 4, 2, 2, 3, 0, 2, f, 1),
      () => addon.polyphase(d, 1, table, 4, 3, 3, 3, 0, 0, f, 1),
      () => addon.polyphase(d, 1, table, 4, 2, 1, 3, 0, 0, f, 1),
      () => addon.polyphase(d, 1, table, 5, 1, 1, 3, 0, 0, f, 1),
      () => addon.polyphase(d, 1, table, 4, 2, 2, 2 ** 31 - 1, 2 ** 31 - 1, 1, f, 64),
      () => addon.polyphase(d, 1, table, 4, 2, 2, 3, 0, 0, f, 65),
      () => addon.polyphase(d, 1, table, 4, 2, 2, 3, Number.NaN, 0, detached, 1),
      () => spectrum(48, 4),
      () => spectrum(2, 1),
      () => spectrum(128, 64),
      () => spectrum(64, 64, d, new Float64Array(31)),
      () => spectrum(64, 64, d, d, new Float64Array(31)),
      () => spectrum(64, 64, d, d, d, new Float32Array(65)),
      () => spectrum(2 ** 21, 64),
    ];
    for (const call of wrong) expect(call).toThrow(/^\w+: (invalid argument|buffer too (short|long))$/);
    expect(f.every((v) => v === 0)).toBe(true);
  });

  it('are used from their size on', () => {
    const calls: string[] = [];
    const spy = (name: string): Kernels => ({
      ...typescriptKernels,
      crossfade: () => calls.push(`${name} crossfade`),
      encodePcm: (...args) => {
        calls.push(`${name} encodePcm`);
        return ts.encodePcm(...args);
      },
      polyphase: () => calls.push(`${name} polyphase`),
    });
    const both = combineKernels(spy('ts'), spy('native'), {
      ...NATIVE_FROM,
      crossfade: 64,
      encodePcm: 64,
      polyphase: null,
    });
    both.crossfade(f, f, f);
    both.crossfade(f, f, f.subarray(1));
    both.encodePcm(f, 's16le');
    both.encodePcm(f.subarray(1), 's16le');
    both.polyphase(d, 1, filter, 0, 0, f, 8);
    expect(calls).toEqual(['native crossfade', 'ts crossfade', 'native encodePcm', 'ts encodePcm', 'ts polyphase']);
  });
});

function lift<T extends object>(value: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fc.constant(v)])) as {
    [K in keyof T]: fc.Arbitrary<T[K]>;
  };
}
