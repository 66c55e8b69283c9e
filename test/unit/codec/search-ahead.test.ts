import { describe, expect, it } from 'vitest';
import { Encoder } from '../../../src/codec/encoder.js';
import { blockToLatents } from '../../../src/codec/latent-block.js';
import { typescriptKernels } from '../../../src/codec/typescript-kernels.js';
import type { FrameBlock } from '../../../src/core/latent/frames.js';
import { encodeSummed, HOP, noise, RATE_HZ, SEARCH, SummedModel } from '../../support/summed-model.js';

/** Latents of all blocks in order, a row a frame. */
const framesOf = (blocks: readonly FrameBlock[]): number[][] =>
  blocks.flatMap((block) => {
    const latents = blockToLatents(block, HOP, null, typescriptKernels);
    return Array.from({ length: block.frames }, (_, t) =>
      Array.from({ length: HOP }, (_, c) => latents[c * block.frames + t]!),
    );
  });

describe('the search with frames ahead', () => {
  const pcm = noise(HOP * 40);
  const steps = { planes: 2, searchSteps: 6 };

  it('settles of a block what a search of everything finds for it, where its frames ahead reach the end', async () => {
    const whole = await encodeSummed(new SummedModel(), pcm, { ...steps, framesPerBlock: 40, searchAheadFrames: 4 });
    const ahead = await encodeSummed(new SummedModel(), pcm, { ...steps, framesPerBlock: 5, searchAheadFrames: 35 });
    expect(framesOf(ahead).slice(0, 5)).toEqual(framesOf(whole).slice(0, 5));
  });

  it('gives the same blocks for any pushes, and loses no frame, also of streams that are shorter than what is ahead', async () => {
    for (const frames of [1, 2, 4, 5, 6, 9, 10, 11, 23]) {
      const part = pcm.subarray(0, frames * HOP - 3);
      const options = { ...steps, framesPerBlock: 5, searchAheadFrames: 7 };
      const plain = await encodeSummed(new SummedModel(), part, { planes: 2, framesPerBlock: 5 });
      const blocks = await encodeSummed(new SummedModel(), part, options, 7);
      expect(blocks.map(({ firstFrame, frames }) => [firstFrame, frames])).toEqual(
        plain.map(({ firstFrame, frames }) => [firstFrame, frames]),
      );
      expect(await encodeSummed(new SummedModel(), part, options, 640)).toEqual(blocks);
    }
  });

  it('keeps blocks until what is ahead of them is there, and counts those that it has returned', async () => {
    const encoder = new Encoder(new SummedModel(), {
      sampleRateHz: RATE_HZ,
      channels: 1,
      framesPerBlock: 5,
      searchSteps: 2,
      searchAheadFrames: 7,
    });
    expect((await encoder.push(noise(HOP * 17))).length).toBe(1); // the encoder's own delay is more than a frame
    expect(encoder.stats.frames).toBe(5);
    expect((await encoder.flush()).map(({ firstFrame }) => firstFrame)).toEqual([5, 10, 15]);
    expect(encoder.stats.frames).toBe(17);
    expect(await encoder.flush()).toEqual([]);
  });

  it('counts the last frames of a stream, behind which the decoder has zeros', async () => {
    const model = new SummedModel();
    await encodeSummed(model, pcm, { framesPerBlock: 5, searchSteps: 2, searchAheadFrames: 5 });
    const { weights, latents, frames } = model.trials.at(-1)!;
    const after = SEARCH.tailFrames;
    expect([...weights.subarray(-2 * (after + 5))]).toEqual([
      ...new Array(10).fill(1),
      ...new Array(2 * after).fill(0),
    ]);
    for (let c = 0; c < HOP; c++) expect(latents[(c + 1) * frames - 1]).toBe(0);
    const inside = model.trials[5]!; // of the second block: behind its frames ahead more follow
    expect(inside.weights.at(-1)).toBe(0);
    expect(inside.latents[inside.frames - 1]).not.toBe(0);
  });

  it('searches the bits of a block for what follows as well: no worse than without', async () => {
    const sums = async (searchAheadFrames: number): Promise<number> => {
      const options = { framesPerBlock: 5, searchSteps: 12, searchAheadFrames };
      const rows = framesOf(await encodeSummed(new SummedModel(), pcm, options));
      const off = rows.map((row, t) => row.reduce((sum, value, c) => sum + value - pcm[t * HOP + c]!, 0));
      return off.reduce((total, value) => total + value * value, 0);
    };
    expect(await sums(5)).toBeLessThanOrEqual(await sums(0));
  });

  it('gives each block the spatial parameters of its own frames, as without frames ahead', async () => {
    const stereo = noise(16_000, 3).map((value, i) => ((i % 2 === 0) === i < 8000 ? value : value / 4));
    const spatial = async (searchAheadFrames: number) => {
      const options = { channels: 2, stereo: true, searchSteps: 1, searchAheadFrames };
      return (await encodeSummed(new SummedModel(), stereo, options, 640)).map((block) => [...block.spatial!]);
    };
    expect(new Set((await spatial(7)).flat()).size).toBeGreaterThan(1);
    expect(await spatial(7)).toEqual(await spatial(0));
  });

  it('leaves silence as the network has it, and searches a silent block before sound', async () => {
    const late = new Float32Array(HOP * 40);
    late.set(pcm.subarray(0, HOP * 9), HOP * 30.5);
    const model = new SummedModel();
    const blocks = await encodeSummed(model, late, { framesPerBlock: 5, searchSteps: 2, searchAheadFrames: 5 });
    const plain = await encodeSummed(new SummedModel(), late, { framesPerBlock: 5 });
    expect(blocks.slice(0, 5)).toEqual(plain.slice(0, 5));
    expect(model.trials.length).toBe(3 * 4);
  });

  it('refuses frames ahead out of range', () => {
    const make = (searchAheadFrames: number) => () =>
      new Encoder(new SummedModel(), { sampleRateHz: RATE_HZ, channels: 1, searchSteps: 2, searchAheadFrames });
    expect(make(65)).toThrow('searchAheadFrames must be an integer from 0 to 64, got 65');
    expect(make(-1)).toThrow('searchAheadFrames must be an integer from 0 to 64, got -1');
  });
});
