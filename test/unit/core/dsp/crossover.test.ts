import { describe, expect, it } from 'vitest';
import { Crossover } from '../../../../src/core/dsp/crossover.js';
import { RealFft } from '../../../../src/core/dsp/fft.js';

const RATE = 44_100;
const N = 16_384;

function impulse(): Float64Array {
  const x = new Float64Array(N);
  x[0] = 1;
  return x;
}

/** |H| of an impulse response at the bins of an N-point spectrum. */
function magnitudes(response: Float64Array): Float64Array {
  const re = new Float64Array(N / 2 + 1);
  const im = new Float64Array(N / 2 + 1);
  new RealFft(N).transform(response, re, im);
  return re.map((x, k) => Math.hypot(x, im[k]));
}

describe('Crossover', () => {
  it('splits into two sides, both 6 dB down at its frequency, that sum to an all-pass', () => {
    const rest = impulse();
    const low = new Float64Array(N);
    new Crossover(1000, RATE, 0).split(rest, low);
    const bin = Math.round((1000 * N) / RATE);
    expect(20 * Math.log10(magnitudes(low)[bin])).toBeCloseTo(-6, 1);
    expect(20 * Math.log10(magnitudes(rest)[bin])).toBeCloseTo(-6, 1);
    for (const h of magnitudes(rest.map((x, i) => x + low[i]))) expect(h).toBeCloseTo(1, 6);
  });

  it('aligns the phase of a band below it, so that three bands sum to an all-pass', () => {
    const [first, second] = [new Crossover(400, RATE, 0), new Crossover(3000, RATE, 1)];
    const rest = impulse();
    const [low, middle] = [new Float64Array(N), new Float64Array(N)];
    first.split(rest, low);
    second.split(rest, middle);
    second.alignPhase(low, 0);
    for (const h of magnitudes(rest.map((x, i) => x + middle[i] + low[i]))) expect(h).toBeCloseTo(1, 6);
  });

  it('is in its initial state after a reset, and after its state has decayed below audibility', () => {
    const used = new Crossover(1000, RATE, 0);
    const run = (crossover: Crossover): Float64Array => {
      const low = new Float64Array(N);
      crossover.split(impulse(), low);
      return low;
    };
    const wanted = run(new Crossover(1000, RATE, 0));
    run(used);
    used.reset();
    expect(run(used)).toEqual(wanted);
    for (let i = 0; i < 4; i++) used.split(new Float64Array(N), new Float64Array(N));
    used.flushDenormals();
    expect(run(used)).toEqual(wanted);
  });
});
