import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Resampler, resampledLength } from '../../../../src/core/dsp/resampler.js';

const SEED = 20261123;
const RATES = [8000, 11025, 22050, 32000, 44100, 44101, 48000, 96000, 192000];

describe.each([
  [48000, 44100],
  [44100, 48000],
  [8000, 44100],
  [11025, 44100],
  [22050, 44100],
  [32000, 44100],
  [44101, 44100],
  [96000, 44100],
  [192000, 44100],
  [44100, 8000],
  [44100, 44101],
  [44100, 192000],
  [48000, 16000],
])('resampling %i Hz to %i Hz', (from, to) => {
  const low = Math.min(from, to) / 2;

  it('keeps a sine in the pass band to 90 dB, in level, phase and time', () => {
    for (const share of [0.01, 0.37, 0.9]) {
      const out = whole(sine(share * low, from, length(from)), from, to);
      expect(snr(out, (k) => tone(share * low, k / to))).toBeGreaterThan(90);
    }
  });

  it('is flat to 0.91 of the lower Nyquist frequency', () => {
    const out = whole(sine(0.91 * low, from, length(from)), from, to);
    expect(20 * Math.log10(gain(out, (k) => tone(0.91 * low, k / to)))).toBeCloseTo(0, 2);
  });

  it('has neither alias nor image above −90 dB', () => {
    // Aliases are caused by input above the output's Nyquist frequency, images by input below the input's.
    for (const f of [1.002 * low, 1.05 * low, 1.7 * low, 3.1 * low])
      if (to < from && f < 0.499 * from)
        expect(levelDb(whole(sine(f, from, length(from)), from, to))).toBeLessThan(-90);
    const out = whole(sine(0.8 * low, from, length(from)), from, to);
    expect(snr(out, (k) => tone(0.8 * low, k / to))).toBeGreaterThan(90);
  });

  it('passes DC with a gain of 1 in every phase', () => {
    const out = middle(whole(new Float32Array(length(from)).fill(0.5), from, to));
    for (const y of out) if (Math.abs(y - 0.5) > 1e-6) expect(y).toBeCloseTo(0.5, 6);
  });

  it('keeps the position of an impulse', () => {
    const at = Math.floor(length(from) / 2);
    const input = new Float32Array(2 * at);
    input[at] = 1;
    const out = whole(input, from, to);
    let [weight, moment] = [0, 0];
    out.forEach((y, k) => {
      weight += y;
      moment += y * k;
    });
    // A symmetric response has its centre of mass at its centre.
    expect(moment / weight).toBeCloseTo((at * to) / from, 2);
  });

  it('produces the same bits however the input is cut', () => {
    const input = noiseOf(from < 50_000 ? 6000 : 20_000);
    const expected = whole(input, from, to);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 20 }), (cuts) => {
        const streamed = cut(input, cuts, new Resampler({ inputRateHz: from, outputRateHz: to, channels: 1 }));
        expect(sameBits(streamed, expected)).toBe(true);
      }),
      { seed: SEED, numRuns: 10 },
    );
  });
});

describe('a resampler', () => {
  it('returns exactly ⌈n · out / in⌉ samples for any rates and lengths', () => {
    const rates = fc.oneof(fc.constantFrom(...RATES), fc.integer({ min: 8000, max: 192000 }));
    fc.assert(
      fc.property(rates, rates, fc.integer({ min: 0, max: 3000 }), (from, to, n) => {
        const exact = Number((BigInt(n) * BigInt(to) + BigInt(from) - 1n) / BigInt(from));
        expect(resampledLength(n, from, to)).toBe(exact);
        expect(whole(noiseOf(n), from, to).length).toBe(exact);
      }),
      { seed: SEED, numRuns: 40 },
    );
  });

  it('counts exactly where the product is beyond 2^53', () => {
    const n = 2 ** 45 + 12_345;
    expect(BigInt(resampledLength(n, 44101, 48000))).toBe((BigInt(n) * 48000n + 44100n) / 44101n);
  });

  it('accepts a single sample, one at a time, and none', () => {
    for (const from of RATES)
      for (const to of RATES) {
        const r = new Resampler({ inputRateHz: from, outputRateHz: to, channels: 1 });
        expect(r.push(new Float32Array(0)).length).toBe(0);
        expect(r.push(Float32Array.of(0.5)).length + r.flush().length).toBe(Math.ceil(to / from));
        expect(r.flush().length).toBe(0);
      }
    const input = noiseOf(500);
    const single = new Resampler({ inputRateHz: 48000, outputRateHz: 44100, channels: 1 });
    expect(cut(input, [1], single)).toEqual(whole(input, 48000, 44100));
  });

  it('copies without delay when the rates are equal', () => {
    const r = new Resampler({ inputRateHz: 44100, outputRateHz: 44100, channels: 2 });
    const input = noiseOf(10);
    const out = r.push(input);
    expect(out).toEqual(input);
    expect(out.buffer).not.toBe(input.buffer);
    expect([r.flush().length, r.lookAheadSamples]).toEqual([0, 0]);
  });

  it('treats each channel as if it were alone', () => {
    const [a, b, c] = [noiseOf(3000), noiseOf(3000).reverse(), new Float32Array(3000)];
    const interleaved = Float32Array.from({ length: 9000 }, (_, i) => [a, b, c][i % 3]![Math.floor(i / 3)]!);
    const out = whole(interleaved, 44100, 32000, 3);
    for (const [i, channel] of [a, b, c].entries())
      expect(out.filter((_, k) => k % 3 === i)).toEqual(whole(channel, 44100, 32000));
  });

  it('is in its initial state after flush and after reset', () => {
    const input = noiseOf(2000);
    const r = new Resampler({ inputRateHz: 22050, outputRateHz: 48000, channels: 1 });
    const first = cut(input, [700], r);
    expect(cut(input, [999], r)).toEqual(first);
    r.push(noiseOf(777));
    r.reset();
    expect(cut(input, [2000], r)).toEqual(first);
  });

  it('holds back no more than its look-ahead', () => {
    const r = new Resampler({ inputRateHz: 48000, outputRateHz: 44100, channels: 1 });
    const out = r.push(noiseOf(4800));
    expect(out.length).toBe(resampledLength(4800 - r.lookAheadSamples, 48000, 44100));
  });

  it('keeps exact time over twenty seconds: no drift', () => {
    const [from, to, f] = [48000, 44100, 1000];
    const r = new Resampler({ inputRateHz: from, outputRateHz: to, channels: 1 });
    // A whole number of periods a second: every second of input is the same.
    const second = sine(f, from, from);
    let made = 0;
    let last: Float32Array = new Float32Array(0);
    for (let s = 0; s < 20; s++) {
      last = r.push(second);
      made += last.length;
    }
    const base = made - last.length;
    expect(snr(last, (k) => tone(f, (base + k) / to))).toBeGreaterThan(90);
    expect(made + r.flush().length).toBe(20 * to);
  });

  it('refuses rates, channels and lengths that do not fit, naming them', () => {
    const make = (inputRateHz: number, outputRateHz: number, channels: number) => () =>
      new Resampler({ inputRateHz, outputRateHz, channels });
    expect(make(999, 44100, 1)).toThrow(/inputRateHz must be an integer from 1000 to 768000, got 999/);
    expect(make(44100, 192001, 1)).toThrow(/outputRateHz/);
    expect(make(44100.5, 48000, 1)).toThrow(/inputRateHz/);
    expect(make(44100, 48000, 0)).toThrow(/channels/);
    expect(() => make(44100, 48000, 2)().push(new Float32Array(3))).toThrow(/multiple of channels \(2\), got 3/);
    expect(() => make(44100, 48000, 1)().push([0] as never)).toThrow(TypeError);
  });
});

/** Samples of a signal that is long enough for the widest filter to settle: 0.2 s. */
function length(rate: number): number {
  return Math.floor(rate * 0.2);
}

function tone(frequency: number, time: number): number {
  return 0.5 * Math.sin(2 * Math.PI * frequency * time);
}

function sine(frequency: number, rate: number, n: number): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => tone(frequency, i / rate));
}

function noiseOf(n: number): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => Math.sin(i * i * 0.7 + i));
}

function whole(input: Float32Array, inputRateHz: number, outputRateHz: number, channels = 1): Float32Array {
  return cut(input, [input.length], new Resampler({ inputRateHz, outputRateHz, channels }));
}

/** Pushes the input in pieces of these lengths, again and again, and flushes. */
function cut(input: Float32Array, lengths: readonly number[], r: Resampler): Float32Array {
  const parts: Float32Array[] = [];
  for (let at = 0, i = 0; at < input.length; i++) {
    // A list of zeros alone would never end.
    const n = lengths[i % lengths.length]! || (i >= lengths.length ? 1 : 0);
    parts.push(r.push(input.subarray(at, at + n)));
    at += n;
  }
  parts.push(r.flush());
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The part that the zeros before the beginning and after the end do not reach. */
function middle(out: Float32Array): Float32Array {
  return out.subarray(Math.floor(out.length * 0.3), Math.floor(out.length * 0.7));
}

function snr(out: Float32Array, expected: (k: number) => number): number {
  let [signal, error] = [0, 0];
  for (let k = Math.floor(out.length * 0.3); k < out.length * 0.7; k++) {
    signal += expected(k) ** 2;
    error += (out[k]! - expected(k)) ** 2;
  }
  return 10 * Math.log10(signal / error);
}

/** Comparing 10,000 numbers one by one is slow in an assertion library. */
function sameBits(a: Float32Array, b: Float32Array): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));
}

/** Share of the expected sine in the output: 1 is all of it. */
function gain(out: Float32Array, expected: (k: number) => number): number {
  let [product, square] = [0, 0];
  for (let k = Math.floor(out.length * 0.3); k < out.length * 0.7; k++) {
    product += out[k]! * expected(k);
    square += expected(k) ** 2;
  }
  return product / square;
}

/** Level against the sine that went in, in dB. */
function levelDb(out: Float32Array): number {
  const part = middle(out);
  return 10 * Math.log10(part.reduce((sum, y) => sum + y * y, 0) / part.length / 0.125);
}
