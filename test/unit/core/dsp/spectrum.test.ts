import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RealFft } from '../../../../src/core/dsp/fft.js';
import { hzToMel, melDistanceDb, melFilterbank, melToHz, powerSpectrogram } from '../../../../src/core/dsp/spectrum.js';
import { openAudioFile } from '../../../../src/node/files/audio-file.js';
import { SEED } from '../../../support/seed.js';

const RATE = 44100;

const tone = (hz: number, length: number, gain = 0.5): Float32Array =>
  Float32Array.from({ length }, (_, n) => gain * Math.sin((2 * Math.PI * hz * n) / RATE));

describe('RealFft', () => {
  it('equals the sum that defines it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(4, 8, 64, 256),
        fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
        (size, stream) => {
          const x = Float64Array.from({ length: size }, () => stream.next().value as number);
          const re = new Float64Array(size / 2 + 1);
          const im = new Float64Array(size / 2 + 1);
          new RealFft(size).transform(x, re, im);
          for (let k = 0; k <= size / 2; k++) {
            let sr = 0;
            let si = 0;
            for (let n = 0; n < size; n++) {
              sr += x[n] * Math.cos((2 * Math.PI * k * n) / size);
              si -= x[n] * Math.sin((2 * Math.PI * k * n) / size);
            }
            expect(re[k]).toBeCloseTo(sr, 8);
            expect(im[k]).toBeCloseTo(si, 8);
          }
        },
      ),
      { seed: SEED, numRuns: 20 },
    );
  });

  it('refuses a size that is no power of two', () => {
    expect(() => new RealFft(96)).toThrow(/size must be a power of two from 4 to 1048576, got 96/);
  });
});

describe('powerSpectrogram', () => {
  it('has floor(length / hop) + 1 frames and its peak at the bin of the tone', () => {
    const hz = (100 * RATE) / 2048;
    const { frames, bins, power } = powerSpectrogram(tone(hz, RATE));
    expect(frames).toBe(Math.floor(RATE / 512) + 1);
    expect(bins).toBe(1025);
    const middle = power.subarray(40 * bins, 41 * bins);
    expect(middle.indexOf(Math.max(...middle))).toBe(100);
    // A full-scale bin-centred tone of amplitude a has |X| = a·N/4 under a Hann window.
    expect(Math.sqrt(middle[100])).toBeCloseTo(0.5 * 512, 1);
  });
});

describe('mel scale', () => {
  it('is linear below 1 kHz, and melToHz is the inverse of hzToMel', () => {
    expect(hzToMel(1000)).toBeCloseTo(15, 10);
    expect(hzToMel(200) * 2).toBeCloseTo(hzToMel(400), 10);
    for (const hz of [0, 50, 999, 1001, 8000, 22050]) expect(melToHz(hzToMel(hz))).toBeCloseTo(hz, 6);
  });

  it('has bands of unit area that cover the spectrum', () => {
    const bands = melFilterbank(RATE, 2048, 128);
    expect(bands).toHaveLength(128);
    // Narrow bands hold too few bins for the area to come out exactly; wide ones do.
    const last = bands[127];
    expect(last.weights.reduce((a, b) => a + b, 0) * (RATE / 2048)).toBeCloseTo(1, 1);
    expect(last.firstBin + last.weights.length).toBeGreaterThan(1020);
  });
});

describe('melDistanceDb', () => {
  it('is 0 for the same signal and 10 dB for one 10 dB lower where nothing is below the floor', () => {
    const noise = Float32Array.from(
      { length: RATE },
      (_, n) => ((Math.imul(n + 1, 2654435761) >>> 0) / 2 ** 31 - 1) * 0.5,
    );
    expect(melDistanceDb(noise, noise, RATE)).toBe(0);
    expect(
      melDistanceDb(
        noise,
        noise.map((v) => v * 10 ** -0.5),
        RATE,
      ),
    ).toBeCloseTo(10, 3);
  });

  it('cuts the longer one and has no value where there is nothing to compare', () => {
    const a = tone(440, RATE);
    expect(melDistanceDb(a, a.subarray(0, RATE / 2), RATE)).toBe(0);
    expect(melDistanceDb(new Float32Array(0), a, RATE)).toBeNaN();
    expect(melDistanceDb(new Float32Array(RATE), a, RATE)).toBeNaN();
  });

  it("agrees with the evaluation script's mel_db within 1 % on real clips", async () => {
    // Made by the script's own m_mel on assets/ and the same clips rounded to `steps` steps a unit.
    const { cases } = JSON.parse(readFileSync(new URL('../../../vectors/mel-db.json', import.meta.url), 'utf8')) as {
      cases: { file: string; steps: number; melDb: number }[];
    };
    for (const { file, steps, melDb } of cases) {
      const source = await openAudioFile(fileURLToPath(new URL(`../../../../assets/${file}`, import.meta.url)));
      const mono: number[] = [];
      for await (const block of source.blocks())
        for (let i = 0; i < block.length; i += source.channels)
          mono.push(block.subarray(i, i + source.channels).reduce((a, b) => a + b, 0) / source.channels);
      await source.close();
      const reference = Float32Array.from(mono);
      const degraded = reference.map((v) => Math.floor(v * steps + 0.5) / steps);
      expect(Math.abs(melDistanceDb(reference, degraded, RATE) / melDb - 1)).toBeLessThan(0.01);
    }
  });
});
