import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../../src/codec/decoder.js';
import { Encoder } from '../../../src/codec/encoder.js';
import type { EncoderOptions } from '../../../src/codec/encoder-options.js';
import { concatFloats } from '../../../src/core/buffers.js';
import type { DecoderItem, FrameBlock } from '../../../src/core/latent/frames.js';
import { parseSpatialParameters, STEREO_BANDS } from '../../../src/core/latent/spatial-parameters.js';
import { FakeModel, type FakeModelOptions, modelForms } from '../../support/fake-model.js';
import {
  channelsOf,
  interleave,
  isSame,
  measureBands,
  noise,
  peakOf,
  spatialByte,
  tone,
} from '../../support/stereo.js';

const HOP = 256;
const RATE = 44_100;
const FRAMES = 40;
const N = FRAMES * HOP;
const MODELS = modelForms(1500, 700);
const modelOf = (options: FakeModelOptions = {}): FakeModel => new FakeModel({ hopSamples: HOP, ...options });

/** A source that moves from left to right, and an independent sound on each side. */
const SOURCE = noise(1, N, 0.3);
const LEFT = SOURCE.map((x, i) => x * (1 - i / N) + 0.02 * Math.sin(i / 9));
const RIGHT = SOURCE.map((x, i) => x * (i / N) + 0.02 * Math.sin(i / 31));
const STEREO = interleave(LEFT, RIGHT);

async function encodeAll(
  pcm: Float32Array,
  options: Partial<EncoderOptions> = {},
  model = modelOf(),
  cuts: readonly number[] = [],
): Promise<FrameBlock[]> {
  const encoder = new Encoder(model, {
    sampleRateHz: RATE,
    channels: 2,
    planes: 8,
    framesPerBlock: 4,
    stereo: true,
    ...options,
  });
  const channels = options.channels ?? 2;
  const blocks: FrameBlock[] = [];
  let from = 0;
  for (const cut of [...cuts, pcm.length / channels]) {
    blocks.push(...(await encoder.push(pcm.subarray(from * channels, cut * channels))));
    from = cut;
  }
  return [...blocks, ...(await encoder.flush())];
}

const frames = (block: FrameBlock): DecoderItem => ({ kind: 'frames', block });
const lost = (firstFrame: number, n: number): DecoderItem => ({ kind: 'lost', firstFrame, frames: n });
const silent = (firstFrame: number, n: number): DecoderItem => ({
  kind: 'silent',
  block: { firstFrame, frames: n, noise: { level: 100, reflection: [] }, continues: false },
});
const withoutSpatial = ({ spatial: _, ...block }: FrameBlock): FrameBlock => block;
const spatialOf = (blocks: readonly FrameBlock[]): number[] => blocks.flatMap(({ spatial }) => [...spatial!]);

async function decodeAll(model: FakeModel, items: readonly DecoderItem[], options: object = { channels: 2 }) {
  const decoder = new Decoder(model, options);
  const parts: Float32Array[] = [];
  for (const item of items) parts.push(await decoder.push(item));
  parts.push(await decoder.flush());
  return concatFloats(parts);
}

describe('an encoder in stereo', () => {
  it.each([
    ['audio of one channel', {}, { channels: 1 }, /channels must be 2 to 32 for stereo, got 1/],
    ['a model of two channels', { channels: 2 }, { channels: 2 }, /1 channel and more than 8 latents, got 2 and 512/],
    ['a model of 8 latents', { hopSamples: 8 }, { channels: 2 }, /1 channel and more than 8 latents, got 1 and 8/],
  ])('refuses %s', (_, model, options, message) => {
    const make = (): Encoder => new Encoder(modelOf(model), { sampleRateHz: RATE, stereo: true, ...options });
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  it('accepts all of them without stereo, and makes no spatial parameters', async () => {
    for (const [model, channels] of [
      [modelOf(), 1],
      [modelOf({ channels: 2 }), 2],
      [modelOf({ hopSamples: 8 }), 2],
      [modelOf(), 2],
    ] as const) {
      const blocks = await encodeAll(STEREO, { stereo: false, channels }, model);
      for (const block of blocks) expect(block).not.toHaveProperty('spatial');
    }
  });

  it.each(MODELS)(
    'encodes the planes of the mean of both channels, and a byte a frame, over %s',
    async (_, options) => {
      const mean = LEFT.map((x, i) => (x + RIGHT[i]) / 2);
      const mono = await encodeAll(mean, { channels: 1, stereo: false }, modelOf(options));
      const stereo = await encodeAll(STEREO, {}, modelOf(options));
      expect(stereo.map(withoutSpatial)).toEqual(mono);
      for (const { spatial, frames: n } of stereo) expect(spatial).toHaveLength(n);
      expect(new Set(spatialOf(stereo)).size).toBeGreaterThan(5);
    },
  );

  it('encodes the planes of stereo that is mixed down where it must resample too', async () => {
    const options = { sampleRateHz: 48_000 };
    const mono = await encodeAll(STEREO, { ...options, stereo: false, planes: 4 });
    const stereo = await encodeAll(STEREO, { ...options, planes: 4 });
    const differing = stereo.flatMap(({ payload }, i) => [...payload].filter((byte, k) => byte !== mono[i].payload[k]));
    // Rounding only: mixed before or after the resampler.
    expect(differing.length).toBeLessThan(10);
    expect(spatialOf(stereo)).toHaveLength(Math.ceil((N * RATE) / 48_000 / HOP));
  });

  it.each(MODELS)('encodes the same blocks however the audio is cut, over %s', async (_, options) => {
    const whole = await encodeAll(STEREO, {}, modelOf(options));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(N), { maxLength: 5 }), async (cuts) => {
        expect(
          await encodeAll(
            STEREO,
            {},
            modelOf(options),
            cuts.sort((a, b) => a - b),
          ),
        ).toEqual(whole);
      }),
      { seed: 2, numRuns: 6 },
    );
  });

  it.each(MODELS)('measures the same spatial parameters for blocks of any size, over %s', async (_, options) => {
    const whole = spatialOf(await encodeAll(STEREO, { framesPerBlock: 1024 }, modelOf(options)));
    expect(whole).toHaveLength(FRAMES);
    for (const framesPerBlock of [1, 3, 7])
      expect(spatialOf(await encodeAll(STEREO, { framesPerBlock }, modelOf(options)))).toEqual(whole);
  });

  it('measures the position of the sound', async () => {
    const zero = new Float32Array(N);
    for (const [left, right, level] of [
      [SOURCE, zero, 50],
      [zero, SOURCE, -50],
      [SOURCE, SOURCE, 0],
    ] as const) {
      const bytes = spatialOf(await encodeAll(interleave(left, right)));
      // The first frames are those whose audio has not been analysed yet.
      for (const byte of bytes.slice(12)) expect(parseSpatialParameters(byte)!.levelDifferenceDb).toBe(level);
    }
  });

  it('treats NaN as silence in both channels', async () => {
    const broken = STEREO.map((x, i) => (i % 50 === 0 ? Number.NaN : x));
    const blocks = await encodeAll(broken);
    for (const byte of spatialOf(blocks)) expect(parseSpatialParameters(byte)).toBeDefined();
  });

  it('makes one frame and one byte of one sample, and nothing of nothing', async () => {
    expect(spatialOf(await encodeAll(Float32Array.of(0.5, 0.5)))).toHaveLength(1);
    expect(await encodeAll(new Float32Array(0))).toEqual([]);
  });
});

describe('a decoder in stereo', () => {
  it('is one of two channels over a model of one channel that can carry spatial parameters', () => {
    expect(new Decoder(modelOf(), { channels: 2 }).isStereo).toBe(true);
    expect(new Decoder(modelOf()).isStereo).toBe(false);
    expect(new Decoder(modelOf(), { channels: 3 }).isStereo).toBe(false);
    expect(new Decoder(modelOf({ channels: 2 })).isStereo).toBe(false);
    expect(new Decoder(modelOf({ hopSamples: 8 }), { channels: 2 }).isStereo).toBe(false);
  });

  it.each(MODELS)(
    'plays two channels alike, those of mono, where there are no spatial parameters, over %s',
    async (_, options) => {
      const blocks = (await encodeAll(STEREO, {}, modelOf(options))).map(withoutSpatial);
      const mono = await decodeAll(modelOf(options), blocks.map(frames), { channels: 1 });
      const [left, right] = channelsOf(await decodeAll(modelOf(options), blocks.map(frames)));
      expect(isSame(left, mono) && isSame(right, mono)).toBe(true);
    },
  );

  it.each([1, 3])('of %i channels plays as if there were no spatial parameters', async (channels) => {
    const blocks = await encodeAll(STEREO);
    const out = await decodeAll(modelOf(), blocks.map(frames), { channels });
    expect(isSame(out, await decodeAll(modelOf(), blocks.map(withoutSpatial).map(frames), { channels }))).toBe(true);
  });

  it.each(MODELS)('plays the same for blocks of any size as for the whole at once, over %s', async (_, options) => {
    // The second quarter is lost: too long to conceal, so that the model starts cold behind it.
    const outputs = await Promise.all(
      [10, 1, 2, 5].map(async (framesPerBlock) => {
        const blocks = await encodeAll(STEREO, { framesPerBlock }, modelOf(options));
        const items = blocks.flatMap((block) => {
          if (block.firstFrame < 10 || block.firstFrame >= 20) return [frames(block)];
          return block.firstFrame === 10 ? [lost(10, 10)] : [];
        });
        return decodeAll(modelOf(options), items);
      }),
    );
    for (const out of outputs) expect(isSame(out, outputs[0])).toBe(true);
    expect(outputs[0].length).toBe(2 * N);
  });

  it('reproduces a sound on the left alone, and one in the middle', async () => {
    const n = 100 * HOP;
    const left = noise(5, n, 0.4);
    for (const [right, level] of [
      [new Float32Array(n), 50],
      [left, 0],
    ] as const) {
      const blocks = await encodeAll(interleave(left, right));
      const [l, r] = channelsOf(await decodeAll(modelOf(), blocks.map(frames)));
      const wanted = measureBands(left, right, RATE, 20 * HOP);
      measureBands(l, r, RATE, 20 * HOP).forEach((band, i) => {
        expect(Math.abs(band.leftDb - wanted[i].leftDb)).toBeLessThan(0.5);
        if (level === 50) expect(band.levelDb).toBeGreaterThan(30);
        else expect(Math.abs(band.levelDb)).toBeLessThan(0.1);
      });
    }
  });

  it('is in time with the frames: what changes in the spatial parameters changes in the audio, over a model with delays', async () => {
    const model = modelOf(MODELS[0][1]);
    const mono = tone(100, RATE, N);
    const spatial = (first: number, n: number): Uint8Array =>
      Uint8Array.from({ length: n }, (_, i) => spatialByte(first + i < 18 ? 50 : -50, 1));
    const blocks = (await encodeAll(mono, { channels: 1, stereo: false }, model)).map((block) => ({
      ...block,
      spatial: spatial(block.firstFrame, block.frames),
    }));
    const [left, right] = channelsOf(await decodeAll(model, blocks.map(frames)));
    const at = (pcm: Float32Array, frame: number, n = 1): number =>
      peakOf(pcm.subarray(frame * HOP, (frame + n) * HOP));
    // 100 Hz is in band 0: its byte of frame 18 is the first with the change, and the transition lasts that frame.
    expect(at(right, 10, 8)).toBeLessThan(0.1 * at(left, 10, 8));
    expect(at(left, 20, 8)).toBeLessThan(0.1 * at(right, 20, 8));
  });

  it.each(MODELS)(
    'returns as many samples as frames went in, whatever is lost or silent, over %s',
    async (_, options) => {
      const blocks = await encodeAll(STEREO, { framesPerBlock: 2 }, modelOf(options));
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom('frames', 'bare', 'lost', 'silent'), { minLength: 20, maxLength: 20 }),
          fc.integer({ min: 0, max: 9 }),
          async (kinds, concealFrames) => {
            const items = blocks.map((block, i) => {
              if (kinds[i] === 'lost') return lost(block.firstFrame, block.frames);
              if (kinds[i] === 'silent') return silent(block.firstFrame, block.frames);
              return frames(kinds[i] === 'bare' ? withoutSpatial(block) : block);
            });
            const out = await decodeAll(modelOf(options), items, { channels: 2, concealFrames });
            expect(out.length).toBe(2 * N);
            expect(out.every(Number.isFinite)).toBe(true);
          },
        ),
        { seed: 5, numRuns: 12 },
      );
    },
  );

  it('starts again at a restart, late joins too, with every sample', async () => {
    const model = modelOf(MODELS[0][1]);
    const blocks = await encodeAll(STEREO, {}, model);
    const decoder = new Decoder(model, { channels: 2 });
    const parts: Float32Array[] = [];
    const late = blocks.filter(({ firstFrame }) => firstFrame >= 16);
    for (const block of late) parts.push(await decoder.push(frames(block)));
    parts.push(await decoder.restart());
    const before = concatFloats(parts);
    expect(before.length).toBe(2 * 24 * HOP);
    for (const block of blocks) parts.push(await decoder.push(frames(block)));
    parts.push(await decoder.flush());
    expect(concatFloats(parts).length).toBe(2 * 64 * HOP);

    // Nothing of the old stream is in the new one; only the fade at its beginning is different.
    const fresh = await decodeAll(modelOf(MODELS[0][1]), blocks.map(frames));
    const again = concatFloats(parts).subarray(before.length);
    expect(isSame(again.slice(2 * STEREO_BANDS * HOP), fresh.slice(2 * STEREO_BANDS * HOP))).toBe(false);
    const off = again.subarray(2 * 20 * HOP).map((x, i) => x - fresh[2 * 20 * HOP + i]);
    expect(peakOf(off)).toBeLessThan(0.01);
  });

  it.each([1, 0.6, 0])('crosses a restart without a click at a coherence of %f', async (coherence) => {
    const model = modelOf({ decoder: { delaySamples: 700, stateSize: 1 }, encoder: { stateSize: 1 } });
    const mono = await encodeAll(tone(150, RATE, N), { channels: 1, stereo: false }, model);
    const blocks = mono.map((block) => ({
      ...block,
      spatial: new Uint8Array(block.frames).fill(spatialByte(0, coherence)),
    }));
    const decoder = new Decoder(model, { channels: 2 });
    const parts: Float32Array[] = [];
    for (let stream = 0; stream < 2; stream++) {
      for (const block of blocks) parts.push(await decoder.push(frames(block)));
      parts.push(await decoder.restart());
    }
    for (const channel of channelsOf(concatFloats(parts))) {
      expect(channel.length).toBe(2 * N);
      // The tone's own step is 0.011 at its peak of 0.5; the planes', 0.008; the echoes raise both.
      const steps = channel.map((x, i) => (i < 2 * HOP ? 0 : x - channel[i - 1]));
      expect(peakOf(steps)).toBeLessThan(0.05);
    }
  });

  it('returns audio of another rate in both channels', async () => {
    const blocks = await encodeAll(STEREO);
    const out = await decodeAll(modelOf(), blocks.map(frames), { channels: 2, sampleRateHz: 22_050 });
    expect(out.length).toBe(N);
  });

  it('refuses spatial parameters that are not one byte per frame, naming them', async () => {
    const [block] = await encodeAll(STEREO);
    for (const length of [0, 3, 5]) {
      const wrong = { ...block, spatial: new Uint8Array(length) };
      for (const channels of [1, 2]) {
        const refused = expect(new Decoder(modelOf(), { channels }).push(frames(wrong))).rejects;
        await refused.toThrow(RangeError);
        await expect(new Decoder(modelOf(), { channels }).push(frames(wrong))).rejects.toThrow(
          `spatial.length must be an integer from 4 to 4, got ${length}`,
        );
      }
    }
  });

  it('continues after bytes without parameters', async () => {
    const blocks = (await encodeAll(STEREO)).map((block) => ({
      ...block,
      spatial: block.spatial!.map((byte, i) => (i % 2 ? 248 + (byte % 8) : byte)),
    }));
    const out = await decodeAll(modelOf(), blocks.map(frames));
    expect(out.length).toBe(2 * N);
    expect(out.every(Number.isFinite)).toBe(true);
  });
});
