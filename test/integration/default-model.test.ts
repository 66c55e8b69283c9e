import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder } from '../../src/codec/decoder.js';
import { Encoder } from '../../src/codec/encoder.js';
import type { EncoderOptions } from '../../src/codec/encoder-options.js';
import { concatFloats } from '../../src/core/buffers.js';
import { melDistanceDb } from '../../src/core/dsp/spectrum.js';
import type { DecoderItem, FrameBlock } from '../../src/core/latent/frames.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { loadModelInWorker } from '../../src/node/model/worker-model.js';
import { cli } from '../support/cli.js';

const VOICE = fileURLToPath(new URL('../../assets/voice.flac', import.meta.url));
const HOP = 2048;
const RATE = 44100;

let model: OnnxModel;
let voice: Float32Array;
let dir = '';
beforeAll(async () => {
  model = await loadModel();
  voice = await collect(await openAudioFile(VOICE));
  dir = await mkdtemp(join(tmpdir(), 'latentcast-model-'));
});
afterAll(async () => {
  await model.close();
  await rm(dir, { recursive: true });
});

async function encode(
  pcm: Float32Array,
  options: Partial<EncoderOptions> = {},
  pushSize = 4410,
): Promise<FrameBlock[]> {
  const encoder = new Encoder(model, { sampleRateHz: RATE, channels: 1, framesPerBlock: 12, ...options });
  const blocks: FrameBlock[] = [];
  for (let at = 0; at < pcm.length; at += pushSize)
    blocks.push(...(await encoder.push(pcm.subarray(at, at + pushSize))));
  return [...blocks, ...(await encoder.flush())];
}

async function decode(items: readonly (FrameBlock | DecoderItem)[]): Promise<Float32Array> {
  const decoder = new Decoder(model);
  const parts: Float32Array[] = [];
  for (const item of items) parts.push(await decoder.push('kind' in item ? item : { kind: 'frames', block: item }));
  parts.push(await decoder.flush());
  return concatFloats(parts);
}

/** All bytes of one plane, regardless of block sizes: [frames × 8]. */
const plane0 = (blocks: readonly FrameBlock[]): Uint8Array =>
  Uint8Array.from(blocks.flatMap((b) => [...b.payload.subarray(0, b.frames * 8)]));

function agreement(a: Uint8Array, b: Uint8Array): number {
  let differing = 0;
  for (let i = 0; i < a.length; i++) for (let x = a[i]! ^ b[i]!; x; x &= x - 1) differing++;
  return 1 - differing / (8 * a.length);
}

/** Blocks of other sizes with the same bits. */
function recut(blocks: readonly FrameBlock[], size: number): FrameBlock[] {
  const bytes = plane0(blocks);
  const out: FrameBlock[] = [];
  for (let t = 0; t * 8 < bytes.length; t += size) {
    const payload = bytes.slice(t * 8, (t + size) * 8);
    out.push({ firstFrame: t, frames: payload.length / 8, planes: 1, payload });
  }
  return out;
}

const farthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0);
const peak = (pcm: Float32Array): number => pcm.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
const rms = (pcm: Float32Array): number => Math.sqrt(pcm.reduce((sum, v) => sum + v * v, 0) / pcm.length);

describe('the default model, on a real voice', () => {
  it('comes nearer to the voice with bits that are searched, at one plane and at the first of two, in as many bytes', async () => {
    const part = voice.slice(0, 3 * RATE);
    const [plain, searched] = [await encode(part), await encode(part, { planes: 2, searchSteps: 6 })];
    const first = searched.map((block) => ({
      ...block,
      planes: 1,
      payload: block.payload.slice(0, block.payload.length / 2),
    }));
    expect(plane0(first).length).toBe(plane0(plain).length);
    expect(1 - agreement(plane0(plain), plane0(first))).toBeGreaterThan(0.02);
    const distance = async (blocks: FrameBlock[]) =>
      melDistanceDb(part, (await decode(blocks)).subarray(0, part.length), RATE);
    const [before, after] = [await distance(plain), await distance(first)];
    expect(after).toBeLessThan(before - 0.1);
    expect(await distance(searched)).toBeLessThan(after - 0.1);
  });

  it('measures the same distance in a thread as in this one', async () => {
    const inThread = await loadModelInWorker(undefined, { directions: ['encode'] });
    try {
      const { search, format } = model.info;
      const frames = 8;
      const trial = {
        latents: Float32Array.from({ length: frames * format.latentSize }, (_, i) => (i % 3 === 0 ? 0.5 : -0.5)),
        frames,
        pcm: voice.slice(RATE, RATE + frames * HOP + 2 * search!.marginSamples),
        aims: new Float32Array(frames * search!.rowsPerFrame * search!.aimSize),
        weights: new Float32Array(frames * search!.rowsPerFrame).fill(1),
      };
      const [here, there] = [await model.measure(trial), await inThread.measure(trial)];
      expect(there).toEqual(here);
      expect(here.gradient.some((slope) => slope !== 0)).toBe(true);
      // A step against the gradient makes the loss smaller by about what the gradient states.
      const size = 1e-3 / Math.max(...here.gradient.map(Math.abs));
      const moved = { ...trial, latents: trial.latents.map((value, i) => value - size * here.gradient[i]!) };
      const stated = here.gradient.reduce((sum, slope) => sum + slope * slope * size, 0);
      const gained = here.loss - (await model.measure(moved)).loss;
      expect(gained / stated).toBeGreaterThan(0.8);
      expect(gained / stated).toBeLessThan(1.2);
      await expect(model.measure({ ...trial, pcm: trial.pcm.subarray(1) })).rejects.toThrow('pcm.length must be');
    } finally {
      await inThread.close();
    }
  });

  it('makes 161 frames and 1288 payload bytes of a 7.48 s clip at 1 bit, and inspect reports them', async () => {
    const lc = join(dir, 'voice.lc');
    expect(await cli(['encode', VOICE, lc, '--bits', '1', '--search', '1'])).toMatchObject({ code: 0, err: '' });
    const report = JSON.parse((await cli(['inspect', lc, '--json'])).out);
    expect(report).toMatchObject({
      frames: 161,
      payloadBytes: 1288,
      bits: 1,
      totalSamples: 329_728,
      modelId: model.info.id,
    });
    expect(report.fileBytes).toBeLessThan(1400);
  });

  it('produces the same bits for windows of any size: at least 99.9 % agree', async () => {
    const whole = plane0(await encode(voice, { framesPerBlock: 1024 }));
    for (const framesPerBlock of [1, 4, 22]) {
      const bits = plane0(await encode(voice.subarray(0, RATE * 3), { framesPerBlock }));
      // The last frames depend on the cut of the excerpt.
      const common = bits.length - 8 * 4;
      expect(agreement(bits.subarray(0, common), whole.subarray(0, common))).toBeGreaterThan(0.999);
    }
  });

  it('produces the same bits in cold windows with left context as with a carried state', async () => {
    const excerpt = voice.subarray(0, RATE * 3);
    const carried = plane0(await encode(excerpt, { framesPerBlock: 22 }));
    const windows = plane0(await encode(excerpt, { framesPerBlock: 22, windowing: 'windows' }));
    expect(agreement(carried, windows)).toBeGreaterThan(0.999);
  });

  it('decodes to the same audio, streamed or whole, and to the exact length', async () => {
    const blocks = await encode(voice);
    const whole = await decode(recut(blocks, 1024));
    expect(whole.length).toBe(161 * HOP);
    for (const size of [4, 22]) {
      const streamed = await decode(recut(blocks, size));
      expect(streamed.length).toBe(whole.length);
      expect(farthest(streamed, whole)).toBeLessThan(2e-4);
    }
  });

  it('has no larger steps between packets than the sound itself', async () => {
    const out = await decode(recut(await encode(voice), 4));
    const delay = model.info.format.decoder.delaySamples;
    const steps = out.map((v, i) => (i === 0 ? 0 : Math.abs(v - out[i - 1]!)));
    // Where one model call's output ends and the next one's begins.
    const seams: number[] = [];
    for (let at = 4 * HOP - delay; at < out.length; at += 4 * HOP) if (at > 0) seams.push(steps[at]!);
    const sorted = [...steps].sort((a, b) => a - b);
    const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((s, v) => s + v, 0) / values.length;
    expect(mean(seams)).toBeLessThan(2 * mean(steps));
    expect(Math.max(...seams)).toBeLessThanOrEqual(sorted.at(-1)!);
  });

  it('resembles its input far more than silence or another clip does', async () => {
    const out = await decode(await encode(voice));
    const distance = melDistanceDb(voice, out, RATE);
    expect(distance).toBeLessThan(6);
    expect(distance).toBeLessThan(melDistanceDb(voice, out.slice().reverse(), RATE) / 1.5);
    expect(rms(out) / rms(voice)).toBeGreaterThan(0.5);
    expect(rms(out) / rms(voice)).toBeLessThan(2);
  });

  it('puts a burst where it was', async () => {
    const pcm = new Float32Array(RATE * 2);
    // Voice that begins at 1 s, after silence.
    pcm.set(voice.subarray(RATE * 2, RATE * 3), RATE);
    const out = await decode(await encode(pcm));
    const level = (x: Float32Array, at: number): number => rms(x.subarray(at, at + 441));
    const loud = 0.1 * peak(pcm);
    const onset = (x: Float32Array): number => {
      for (let at = 0; at + 441 <= x.length; at += 441) if (level(x, at) > loud * 0.3) return at / RATE;
      return Number.NaN;
    };
    expect(Math.abs(onset(out) - onset(pcm))).toBeLessThan(0.06);
  });

  it('is causal: later input does not change earlier output', async () => {
    const excerpt = voice.slice(0, RATE * 2);
    const changed = excerpt.slice();
    changed.fill(0.3, RATE);
    const [a, b] = [plane0(await encode(excerpt)), plane0(await encode(changed))];
    const before = Math.floor((RATE - model.info.format.encoder.delaySamples) / HOP) * 8;
    expect(agreement(a.subarray(0, before), b.subarray(0, before))).toBeGreaterThan(0.999);
  });

  it('crosses losses and a late join without a click or a NaN, to the same length', async () => {
    const blocks = recut(await encode(voice), 4);
    const clean = await decode(blocks);
    const items: DecoderItem[] = blocks.map((block, i) =>
      i % 7 === 3 || (i > 20 && i < 30)
        ? { kind: 'lost', firstFrame: block.firstFrame, frames: block.frames }
        : { kind: 'frames', block },
    );
    const out = await decode(items);
    expect(out.length).toBe(clean.length);
    const largest = (pcm: Float32Array): number =>
      pcm.reduce((max, v, i) => (i ? Math.max(max, Math.abs(v - pcm[i - 1]!)) : 0), 0);
    expect(out.every(Number.isFinite)).toBe(true);
    expect(largest(out)).toBeLessThan(largest(clean) * 1.5);
    const joined = await decode(blocks.slice(10));
    expect(joined.length).toBe(clean.length - 40 * HOP);
    expect(Math.abs(joined[0]!)).toBeLessThan(1e-3);
  });

  it('stays silent on silence and finite on input that no microphone delivers', async () => {
    const n = RATE;
    const inputs: Record<string, Float32Array> = {
      silence: new Float32Array(n),
      dc: new Float32Array(n).fill(0.9),
      square: Float32Array.from({ length: n }, (_, i) => (i % 100 < 50 ? 1 : -1)),
      loud: voice.subarray(0, n).map((v) => v * 100),
    };
    for (const [name, pcm] of Object.entries(inputs)) {
      const out = await decode(await encode(pcm));
      expect(out.every(Number.isFinite), name).toBe(true);
      if (name === 'silence') expect(20 * Math.log10(rms(out) + 1e-9)).toBeLessThan(-55);
    }
  });
});
