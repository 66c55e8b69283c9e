import { describe, expect, it } from 'vitest';
import { AllPassDelay } from '../../../../src/core/dsp/all-pass-delay.js';
import { Decorrelator } from '../../../../src/core/dsp/decorrelator.js';
import { seededRandom } from '../../../../src/core/random.js';

const RATE = 44_100;
const SEED = 11;

function noise(samples: number): Float64Array {
  const random = seededRandom(SEED);
  return Float64Array.from({ length: samples }, () => random() - 0.5);
}
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i], 0);

describe('AllPassDelay', () => {
  it('without gain delays by a whole number of samples', () => {
    const x = Float64Array.of(1, 2, 3, 4, 5);
    const y = new Float64Array(5);
    new AllPassDelay(2.4, 0).process(x, y, 5);
    expect([...y]).toEqual([0, 0, 1, 2, 3]);
  });

  it('with a gain follows y[n] = −g·x[n] + x[n − D] + g·y[n − D], in place and in parts of any size', () => {
    const x = noise(64);
    const [g, d] = [0.6, 3];
    const wanted: number[] = [];
    for (let n = 0; n < 64; n++) wanted.push(-g * x[n] + (x[n - d] ?? 0) + g * (wanted[n - d] ?? 0));
    const delay = new AllPassDelay(d, g);
    const y = x.slice();
    for (const [from, to] of [
      [0, 1],
      [1, 10],
      [10, 64],
    ])
      delay.process(y.subarray(from, to), y.subarray(from, to), to - from);
    y.forEach((v, n) => {
      expect(v).toBeCloseTo(wanted[n], 12);
    });
  });

  it('keeps an audible state and clears an inaudible one', () => {
    const out = (peak: number): number[] => {
      const delay = new AllPassDelay(1, 0);
      const y = new Float64Array(1);
      delay.process(Float64Array.of(peak), y, 1);
      delay.flushDenormals();
      delay.process(new Float64Array(1), y, 1);
      return [...y];
    };
    expect(out(1e-6)).toEqual([1e-6]);
    expect(out(1e-19)).toEqual([0]);
  });
});

describe('Decorrelator', () => {
  it(`outputs noise of the energy of its input, uncorrelated with it (seed ${SEED})`, () => {
    const m = noise(RATE);
    const d = new Float64Array(RATE);
    new Decorrelator([300, 350, 220], RATE).process(m, d);
    const from = RATE / 4;
    const [a, b] = [m.subarray(from), d.subarray(from)];
    expect(dot(b, b) / dot(a, a)).toBeCloseTo(1, 1);
    expect(Math.abs(dot(a, b)) / dot(a, a)).toBeLessThan(0.05);
  });

  it('is in its initial state after a reset', () => {
    const m = noise(2000);
    const [wanted, got] = [new Float64Array(2000), new Float64Array(2000)];
    new Decorrelator([100, 50], RATE).process(m, wanted);
    const used = new Decorrelator([100, 50], RATE);
    used.process(m, got);
    used.reset();
    used.process(m, got);
    expect(got).toEqual(wanted);
  });
});
