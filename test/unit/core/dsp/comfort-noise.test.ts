import { describe, expect, it } from 'vitest';
import { NO_NOISE, NoiseMeter, NoiseSource, noiseRms } from '../../../../src/core/dsp/comfort-noise.js';
import { seededRandom } from '../../../../src/core/random.js';

const random = seededRandom(20261123);
/** White noise through a pole at `pole`, scaled to `rms`: one reflection coefficient of −pole. */
function background(n: number, pole: number, rms: number): Float32Array {
  let y = 0;
  const scale = rms * Math.sqrt(3 * (1 - pole * pole));
  return Float32Array.from({ length: n }, () => (y = pole * y + scale * (2 * random() - 1)));
}
const db = (pcm: Float32Array): number => 10 * Math.log10(pcm.reduce((sum, x) => sum + x * x, 0) / pcm.length);
const played = (source: NoiseSource, n: number, from = 0): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => source.next(from + i));
const tilt = (pcm: Float32Array): number => {
  let [near, all] = [0, 0];
  for (let i = 1; i < pcm.length; i++) {
    near += pcm[i] * pcm[i - 1];
    all += pcm[i] * pcm[i];
  }
  return near / all;
};

describe('comfort noise', () => {
  it.each([
    [0, 0.001],
    [0.9, 0.001],
    [0.95, 0.02],
    [-0.7, 0.0005],
  ])('has the level and the tilt of what was measured: pole %s, rms %s', (pole, rms) => {
    const meter = new NoiseMeter();
    const pcm = background(40_000, pole, rms);
    meter.add(pcm, 1);
    const noise = meter.measure();
    expect(20 * Math.log10(noiseRms(noise))).toBeCloseTo(db(pcm), 0);
    const source = new NoiseSource();
    source.set(noise);
    const output = played(source, 40_000);
    expect(Math.abs(db(output) - db(pcm))).toBeLessThan(1);
    expect(Math.abs(tilt(output) - tilt(pcm))).toBeLessThan(0.05);
  });

  it.each([0.01, -0.05])('is the same noise where the audio has an offset of %s', (offset) => {
    const pcm = background(40_000, 0.9, 0.001);
    const [plain, shifted] = [new NoiseMeter(), new NoiseMeter()];
    plain.add(pcm, 1);
    shifted.add(
      pcm.map((x) => x + offset),
      1,
    );
    const [a, b] = [plain.measure(), shifted.measure()];
    expect(Math.abs(a.level - b.level)).toBeLessThanOrEqual(1);
    for (const [k, n] of a.reflection.entries()) expect(Math.abs(n - b.reflection[k]!)).toBeLessThanOrEqual(1);
  });

  it('has the level of mains hum, with and without an offset', () => {
    for (const offset of [0, 0.02]) {
      const meter = new NoiseMeter();
      const pcm = background(44_100, 0, 1e-4).map(
        (x, i) => x + offset + 0.003 * Math.sin((2 * Math.PI * 50 * i) / 44_100),
      );
      for (let at = 0; at + 8192 <= pcm.length; at += 8192) meter.add(pcm.subarray(at, at + 8192), 1);
      const source = new NoiseSource();
      source.set(meter.measure());
      expect(Math.abs(db(played(source, 400_000).subarray(20_000)) - 20 * Math.log10(0.003 / Math.SQRT2))).toBeLessThan(
        2,
      );
    }
  });

  it('measures digital silence as no sound, and plays no noise for it', () => {
    const meter = new NoiseMeter();
    meter.add(new Float32Array(4096), 1);
    expect(meter.measure()).toEqual(NO_NOISE);
    const source = new NoiseSource();
    source.set(NO_NOISE);
    expect(source.isOn).toBe(false);
    expect(played(source, 1000).every((x) => x === 0)).toBe(true);
  });

  it('follows a level that changes within 50 ms and fades out when it is removed', () => {
    const source = new NoiseSource();
    source.set({ level: 120, reflection: [] });
    played(source, 4410);
    source.set({ level: 80, reflection: [] });
    expect(db(played(source, 4410, 4410).subarray(2205))).toBeCloseTo(-40, 0);
    source.set(undefined);
    played(source, 22_050);
    expect(source.isOn).toBe(false);
  });

  it('stays finite and bounded whatever coefficients a packet states', () => {
    for (let i = 0; i < 200; i++) {
      const source = new NoiseSource();
      const order = Math.floor(random() * 17);
      source.set({ level: 60, reflection: Array.from({ length: order }, () => (random() < 0.5 ? 0 : 254)) });
      const pcm = played(source, 5000);
      expect(pcm.every((x) => Math.abs(x) < 1)).toBe(true);
    }
  });

  it('is the same for two listeners that received the same parameters', () => {
    const [a, b] = [new NoiseSource(), new NoiseSource()];
    for (const source of [a, b]) source.set({ level: 100, reflection: [40, 180, 127] });
    expect(played(a, 1000)).toEqual(played(b, 1000));
  });
});
