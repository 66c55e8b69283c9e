import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossfade, type FadeCurve, fadeGain } from '../../../../src/core/dsp/crossfade.js';

const SEED = 20260722;
const CURVES: FadeCurve[] = ['linear', 'power'];

const pair = fc
  .integer({ min: 0, max: 300 })
  .chain((n) =>
    fc.tuple(...[0, 1].map(() => fc.float32Array({ minLength: n, maxLength: n, noNaN: true, min: -1, max: 1 }))),
  );

describe('fadeGain', () => {
  it('rises strictly inside (0, 1)', () => {
    for (const curve of CURVES)
      for (const n of [1, 2, 7, 512]) {
        let before = 0;
        for (let i = 0; i < n; i++) {
          const gain = fadeGain(i, n, curve);
          expect(gain).toBeGreaterThan(before);
          expect(gain).toBeLessThan(1);
          before = gain;
        }
      }
  });

  it('has gains that sum to 1 when linear and powers that sum to 1 when of equal power', () => {
    for (let i = 0; i < 64; i++) {
      expect(fadeGain(i, 64) + fadeGain(63 - i, 64)).toBeCloseTo(1, 12);
      expect(fadeGain(i, 64, 'power') ** 2 + fadeGain(63 - i, 64, 'power') ** 2).toBeCloseTo(1, 12);
    }
  });
});

describe('crossfade', () => {
  it('of a signal into itself is the signal', () => {
    fc.assert(
      fc.property(pair, ([a]) => {
        const out = new Float32Array(a.length);
        crossfade(a, a, out);
        for (let i = 0; i < a.length; i++) expect(Math.abs(out[i] - a[i])).toBeLessThan(1e-7);
      }),
      { seed: SEED },
    );
  });

  it('stays between the two signals when linear', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const out = new Float32Array(a.length);
        crossfade(a, b, out);
        for (let i = 0; i < a.length; i++) {
          expect(out[i]).toBeGreaterThanOrEqual(Math.min(a[i], b[i]) - 1e-6);
          expect(out[i]).toBeLessThanOrEqual(Math.max(a[i], b[i]) + 1e-6);
        }
      }),
      { seed: SEED },
    );
  });

  it('may write over either of its inputs', () => {
    const a = Float32Array.from({ length: 9 }, (_, i) => Math.sin(i));
    const b = Float32Array.from({ length: 9 }, (_, i) => Math.cos(3 * i));
    for (const curve of CURVES) {
      const out = new Float32Array(9);
      crossfade(a, b, out, curve);
      const [over, under] = [a.slice(), b.slice()];
      crossfade(over, b, over, curve);
      crossfade(a, under, under, curve);
      expect(over).toEqual(out);
      expect(under).toEqual(out);
    }
  });

  it('is a fade-out plus a fade-in', () => {
    const a = Float32Array.from({ length: 33 }, (_, i) => Math.sin(i));
    const b = Float32Array.from({ length: 33 }, (_, i) => Math.cos(2 * i));
    for (const curve of CURVES) {
      const out = new Float32Array(33);
      crossfade(a, b, out, curve);
      const down = a.map((x, i) => x * fadeGain(32 - i, 33, curve));
      const up = b.map((x, i) => x * fadeGain(i, 33, curve));
      for (let i = 0; i < 33; i++) expect(out[i]).toBeCloseTo(down[i] + up[i], 6);
    }
  });

  it('of one sample is the mean, of none is nothing', () => {
    const out = new Float32Array(1);
    crossfade(Float32Array.of(1), Float32Array.of(0), out);
    expect(out[0]).toBe(0.5);
    crossfade(new Float32Array(0), new Float32Array(0), new Float32Array(0));
  });

  it('has no step larger than the signals have', () => {
    const n = 441;
    const a = Float32Array.from({ length: n }, (_, i) => Math.sin(i * 0.05));
    const b = Float32Array.from({ length: n }, (_, i) => Math.sin(i * 0.05 + 2));
    const out = new Float32Array(n);
    crossfade(a, b, out);
    // Slope of the sine, plus that of the gain times the largest difference.
    for (let i = 1; i < n; i++) expect(Math.abs(out[i] - out[i - 1])).toBeLessThan(0.05 + 2 / n + 1e-6);
  });

  it('treats every channel alike', () => {
    const a = Float32Array.of(1, 1, 1, 1, -2, -2, -2, -2);
    const b = new Float32Array(8);
    const out = new Float32Array(8);
    crossfade(a, b, out, 'linear', 2);
    expect([...out.subarray(4)]).toEqual([...out.subarray(0, 4)].map((x) => -2 * x));
    const one = new Float32Array(4);
    crossfade(a.subarray(0, 4), b.subarray(0, 4), one);
    expect(out.subarray(0, 4)).toEqual(one);
    const up = new Float32Array(8);
    crossfade(b, a, up, 'linear', 2);
    expect([...up]).toEqual([0.125, 0.375, 0.625, 0.875, -0.25, -0.75, -1.25, -1.75]);
  });

  it('refuses signals of different lengths, naming the field', () => {
    const f = (n: number) => new Float32Array(n);
    expect(() => crossfade(f(3), f(4), f(4))).toThrow(/previousTail\.length/);
    expect(() => crossfade(f(4), f(4), f(5))).toThrow(/out\.length/);
    expect(() => crossfade(f(5), f(5), f(5), 'linear', 2)).toThrow(/multiple of channels \(2\), got 5/);
    expect(() => crossfade([] as unknown as Float32Array, f(0), f(0))).toThrow(TypeError);
  });
});
