import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StereoAnalyser } from '../../../src/codec/stereo-analyser.js';
import { parseSpatialParameters, STEREO_BANDS } from '../../../src/core/latent/spatial-parameters.js';
import { noise, tone } from '../../support/stereo.js';

const HOP = 2048;
const FIELD = { leftFrames: 0, rightFrames: 0, delaySamples: 0, stateSize: 0 };
const formatOf = (delaySamples = 0, hopSamples = HOP, sampleRateHz = 44_100, rightFrames = 0) => ({
  sampleRateHz,
  hopSamples,
  encoder: { ...FIELD, delaySamples, rightFrames },
});

/** The bytes of the whole, taken at once. */
function analyse(left: Float32Array, right: Float32Array, format = formatOf()): Uint8Array {
  const analyser = new StereoAnalyser(format);
  analyser.push(left, right);
  return analyser.take(0, Math.ceil(left.length / format.hopSamples));
}

describe('StereoAnalyser', () => {
  const n = 16 * HOP;
  const a = noise(1, n);
  const b = noise(2, n);
  const zero = new Float32Array(n);
  const negative = a.map((x) => -x);
  const half = a.map((x) => x / 2);

  it.each([
    ['the middle', a, a, 0, 1],
    ['hard left', a, zero, 50, 0],
    ['hard right', zero, a, -50, 0],
    ['opposite phase', a, negative, 0, -1],
    ['the left twice as loud', a, half, 6, 1],
    ['the right twice as loud, turned over', half, negative, -6, -1],
    ['two that have nothing in common', a, b, 0, 0],
    ['silence', zero, zero, 0, 1],
  ])('measures %s in every band', (_, left, right, levelDifferenceDb, coherence) => {
    for (const byte of analyse(left, right).subarray(STEREO_BANDS))
      expect(parseSpatialParameters(byte)).toEqual({ levelDifferenceDb, coherence });
  });

  it('measures band k mod 6 for frame k', () => {
    // A tone in the middle of every band, those of even bands on the left, of odd ones on the right.
    const mix = (parity: number): Float32Array => {
      const out = new Float32Array(n);
      [120, 400, 950, 2200, 5000, 11_000].forEach((hz, band) => {
        if (band % 2 !== parity) return;
        tone(hz, 44_100, n, 0.1).forEach((x, i) => {
          out[i] += x;
        });
      });
      return out;
    };
    analyse(mix(0), mix(1)).forEach((byte, frame) => {
      const { levelDifferenceDb } = parseSpatialParameters(byte)!;
      if (frame >= STEREO_BANDS) expect(levelDifferenceDb * (frame % 2 ? -1 : 1), `${frame}`).toBeGreaterThan(20);
    });
  });

  it.each([
    ['without look-ahead', formatOf()],
    ['with a delay', formatOf(3000)],
    ['with a long delay', formatOf(20_000)],
    ['with frames ahead', formatOf(0, HOP, 44_100, 2)],
    ['of short frames', formatOf(2100, 300)],
    ['of frames shorter than its step', formatOf(64, 64)],
  ])('gives the same bytes however the sound is cut, as soon as an encoder can ask for them, %s', (_, format) => {
    const { hopSamples, encoder } = format;
    const encoderDelay = encoder.delaySamples + encoder.rightFrames * hopSamples;
    const total = Math.max(12_000, 8 * hopSamples + encoderDelay);
    const left = noise(3, total);
    // Something that moves.
    const right = left.map((x, i) => 0.5 * b[i % n] + x * Math.sin(i / 3000));
    const whole = analyse(left, right, format);
    fc.assert(
      fc.property(fc.array(fc.nat(total), { maxLength: 8 }), (cuts) => {
        const analyser = new StereoAnalyser(format);
        const bytes: number[] = [];
        let from = 0;
        for (const to of [...cuts.sort((x, y) => x - y), total]) {
          analyser.push(left.subarray(from, to), right.subarray(from, to));
          from = to;
          const ready = Math.max(bytes.length, Math.floor((to - encoderDelay) / hopSamples));
          bytes.push(...analyser.take(bytes.length, ready - bytes.length));
        }
        bytes.push(...analyser.take(bytes.length, whole.length - bytes.length));
        expect(Uint8Array.from(bytes)).toEqual(whole);
      }),
      { seed: 9, numRuns: 12 },
    );
  });

  it('uses the look-ahead: a jump from left to right shows in the middle of the six frames around it', () => {
    const jump = 12 * HOP;
    const left = noise(4, 2 * jump).map((x, i) => (i < jump ? x : 0));
    const right = noise(5, 2 * jump).map((x, i) => (i < jump ? 0 : x));
    const levels = Array.from(
      analyse(left, right, formatOf(4 * HOP)),
      (byte) => parseSpatialParameters(byte)!.levelDifferenceDb,
    );
    expect(levels.slice(0, 9)).toEqual(Array(9).fill(50));
    expect(levels.slice(15, 21)).toEqual(Array(6).fill(-50));
  });

  it('has parameters for every frame, however short', () => {
    for (const hop of [16, 64, 170, 171]) {
      const bytes = analyse(a.subarray(0, 8192), zero.subarray(0, 8192), formatOf(0, hop));
      const warm = Math.ceil(3072 / hop) + STEREO_BANDS;
      for (const byte of bytes.subarray(warm))
        expect(parseSpatialParameters(byte)!.levelDifferenceDb, `${hop}`).toBe(50);
    }
  });

  it('accepts a low sample rate, where the highest band is empty', () => {
    const bytes = analyse(a, zero, formatOf(0, 512, 8000));
    bytes.subarray(12).forEach((byte, i) => {
      if (i % STEREO_BANDS < 5) expect(parseSpatialParameters(byte)!.levelDifferenceDb).toBe(50);
      expect(parseSpatialParameters(byte)).toBeDefined();
    });
  });

  it('has the centre for frames whose audio was never pushed', () => {
    const analyser = new StereoAnalyser(formatOf());
    analyser.push(a.subarray(0, 100), zero.subarray(0, 100));
    expect(Array.from(analyser.take(0, 3), (byte) => parseSpatialParameters(byte))).toEqual(
      Array(3).fill({ levelDifferenceDb: 0, coherence: 1 }),
    );
  });
});
