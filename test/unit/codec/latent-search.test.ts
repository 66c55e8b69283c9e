import { describe, expect, it } from 'vitest';
import { Encoder } from '../../../src/codec/encoder.js';
import { blockToLatents } from '../../../src/codec/latent-block.js';
import { typescriptKernels } from '../../../src/codec/typescript-kernels.js';
import type { FrameBlock } from '../../../src/core/latent/frames.js';
import { FakeModel } from '../../support/fake-model.js';
import { encodeSummed as encode, HOP, noise, RATE_HZ, SEARCH, SummedModel } from '../../support/summed-model.js';

/** Mean squared error of a frame's sum, at a number of planes of what was encoded. */
function error(blocks: readonly FrameBlock[], pcm: Float32Array, planes: number): number {
  let total = 0;
  let frames = 0;
  for (const block of blocks) {
    const payload = block.payload.subarray(0, (planes * block.payload.length) / block.planes);
    const latents = blockToLatents({ ...block, planes, payload }, HOP, null, typescriptKernels);
    for (let t = 0; t < block.frames; t++, frames++) {
      let off = 0;
      for (let c = 0; c < HOP; c++) off += latents[c * block.frames + t]! - (pcm[frames * HOP + c] ?? 0);
      total += off * off;
    }
  }
  return total / frames;
}

describe('the search for better bits', () => {
  const pcm = noise(HOP * 40);

  it('finds bits that suit each other, at one plane and at two, and of two planes the first is as good alone', async () => {
    const plain = await encode(new SummedModel(), pcm, { planes: 2 });
    const one = await encode(new SummedModel(), pcm, { planes: 1, searchSteps: 12 });
    const two = await encode(new SummedModel(), pcm, { planes: 2, searchSteps: 12 });
    expect(error(one, pcm, 1)).toBeLessThan(error(plain, pcm, 1) / 2);
    expect(error(two, pcm, 2)).toBeLessThan(error(plain, pcm, 2) / 2);
    expect(error(two, pcm, 1)).toBe(error(one, pcm, 1));
  });

  it('leaves everything as it is without steps, and where no bit could be better', async () => {
    const plain = await encode(new SummedModel(), pcm, {});
    expect(await encode(new SummedModel(), pcm, { searchSteps: 0 })).toEqual(plain);
    const model = new SummedModel();
    model.measure = ({ latents, frames }) =>
      Promise.resolve({
        loss: 1,
        gradient: new Float32Array(latents.length).fill(1),
        aims: new Float32Array(frames * 6),
      });
    expect(await encode(model, pcm, { searchSteps: 3 })).toEqual(plain);
  });

  it('compares each frame with its own audio, whatever the pushes, the blocks and the delay', async () => {
    for (const [framesPerBlock, pushes] of [
      [1, 7],
      [5, 100],
      [8, 640],
      [3, 16],
    ] as const) {
      const model = new SummedModel();
      const steps = 2;
      await encode(model, pcm, { framesPerBlock, searchSteps: steps }, pushes);
      let block = 0;
      // A block's first trial is of the network's own latents, which are the audio itself.
      for (let i = 0; i < model.trials.length; i += steps + 2) {
        const { latents, frames, pcm: audio } = model.trials[i]!;
        expect(frames % SEARCH.frameMultiple).toBe(0);
        expect(frames).toBeGreaterThanOrEqual(SEARCH.minFrames);
        expect(audio.length).toBe(frames * HOP + 2 * SEARCH.marginSamples);
        const first = Math.min((block + 1) * framesPerBlock, 40) - frames;
        const at = (sample: number): number => pcm[sample] ?? 0;
        for (let t = 0; t < frames; t++)
          for (let c = 0; c < HOP; c++) {
            expect(audio[SEARCH.marginSamples + t * HOP + c]).toBe(at((first + t) * HOP + c));
            expect(latents[c * frames + t]).toBe(at((first + t) * HOP + c));
          }
        for (let s = 0; s < SEARCH.marginSamples; s++) {
          expect(audio[s]).toBe(at(first * HOP + s - SEARCH.marginSamples));
          expect(audio[audio.length - SEARCH.marginSamples + s]).toBe(at((first + frames) * HOP + s));
        }
        block++;
      }
      expect(block).toBe(Math.ceil(40 / framesPerBlock));
    }
  });

  it('aims at what the network has, keeps the bits that are settled, and counts neither silence before the start nor the last frames', async () => {
    const model = new SummedModel();
    const blocks = await encode(model, pcm, { searchSteps: 4 });
    const [network, ...steps] = model.trials.slice(6, 12);
    expect([...steps[0]!.aims]).toEqual(new Array(network!.frames * 6).fill(7));
    const before = network!.frames - 5;
    const sent = blockToLatents(blocks[0]!, HOP, null, typescriptKernels);
    for (const trial of steps)
      for (let c = 0; c < HOP; c++)
        for (let t = 0; t < 5; t++) expect(trial.latents[c * trial.frames + before - 5 + t]).toBe(sent[c * 5 + t]);
    // Five frames of the stream are before this block; of what is before those, nothing counts.
    const counted = Array.from({ length: network!.frames }, (_, t) => network!.weights[t * 2]);
    expect(counted.slice(0, before - 5).every((weight) => weight === 0)).toBe(true);
    expect(counted.at(-1)).toBe(0);
    expect(counted.slice(before, -1)).toEqual([1, 1, 1, 1]);
  });

  it('does not search silence', async () => {
    const model = new SummedModel();
    await encode(model, new Float32Array(HOP * 20), { searchSteps: 4 });
    expect(model.trials).toEqual([]);
  });

  it('with auto searches as far as there is time by the clock, ready before the first block, and not at all while it is late', async () => {
    const run = async (trialMs: number, lateMs = 0): Promise<{ blocks: FrameBlock[]; model: SummedModel }> => {
      let nowMs = 0;
      const model = new SummedModel();
      const { measure } = model;
      model.measure = (trial) => {
        nowMs += trialMs;
        return measure.call(model, trial);
      };
      const encoder = new Encoder(
        model,
        { sampleRateHz: RATE_HZ, channels: 1, framesPerBlock: 5, searchSteps: 'auto' },
        () => nowMs,
      );
      await encoder.prepare();
      expect(model.trials.splice(0).map(({ pcm }) => pcm.every((v) => v === 0))).toEqual([true, true]);
      const blocks: FrameBlock[] = [];
      for (let at = 0; at < pcm.length; at += 5 * HOP) {
        nowMs = Math.max(nowMs, (at / RATE_HZ) * 1000) + (at > 0 ? lateMs : 0);
        blocks.push(...(await encoder.push(pcm.subarray(at, at + 5 * HOP))));
      }
      return { blocks: [...blocks, ...(await encoder.flush())], model };
    };
    const plain = await encode(new SummedModel(), pcm, {});
    const quick = await run(0.1); // a block is 10 ms
    expect(error(quick.blocks, pcm, 1)).toBeLessThan(error(plain, pcm, 1) / 2);
    expect(quick.model.trials.length).toBe(8 * 13);
    const slow = await run(1);
    expect(error(slow.blocks, pcm, 1)).toBeLessThan(error(plain, pcm, 1));
    expect(slow.model.trials.length).toBeLessThanOrEqual(8 * 6);
    expect((await run(6)).blocks).toEqual(plain);
    const late = await run(0.1, 30);
    expect(late.model.trials.length).toBeLessThanOrEqual(13);
  });

  it('with auto leaves a model alone that has no search graph', async () => {
    const own = new FakeModel({ hopSamples: HOP, sampleRateHz: RATE_HZ, encoder: { delaySamples: 21, stateSize: 1 } });
    const encoder = new Encoder(own, { sampleRateHz: RATE_HZ, channels: 1, framesPerBlock: 5, searchSteps: 'auto' });
    await encoder.prepare();
    expect((await encoder.push(pcm)).length).toBeGreaterThan(0);
  });

  it('refuses steps out of range, a model that cannot, and one that is not causal', () => {
    const make = (model: SummedModel, searchSteps: number | 'auto') => () =>
      new Encoder(model, { sampleRateHz: RATE_HZ, channels: 1, searchSteps });
    expect(make(new SummedModel(), 65)).toThrow('searchSteps must be an integer from 0 to 64, got 65');
    expect(make(new SummedModel(), -1)).toThrow('searchSteps must be an integer from 0 to 64, got -1');
    expect(make(new SummedModel(), 'fast' as 'auto')).toThrow(
      "searchSteps must be 'auto' or an integer from 0 to 64, got 'fast'",
    );
    const plain = new SummedModel();
    Object.assign(plain, { info: new FakeModel({ hopSamples: HOP }).info });
    expect(make(plain, 3)).toThrow('searchSteps must be 0 for model fake, which has no search graph, got 3');
    const late = new SummedModel({ ...SEARCH, marginSamples: 22 });
    expect(make(late, 3)).toThrow('model fake cannot be searched');
  });
});
