import { describe, expect, it } from 'vitest';
import { FractionalFifo } from '../../../../src/core/dsp/fractional-fifo.js';
import { PlayoutBuffer, type PlayoutBufferOptions } from '../../../../src/core/playout/playout-buffer.js';
import { seededRandom } from '../../../../src/core/random.js';

const RATE = 1000;
const HZ = 25;
const AMPLITUDE = 0.5;
const W = (2 * Math.PI * HZ) / RATE;
const sine = (from: number, n: number): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => AMPLITUDE * Math.sin(W * (from + i)));

/**
 * A source whose clock runs `ppm` fast, whose packets of 186 ms come up to `jitterMs` late, and a device that takes
 * 10 ms at a time. `stalls`: times in s at which nothing arrives for `stallMs`, then all of it at once.
 */
function simulate(
  seconds: number,
  network: { ppm?: number; jitterMs?: number; seed?: number; stallAtS?: number; stallMs?: number } = {},
  options: Partial<PlayoutBufferOptions> = {},
) {
  const { ppm = 0, jitterMs = 0, seed = 1, stallAtS = Number.POSITIVE_INFINITY, stallMs = 0 } = network;
  const random = seededRandom(seed);
  const buffer = new PlayoutBuffer({ sampleRateHz: RATE, channels: 1, ...options });
  const block = Math.round(0.186 * RATE);
  const packetMs = ((block / RATE) * 1000) / (1 + ppm * 1e-6);
  let sent = 0;
  let dueMs = 0;
  const arrival = (): number => {
    const ms = sent * packetMs + jitterMs * random();
    const stalled = ms > stallAtS * 1000 && ms < stallAtS * 1000 + stallMs ? stallAtS * 1000 + stallMs : ms;
    dueMs = Math.max(dueMs, stalled);
    return dueMs;
  };
  let nextMs = arrival();
  let [a, b] = [0, 0];
  let bend = 0;
  const levels: number[] = [];
  const minLevels: number[] = [];
  const output: Float32Array[] = [];
  for (let ms = 0; ms < seconds * 1000; ms += 10) {
    while (nextMs <= ms) {
      buffer.push(sine(sent * block, block));
      sent++;
      nextMs = arrival();
    }
    const out = buffer.pull(RATE / 100);
    // A sine obeys x[n] = 2 cos(w) x[n−1] − x[n−2]; a click does not.
    for (const x of out) {
      if (ms > 1000) bend = Math.max(bend, Math.abs(x - 2 * Math.cos(W) * a + b));
      [a, b] = [x, a];
    }
    if (ms % 1000 === 0) {
      levels.push(buffer.stats.levelMs);
      minLevels.push(buffer.stats.minLevelMs);
    }
    if (seconds <= 60) output.push(out);
  }
  return { buffer, bend, levels, minLevels, output };
}

describe('the fractional queue', () => {
  it('returns its input at a step of 1, half a filter later', () => {
    const fifo = new FractionalFifo(2, 1000);
    const pcm = Float32Array.from({ length: 400 }, (_, i) => Math.sin(i * 0.1));
    fifo.push(pcm);
    const out = fifo.read(1000, 1);
    expect(out.length).toBe(2 * (200 - 16));
    for (const [i, x] of out.entries()) expect(x).toBeCloseTo(pcm[i], 12);
  });

  it.each([0.995, 0.9999, 1.0001, 1.005])('keeps a tone pure at a step of %f, to 80 dB', (step) => {
    const fifo = new FractionalFifo(1, 20_000);
    fifo.push(Float32Array.from({ length: 20_000 }, (_, i) => Math.sin(0.4 * i)));
    const out = fifo.read(10_000, step);
    const error = out
      .slice(100)
      .reduce((max, x, i) => Math.max(max, Math.abs(x - Math.sin(0.4 * step * (i + 100)))), 0);
    expect(error).toBeLessThan(1e-4);
  });

  it('holds no more than its capacity', () => {
    const fifo = new FractionalFifo(1, 100);
    fifo.push(new Float32Array(100));
    expect(fifo.room).toBe(0);
    expect(() => fifo.push(new Float32Array(1))).toThrow(RangeError);
    expect(() => fifo.read(1, 1.006)).toThrow(RangeError);
  });
});

describe('the playout buffer', () => {
  it.each([
    [200, 3],
    [-200, 4],
  ])(
    'keeps an hour of %i ppm of drift and 25 ms of jitter inside the target, without a click (seed %i)',
    (ppm, seed) => {
      // The margin starts at 45 ms and has shrunk to its 15 ms after 60 s.
      const { buffer, bend, minLevels } = simulate(3600, { ppm, jitterMs: 25, seed });
      expect(buffer.stats.underruns).toBe(0);
      expect(buffer.stats.catchUps).toBe(0);
      // Once settled, the minimum level stays around the margin of 15 ms: drift costs 6 ms of it.
      const settled = minLevels.slice(300);
      expect(Math.min(...settled)).toBeGreaterThan(3);
      expect(Math.max(...settled)).toBeLessThan(32);
      // A step of the correction bends a sine by 0.005 · w² · amplitude at most; a click of 1 % would be 50 times that.
      expect(bend).toBeLessThan(2e-4 + 0.005 * 2 * W * W * AMPLITUDE);
      expect(Math.abs(buffer.stats.correctionPpm - ppm)).toBeLessThan(600);
    },
  );

  it('plays at once with the margin alone as delay, fading in', () => {
    const buffer = new PlayoutBuffer({ sampleRateHz: RATE, channels: 1, marginMs: 20, startMarginMs: 20 });
    expect(buffer.pull(10).every((x) => x === 0)).toBe(true);
    buffer.push(sine(0, 200));
    expect(buffer.pull(20).every((x) => x === 0)).toBe(true);
    const out = buffer.pull(50);
    expect(buffer.isPlaying).toBe(true);
    expect(Math.max(...out.map(Math.abs))).toBeGreaterThan(0.45);
    expect(Math.abs(out[1])).toBeLessThan(0.1);
  });

  it('skips to the live edge after a stall, at once, and counts it', () => {
    const { buffer, levels } = simulate(60, { jitterMs: 10, stallAtS: 20, stallMs: 3000 });
    expect(buffer.stats.underruns).toBe(1);
    expect(buffer.stats.catchUps).toBe(1);
    expect(buffer.stats.droppedMs).toBeGreaterThan(2000);
    expect(Math.max(...levels.slice(25))).toBeLessThan(186 + 80 + 100);
  });

  it('raises its margin after an underrun and lowers it slowly', () => {
    const { buffer } = simulate(21, { stallAtS: 20, stallMs: 400 }, { startMarginMs: 30 });
    while (buffer.isPlaying) buffer.pull(10);
    const wide = buffer.stats.marginMs;
    // 30 ms at first, 20 s of shrinking, and one underrun.
    expect(wide).toBeGreaterThan(35);
    for (let i = 0; i < 2000; i++) buffer.pull(10);
    expect(buffer.stats.marginMs).toBeLessThan(wide - 9);
    expect(buffer.stats.marginMs).toBeGreaterThan(wide - 11);
  });

  it('raises its margin to half the jitter before any underrun', () => {
    const { buffer, minLevels } = simulate(60, { jitterMs: 80, seed: 5 }, { startMarginMs: 90 });
    expect(buffer.stats.underruns).toBe(0);
    expect(buffer.stats.marginMs).toBeGreaterThan(25);
    expect(Math.min(...minLevels.slice(5))).toBeGreaterThan(0);
  });

  it('fades into comfort noise and back without a step', () => {
    const buffer = new PlayoutBuffer({ sampleRateHz: RATE, channels: 1, marginMs: 10, startMarginMs: 10 });
    buffer.setComfort({ level: 80, reflection: [] });
    buffer.push(sine(0, 200));
    const out: number[] = [];
    for (let i = 0; i < 40; i++) {
      if (i === 30) buffer.push(sine(0, 200));
      out.push(...buffer.pull(10));
    }
    // The largest step of the sine itself, plus the noise.
    const steepest = AMPLITUDE * W + AMPLITUDE / (0.005 * RATE) + 0.05;
    for (let i = 1; i < out.length; i++) expect(Math.abs(out[i] - out[i - 1])).toBeLessThan(steepest);
    expect(buffer.stats.underruns).toBe(1);
    expect(out.slice(270, 300).some((x) => x !== 0)).toBe(true);
  });

  it('plays a recording at its own speed and skips nothing, whatever its level', () => {
    const buffer = new PlayoutBuffer({
      sampleRateHz: RATE,
      channels: 1,
      isLive: false,
      marginMs: 100,
      startMarginMs: 100,
    });
    const pieces: Float32Array[] = [];
    const pull = (n: number): void => void pieces.push(buffer.pull(n));
    // Far too little, then far too much.
    for (let k = 0; k < 100; k++) {
      buffer.push(sine(50 * k, 50));
      if (k >= 3) pull(50);
      expect(buffer.stats.correctionPpm).toBe(0);
    }
    for (let k = 100; k < 140; k++) buffer.push(sine(50 * k, 50));
    buffer.end();
    while (buffer.stats.levelMs > 0) pull(50);
    const output = pieces.flatMap((piece) => [...piece]);
    const from = output.findIndex((x) => x !== 0);
    expect(buffer.stats).toMatchObject({ droppedMs: 0, underruns: 0, catchUps: 0 });
    // Faded in over 5 ms; half of the queue's filter later.
    const clean = output.slice(from + 50, from + 6900);
    const best = Math.min(
      ...[...Array(60).keys()].map((shift) =>
        Math.max(...clean.map((x, i) => Math.abs(x - AMPLITUDE * Math.sin(W * (i + shift))))),
      ),
    );
    expect(best).toBeLessThan(0.01);
  });

  it('ends without an underrun after the end was announced', () => {
    const buffer = new PlayoutBuffer({ sampleRateHz: RATE, channels: 1 });
    buffer.push(sine(0, 100));
    buffer.end();
    for (let i = 0; i < 20; i++) buffer.pull(10);
    expect(buffer.stats.underruns).toBe(0);
    expect(buffer.isPlaying).toBe(false);
  });

  it('never holds more than its bound, whatever arrives', () => {
    const buffer = new PlayoutBuffer({ sampleRateHz: RATE, channels: 1, maxMs: 1000 });
    for (let i = 0; i < 50; i++) buffer.push(sine(i * 100, 100));
    buffer.push(sine(0, 12_500));
    expect(buffer.stats.levelMs).toBeLessThanOrEqual(1000);
    expect(buffer.stats.droppedMs).toBeGreaterThan(3000);
  });
});
