import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillNoise, lowbias32, noise } from '../../../../src/core/dsp/noise.js';

const SEED = 20260722;
const MASK = 0xffffffffn;

/** The same hash in BigInt: unsigned arithmetic mod 2^32, without Math.imul and without signed shifts. */
function lowbias32BigInt(n: bigint): bigint {
  let x = n & MASK;
  x ^= x >> 16n;
  x = (x * 0x7feb352dn) & MASK;
  x ^= x >> 15n;
  x = (x * 0x846ca68bn) & MASK;
  return x ^ (x >> 16n);
}

describe('noise', () => {
  it('equals unsigned 32-bit arithmetic done independently', () => {
    for (const n of [0, 1, 2, 255, 44100, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1])
      expect(lowbias32(n)).toBe(Number(lowbias32BigInt(BigInt(n))));
    fc.assert(
      fc.property(fc.maxSafeNat(), (n) => {
        const hash = lowbias32BigInt(BigInt(n));
        expect(lowbias32(n)).toBe(Number(hash));
        expect(noise(n)).toBe(Math.sqrt(3) * ((Number(hash) / 2 ** 32) * 2 - 1));
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it('keeps its frozen first values: both ends of a stream must agree on them', () => {
    expect([0, 1, 2, 3].map(lowbias32)).toEqual([0x00000000, 0x688990c0, 0xd1132181, 0x53f1e9dd]);
  });

  it('repeats after 2^32 samples, without a seam in a block that crosses the wrap', () => {
    const across = new Float32Array(8);
    fillNoise(across, 2 ** 32 - 4);
    const expected = [...Array(8).keys()].map((i) => Math.fround(noise((2 ** 32 - 4 + i) % 2 ** 32)));
    expect([...across]).toEqual(expected);
    const [a, b] = [new Float32Array(16), new Float32Array(16)];
    fillNoise(a, 1234);
    fillNoise(b, 3 * 2 ** 32 + 1234);
    expect(b).toEqual(a);
  });

  it('does not depend on how the stream is cut into blocks', () => {
    const whole = new Float32Array(1000);
    fillNoise(whole, 777);
    for (let at = 0; at < 1000; at += 125) fillNoise(whole.subarray(at, at + 125), 777 + at);
    const again = new Float32Array(1000);
    fillNoise(again, 777);
    expect(whole).toEqual(again);
  });

  it('is white, of mean 0 and variance 1, within ±√3', () => {
    const n = 100_000;
    const x = new Float32Array(n);
    fillNoise(x, 5_000_000);
    const sum = (f: (i: number) => number) => x.reduce((s, _, i) => s + f(i), 0) / n;
    expect(Math.abs(sum((i) => x[i]))).toBeLessThan(0.015);
    expect(Math.abs(sum((i) => x[i] ** 2) - 1)).toBeLessThan(0.015);
    for (const lag of [1, 2, 3, 64, 2048]) expect(Math.abs(sum((i) => x[i] * (x[i + lag] ?? 0)))).toBeLessThan(0.015);
    expect(Math.max(...x.subarray(0, 60_000))).toBeLessThanOrEqual(Math.sqrt(3));
  });

  it('refuses a first sample that is no index', () => {
    expect(() => fillNoise(new Float32Array(1), -1)).toThrow(/firstSample/);
    expect(() => fillNoise(new Float32Array(1), 0.5)).toThrow(/firstSample/);
    expect(() => fillNoise([] as unknown as Float32Array, 0)).toThrow(TypeError);
  });
});
