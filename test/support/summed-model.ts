import { Encoder } from '../../src/codec/encoder.js';
import type { FrameBlock } from '../../src/core/latent/frames.js';
import type { SearchFormat } from '../../src/core/latent/search-format.js';
import { seededRandom } from '../../src/core/random.js';
import type { LatentDistance, LatentTrial, ModelInfo } from '../../src/ports/model.js';
import { FakeModel } from './fake-model.js';

export const HOP = 16;
export const RATE_HZ = 8000;
export const SEARCH: SearchFormat = {
  marginSamples: 5,
  rowsPerFrame: 2,
  aimSize: 3,
  tailFrames: 1,
  frameMultiple: 2,
  minFrames: 4,
};

/** A model whose sound in a frame is the sum of the frame's latents, in all its samples: bits suit each other or do not. */
export class SummedModel extends FakeModel {
  override readonly info: ModelInfo;
  readonly trials: LatentTrial[] = [];

  constructor(search: SearchFormat | undefined = SEARCH, stateSize = 1) {
    super({ hopSamples: HOP, sampleRateHz: RATE_HZ, encoder: { delaySamples: 21, stateSize } });
    const own = new FakeModel({ hopSamples: HOP, sampleRateHz: RATE_HZ, encoder: { delaySamples: 21, stateSize } });
    this.info = { ...own.info, ...(search && { search }) };
  }

  measure(trial: LatentTrial): Promise<LatentDistance> {
    this.trials.push({ ...trial, latents: trial.latents.slice() });
    const { latents, frames, pcm, weights } = trial;
    const gradient = new Float32Array(latents.length);
    let loss = 0;
    for (let t = 0; t < frames; t++) {
      let off = 0;
      for (let c = 0; c < HOP; c++) off += latents[c * frames + t]! - pcm[SEARCH.marginSamples + t * HOP + c]!;
      loss += weights[t * 2]! * off * off;
      for (let c = 0; c < HOP; c++) gradient[c * frames + t] = weights[t * 2]! * 2 * off;
    }
    return Promise.resolve({ loss, gradient, aims: new Float32Array(frames * 6).fill(7) });
  }
}

export const noise = (samples: number, seed = 1): Float32Array => {
  const random = seededRandom(seed);
  return Float32Array.from({ length: samples }, () => random() * 1.6 - 0.8);
};

/** All blocks of a sound that is pushed `pushes` samples at a time. */
export async function encodeSummed(
  model: SummedModel,
  pcm: Float32Array,
  options: object,
  pushes = 100,
): Promise<FrameBlock[]> {
  const encoder = new Encoder(model, { sampleRateHz: RATE_HZ, channels: 1, framesPerBlock: 5, ...options });
  const blocks: FrameBlock[] = [];
  for (let at = 0; at < pcm.length; at += pushes) blocks.push(...(await encoder.push(pcm.subarray(at, at + pushes))));
  return [...blocks, ...(await encoder.flush())];
}
