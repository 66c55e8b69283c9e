import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../../src/codec/decoder.js';
import { Encoder } from '../../../src/codec/encoder.js';
import type { DecoderItem, FrameBlock } from '../../../src/core/latent/frames.js';
import { FakeModel, modelForms } from '../../support/fake-model.js';

const HOP = 64;
const MODELS = modelForms(100, 135);

/** A smooth signal: its own largest step is far below a click. */
const tone = (n: number, amplitude = 0.5): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => amplitude * Math.sin(i * 0.01));
const join = (parts: readonly Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((p) => [...p]));
const largestStep = (pcm: Float32Array): number =>
  pcm.reduce((max, v, i) => (i === 0 ? 0 : Math.max(max, Math.abs(v - pcm[i - 1]!))), 0);

async function encodeAll(
  model: FakeModel,
  pcm: Float32Array,
  cuts: readonly number[] = [],
  options: object = {},
): Promise<FrameBlock[]> {
  const encoder = new Encoder(model, { sampleRateHz: 44100, channels: 1, planes: 8, framesPerBlock: 4, ...options });
  const blocks: FrameBlock[] = [];
  let from = 0;
  for (const cut of [...cuts, pcm.length]) {
    const to = Math.max(from, Math.min(pcm.length, cut));
    blocks.push(...(await encoder.push(pcm.subarray(from, to))));
    from = to;
  }
  return [...blocks, ...(await encoder.flush())];
}

async function decodeAll(model: FakeModel, items: readonly DecoderItem[], options: object = {}): Promise<Float32Array> {
  const decoder = new Decoder(model, options);
  const parts: Float32Array[] = [];
  for (const item of items) parts.push(await decoder.push(item));
  parts.push(await decoder.flush());
  return join(parts);
}

const frames = (block: FrameBlock): DecoderItem => ({ kind: 'frames', block });
const lost = (firstFrame: number, n: number): DecoderItem => ({ kind: 'lost', firstFrame, frames: n });

describe.each(MODELS)('Encoder and Decoder over %s', (_name, options) => {
  it('reproduce the audio, aligned and with hop samples per frame', async () => {
    const pcm = tone(2000);
    const model = new FakeModel(options);
    const out = await decodeAll(model, (await encodeAll(model, pcm)).map(frames));
    expect(out.length).toBe(Math.ceil(2000 / HOP) * HOP);
    // The stateless fake blurs its input: only the stateful ones reproduce the samples exactly.
    if (model.info.format.encoder.stateSize > 0)
      for (let i = 0; i < 2000; i++) expect(Math.abs(out[i]! - pcm[i]!)).toBeLessThan(1 / 256 + 1e-6);
  });

  it('produce the same bits however the audio is cut', async () => {
    const pcm = tone(1500);
    const whole = await encodeAll(new FakeModel(options), pcm);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 6 }), async (cuts) => {
        expect(
          await encodeAll(
            new FakeModel(options),
            pcm,
            [...cuts].sort((a, b) => a - b),
          ),
        ).toEqual(whole);
      }),
      { seed: 11, numRuns: 20 },
    );
  });

  it('produce the same audio for blocks of any size as for the whole at once', async () => {
    const pcm = tone(1500);
    const outputs = await Promise.all(
      [1024, 1, 4, 7, 20].map(async (framesPerBlock) => {
        const model = new FakeModel(options);
        return decodeAll(model, (await encodeAll(model, pcm, [], { framesPerBlock })).map(frames));
      }),
    );
    for (const out of outputs) expect(out).toEqual(outputs[0]);
  });

  it('return as many samples as frames went in, whatever is lost', async () => {
    const pcm = tone(64 * 60);
    const blocks = await encodeAll(new FakeModel(options), pcm, [], { framesPerBlock: 2 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
        fc.integer({ min: 0, max: 9 }),
        async (drop, concealFrames) => {
          const items = blocks.map((block, i) => (drop[i] ? lost(block.firstFrame, block.frames) : frames(block)));
          const out = await decodeAll(new FakeModel(options), items, { concealFrames });
          expect(out.length).toBe(60 * HOP);
          expect(out.every((v) => Number.isFinite(v) && Math.abs(v) <= 0.51)).toBe(true);
        },
      ),
      { seed: 5, numRuns: 40 },
    );
  });
});

describe('Decoder', () => {
  const causal = MODELS[0]![1];

  it('fades to silence over a long loss and back without a click', async () => {
    // A constant: every step in the output is the decoder's own doing.
    const flat = new Float32Array(HOP * 100).fill(0.5);
    const model = new FakeModel(causal);
    const blocks = await encodeAll(model, flat);
    const items = blocks.map((b) =>
      b.firstFrame >= 20 && b.firstFrame < 60 ? lost(b.firstFrame, b.frames) : frames(b),
    );
    const out = await decodeAll(model, items);
    expect(Math.max(...out.subarray(30 * HOP, 59 * HOP).map(Math.abs))).toBe(0);
    expect(out[90 * HOP]).toBeCloseTo(0.5, 2);
    expect(largestStep(out.subarray(200))).toBeLessThan(0.5 / (HOP / 2) + 0.005);
  });

  it('fades in when it joins late', async () => {
    const model = new FakeModel(causal);
    const blocks = (await encodeAll(model, new Float32Array(HOP * 40).fill(0.5))).filter((b) => b.firstFrame >= 16);
    const out = await decodeAll(model, blocks.map(frames));
    expect(out.length).toBe(24 * HOP);
    expect(Math.abs(out[0]!)).toBeLessThan(0.02);
    expect(largestStep(out)).toBeLessThan(0.02);
    expect(out[20 * HOP]).toBeCloseTo(0.5, 2);
  });

  it('crosses a restart of the source without a click', async () => {
    const model = new FakeModel(causal);
    const blocks = await encodeAll(model, new Float32Array(HOP * 20).fill(0.5));
    const decoder = new Decoder(model);
    const parts: Float32Array[] = [];
    for (const block of blocks) parts.push(await decoder.push(frames(block)));
    parts.push(await decoder.restart());
    for (const block of blocks) parts.push(await decoder.push(frames(block)));
    parts.push(await decoder.flush());
    const out = join(parts);
    expect(out.length).toBe(40 * HOP);
    expect(largestStep(out.subarray(200))).toBeLessThan(0.02);
    expect(decoder.stats.restarts).toBe(1);
  });

  it('does not call the model during a loss that is too long to conceal', async () => {
    const model = new FakeModel(causal);
    const decoder = new Decoder(model, { concealFrames: 4 });
    await decoder.push(frames((await encodeAll(model, tone(HOP * 4)))[0]!));
    await decoder.push(lost(4, 10));
    const before = model.calls.frames;
    await decoder.push(lost(14, 100000));
    expect(model.calls.frames).toBe(before);
  });

  it('refuses a block out of order, naming what it expects', async () => {
    const model = new FakeModel(causal);
    const blocks = await encodeAll(model, tone(HOP * 12));
    const decoder = new Decoder(model);
    await decoder.push(frames(blocks[0]!));
    await expect(decoder.push(frames(blocks[2]!))).rejects.toThrow(/firstFrame must be an integer from 4 to 4, got 8/);
    await expect(decoder.push(frames(blocks[1]!))).resolves.toBeInstanceOf(Float32Array);
  });

  it('refuses a payload of the wrong size, naming it', async () => {
    const decoder = new Decoder(new FakeModel(causal));
    const block = { firstFrame: 0, frames: 2, planes: 1, payload: new Uint8Array(15) };
    await expect(decoder.push(frames(block))).rejects.toThrow(
      /payload.length must be an integer from 16 to 16, got 15/,
    );
  });

  it('decodes upper planes away: the first plane of 8 equals 1 plane', async () => {
    const pcm = tone(HOP * 8);
    const eight = await encodeAll(new FakeModel(causal), pcm);
    const one = await encodeAll(new FakeModel(causal), pcm, [], { planes: 1 });
    expect(eight.map((b) => b.payload.subarray(0, b.payload.length / 8))).toEqual(one.map((b) => b.payload));
  });
});

describe('Encoder', () => {
  it('treats NaN and infinite samples as silence and counts them', async () => {
    const pcm = tone(640);
    pcm[10] = Number.NaN;
    pcm[20] = Number.POSITIVE_INFINITY;
    const encoder = new Encoder(new FakeModel(), { sampleRateHz: 44100, channels: 1, planes: 8 });
    const blocks = [...(await encoder.push(pcm)), ...(await encoder.flush())];
    expect(encoder.stats.invalidSamples).toBe(2);
    const out = await decodeAll(new FakeModel(), blocks.map(frames));
    expect(Math.abs(out[10]!)).toBeLessThan(1 / 128);
    expect(out.every(Number.isFinite)).toBe(true);
  });

  it('resamples and mixes to the model: 48 kHz stereo in, 24 kHz stereo out, exact length', async () => {
    const n = 4800;
    const stereo = new Float32Array(2 * n);
    for (let i = 0; i < n; i++) stereo[2 * i] = stereo[2 * i + 1] = 0.5 * Math.sin((2 * Math.PI * 440 * i) / 48000);
    const encoder = new Encoder(new FakeModel(), { sampleRateHz: 48000, channels: 2, planes: 8 });
    const blocks = [...(await encoder.push(stereo)), ...(await encoder.flush())];
    expect(encoder.stats.samples).toBe(4410);
    const out = await decodeAll(new FakeModel(), blocks.map(frames), { sampleRateHz: 24000, channels: 2 });
    const expected = Math.ceil(4410 / HOP) * HOP * (24000 / 44100);
    expect(Math.abs(out.length / 2 - expected)).toBeLessThanOrEqual(1);
    for (let i = 100; i < 2300; i++) {
      expect(Math.abs(out[2 * i]! - 0.5 * Math.sin((2 * Math.PI * 440 * i) / 24000))).toBeLessThan(0.01);
      expect(out[2 * i]).toBe(out[2 * i + 1]);
    }
  });

  it('makes no frame without audio', async () => {
    const encoder = new Encoder(new FakeModel(), { sampleRateHz: 44100, channels: 1 });
    expect([...(await encoder.push(new Float32Array(0))), ...(await encoder.flush())]).toEqual([]);
  });

  it('makes one frame of one sample', async () => {
    const blocks = await encodeAll(new FakeModel(MODELS[0]![1]), new Float32Array([0.5]));
    expect(blocks.map((b) => [b.firstFrame, b.frames])).toEqual([[0, 1]]);
  });

  it.each([
    [{ sampleRateHz: 7999 }, /sampleRateHz must be an integer from 8000 to 192000, got 7999/],
    [{ channels: 0 }, /channels must be an integer from 1 to 32, got 0/],
    [{ planes: 9 }, /planes must be an integer from 1 to 8, got 9/],
    [{ framesPerBlock: 0 }, /framesPerBlock must be an integer from 1 to 1024, got 0/],
  ])('refuses %j, naming field, value and range', (wrong, message) => {
    expect(() => new Encoder(new FakeModel(), { sampleRateHz: 44100, channels: 1, ...wrong })).toThrow(message);
  });

  it('refuses audio that is not whole frames of its channels', () => {
    const encoder = new Encoder(new FakeModel(), { sampleRateHz: 44100, channels: 2 });
    expect(() => encoder.push(new Float32Array(3))).toThrow(/pcm.length must be a multiple of channels \(2\), got 3/);
  });
});
