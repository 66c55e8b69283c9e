import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typescriptKernels } from '../../../../src/codec/typescript-kernels.js';
import { packedBytes } from '../../../../src/core/latent/bitpack.js';
import { combineKernels, loadNativeKernels, NATIVE_FROM, selectKernels } from '../../../../src/node/native/native.js';
import type { Kernels } from '../../../../src/ports/kernels.js';
import { anyFloat, check, hasAddon, messageOf, native, skipped, withBuild } from '../../../support/kernels.js';

const sizes = {
  frames: fc.integer({ min: 0, max: 23 }),
  channels: fc.integer({ min: 1, max: 70 }),
  bits: fc.integer({ min: 1, max: 8 }),
};
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe.skipIf(!hasAddon)(`native kernels${skipped}`, () => {
  const twin = native;
  const ts: Kernels = typescriptKernels;

  it('quantise to the same symbols, NaN and infinities included', () => {
    const cases = fc.record(sizes).chain((s) =>
      fc.record({
        ...lift(s),
        z: fc.array(anyFloat, { minLength: s.frames * s.channels, maxLength: s.frames * s.channels }),
      }),
    );
    check(cases, ({ frames, channels, bits, z }) => {
      const a = new Uint8Array(z.length).fill(255);
      const b = new Uint8Array(z.length).fill(255);
      ts.quantize(Float32Array.from(z), frames, channels, bits, a);
      twin.quantize(Float32Array.from(z), frames, channels, bits, b);
      expect(b).toEqual(a);
    });
  });

  it('quantise to the same symbols on either side of every threshold', () => {
    for (let bits = 1; bits <= 8; bits++) {
      const z: number[] = [];
      for (let s = 0; s <= 1 << bits; s++) {
        const edge = (s / (1 << bits)) * 2 - 1;
        z.push(edge, edge + 2 ** -25, edge - 2 ** -25, edge * (1 + 2 ** -23), edge * (1 - 2 ** -24));
      }
      const [a, b] = [new Uint8Array(z.length), new Uint8Array(z.length)];
      ts.quantize(Float32Array.from(z), z.length, 1, bits, a);
      twin.quantize(Float32Array.from(z), z.length, 1, bits, b);
      expect(b).toEqual(a);
    }
  });

  it('dequantise to the same float32 bits', () => {
    const cases = fc.record(sizes).chain((s) => fc.record({ ...lift(s), symbols: bytes(s.frames * s.channels) }));
    check(cases, ({ frames, channels, bits, symbols }) => {
      const [a, b] = [new Float32Array(symbols.length), new Float32Array(symbols.length)];
      ts.dequantize(symbols, frames, channels, bits, a);
      twin.dequantize(symbols, frames, channels, bits, b);
      expect(new Uint32Array(b.buffer)).toEqual(new Uint32Array(a.buffer));
    });
  });

  it('pack to the same bytes from symbols at any alignment, stray upper bits included', () => {
    const cases = fc
      .record(sizes)
      .chain((s) =>
        fc.record({ ...lift(s), symbols: bytes(s.frames * s.channels + 9), skip: fc.integer({ min: 0, max: 8 }) }),
      );
    check(cases, ({ frames, channels, bits, symbols, skip }) => {
      const size = packedBytes(frames, channels, bits);
      const [a, b] = [new Uint8Array(size + 3).fill(170), new Uint8Array(size + 3).fill(170)];
      ts.packPlanes(symbols.subarray(skip), frames, channels, bits, a);
      twin.packPlanes(symbols.subarray(skip), frames, channels, bits, b);
      expect(b).toEqual(a);
      expect([...b.subarray(size)]).toEqual([170, 170, 170]);
    });
  });

  it('unpack to the same symbols, pad bits set or not, over any previous content', () => {
    const cases = fc
      .record(sizes)
      .chain((s) => fc.record({ ...lift(s), payload: bytes(packedBytes(s.frames, s.channels, s.bits) + 3) }));
    check(cases, ({ frames, channels, bits, payload }) => {
      const [a, b] = [new Uint8Array(frames * channels + 2).fill(255), new Uint8Array(frames * channels + 2).fill(85)];
      ts.unpackPlanes(payload, frames, channels, bits, a);
      twin.unpackPlanes(payload, frames, channels, bits, b);
      expect(b.subarray(0, -2)).toEqual(a.subarray(0, -2));
      expect([...b.subarray(-2)]).toEqual([85, 85]);
    });
  });

  it('compute the same CRC-32C, with the processor instruction where there is one, at any length, offset and seed', () => {
    const cases = fc.record({ data: fc.uint8Array({ maxLength: 300 }), skip: fc.nat(8), seed: fc.nat(0xffffffff) });
    check(cases, ({ data, skip, seed }) => {
      expect(twin.crc32c(data.subarray(skip), seed)).toBe(ts.crc32c(data.subarray(skip), seed));
    });
    expect(twin.crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  });

  it('compute the same CRC-32C on a processor without the instruction', () => {
    withBuild('any processor', () => {
      check(fc.record({ data: fc.uint8Array({ maxLength: 300 }), seed: fc.nat(0xffffffff) }), ({ data, seed }) => {
        expect(twin.crc32c(data, seed)).toBe(ts.crc32c(data, seed));
      });
    });
  });

  it('refuse what the TypeScript kernels refuse, with the same words', () => {
    const f = new Float32Array(64);
    const u = new Uint8Array(64);
    const wrong: ((k: Kernels) => unknown)[] = [
      (k) => k.quantize(f, 2, 64, 1, u),
      (k) => k.quantize(f, 1, 64, 1, new Uint8Array(63)),
      (k) => k.quantize(f, 1, 64, 9, u),
      (k) => k.quantize(new Float64Array(64) as never, 1, 64, 1, u),
      (k) => k.dequantize(u, -1, 64, 1, f),
      (k) => k.dequantize(u, 1, 0, 1, f),
      (k) => k.packPlanes(u, 1, 64, 1, new Uint8Array(7)),
      (k) => k.packPlanes(u, 2 ** 31 - 1, 2 ** 31 - 1, 8, u),
      (k) => k.unpackPlanes(new Uint8Array(15), 1, 64, 2, u),
      (k) => k.unpackPlanes(u, 1.5, 64, 1, u),
      (k) => k.crc32c('abc' as never),
      (k) => k.crc32c(u, -1),
    ];
    for (const call of wrong) {
      const message = messageOf(() => call(ts));
      expect(message).toMatch(/^(Range|Type)Error: \S+ must be /);
      expect(messageOf(() => call(twin))).toBe(message);
    }
  });
});

describe('the choice of kernels', () => {
  it('is TypeScript when LATENTCAST_NO_NATIVE is 1', () => {
    const before = process.env.LATENTCAST_NO_NATIVE;
    process.env.LATENTCAST_NO_NATIVE = '1';
    try {
      expect(selectKernels()).toBe(typescriptKernels);
      expect(loadNativeKernels()).toHaveProperty('reason');
    } finally {
      if (before === undefined) delete process.env.LATENTCAST_NO_NATIVE;
      else process.env.LATENTCAST_NO_NATIVE = before;
    }
  });

  it('uses the native kernel from its size on and TypeScript below it or where native is never faster', () => {
    const calls: string[] = [];
    const spy = (name: string): Kernels => ({
      ...typescriptKernels,
      quantize: () => calls.push(`${name} quantize`),
      crc32c: () => calls.push(`${name} crc32c`),
    });
    const both = combineKernels(spy('ts'), spy('native'), { ...NATIVE_FROM, quantize: 128, crc32c: null });
    both.quantize(new Float32Array(128), 1, 127, 1, new Uint8Array(128));
    both.quantize(new Float32Array(128), 1, 128, 1, new Uint8Array(128));
    both.crc32c(new Uint8Array(100_000));
    expect(calls).toEqual(['ts quantize', 'native quantize', 'ts crc32c']);
  });

  it('begins at the sizes that docs/native.md states', () => {
    const text = readFileSync(new URL('../../../../docs/native.md', import.meta.url), 'utf8');
    const section = text.split(/^## Kernels and.*$/m)[1]!.split('\n\n| kernel | size')[0]!;
    const rows = [...section.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, name, size]) => [name, Number(size)]);
    expect(Object.fromEntries(rows)).toEqual(NATIVE_FROM);
  });

  it('produces a stream of the documented size: [1 × 64 × 161] is 1288 bytes at 1 bit and 2576 at 2', () => {
    const kernels = selectKernels();
    const latents = Float32Array.from({ length: 64 * 161 }, (_, i) => Math.sin(i * 12.9898) * 0.99);
    const planes = [1, 2].map((bits) => {
      const symbols = new Uint8Array(latents.length);
      const out = new Uint8Array(packedBytes(161, 64, bits));
      kernels.quantize(latents, 161, 64, bits, symbols);
      kernels.packPlanes(symbols, 161, 64, bits, out);
      return out;
    });
    expect(planes.map((p) => p.length)).toEqual([1288, 2576]);
    expect(planes[1]!.subarray(0, 1288)).toEqual(planes[0]);
  });
});

function lift<T extends Record<string, number>>(value: T): { [K in keyof T]: fc.Arbitrary<number> } {
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fc.constant(v)])) as {
    [K in keyof T]: fc.Arbitrary<number>;
  };
}
