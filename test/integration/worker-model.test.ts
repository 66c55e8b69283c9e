import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder } from '../../src/codec/decoder.js';
import { Encoder } from '../../src/codec/encoder.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { loadModelInWorker, type WorkerModel } from '../../src/node/model/worker-model.js';
import { tone } from '../support/tone.js';

const OPTIONS = { roots: [fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url))] };

let here: OnnxModel;
let there: WorkerModel;
beforeAll(async () => {
  here = await loadModel('stateful', OPTIONS);
  there = await loadModelInWorker('stateful', OPTIONS);
});
afterAll(async () => {
  await here.close();
  await there.close();
  await there.close();
});

describe('a model in a worker thread', () => {
  it('produces the same bits and the same audio as one on this thread, for two streams at once', async () => {
    expect(there.info).toEqual(here.info);
    const run = async (model: OnnxModel | WorkerModel, hz: number): Promise<Float32Array> => {
      const { sampleRateHz } = model.info.format;
      const encoder = new Encoder(model, { sampleRateHz, channels: 1, planes: 4, framesPerBlock: 5 });
      const decoder = new Decoder(model);
      const blocks = [
        ...(await encoder.push(tone(0.5, sampleRateHz, 1, hz))),
        ...(await encoder.push(tone(0.3, sampleRateHz, 1, hz))),
        ...(await encoder.flush()),
      ];
      const parts: Float32Array[] = [];
      for (const block of blocks) parts.push(await decoder.push({ kind: 'frames', block }));
      parts.push(await decoder.flush());
      return Float32Array.from(parts.flatMap((part) => [...part]));
    };
    const [a, b] = await Promise.all([run(there, 300), run(there, 500)]);
    expect(a).toEqual(await run(here, 300));
    expect(b).toEqual(await run(here, 500));
  });

  it('makes larger buffers for a longer call and carries the state over', async () => {
    const { hopSamples } = there.info.format;
    const state = there.createState('encode');
    const same = here.createState('encode');
    for (const frames of [1, 100, 3]) {
      const pcm = Float32Array.from({ length: frames * hopSamples }, (_, i) => Math.sin(i));
      expect(await there.encode(pcm, frames, state)).toEqual(await here.encode(pcm, frames, same));
    }
    state.reset();
    same.reset();
    const pcm = new Float32Array(hopSamples).fill(0.1);
    expect(await there.encode(pcm, 1, state)).toEqual(await here.encode(pcm, 1, same));
    expect(state.computeMs).toBeGreaterThan(0);
  });

  it('refuses the state of another model, and names a missing model', async () => {
    expect(() => there.encode(new Float32Array(0), 1, here.createState('encode'))).toThrow(TypeError);
    await expect(loadModelInWorker('nobody', OPTIONS)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining('nobody'),
    });
  });

  it('fails its calls once it is closed', async () => {
    const model = await loadModelInWorker('stateful', OPTIONS);
    const state = model.createState('decode');
    await model.close();
    const { latentSize } = model.info.format;
    await expect(model.decode(new Float32Array(latentSize), 1, 0, state)).rejects.toMatchObject({
      code: 'MODEL_FAILED',
    });
  });
});
