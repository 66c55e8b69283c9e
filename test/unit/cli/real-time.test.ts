import { describe, expect, it } from 'vitest';
import { checkRealTime } from '../../../src/cli/real-time.js';
import type { LatentModel } from '../../../src/ports/model.js';
import { Capture } from '../../support/cli.js';
import { FakeModel } from '../../support/fake-model.js';

function run(model: LatentModel): { done: Promise<void>; err: Capture } {
  const err = new Capture();
  const context = { stderr: err } as unknown as Parameters<typeof checkRealTime>[0];
  return { done: checkRealTime(context, model, 4), err };
}

const field = { leftFrames: 2, rightFrames: 3 };

describe('the check before a stream', () => {
  it('reports the factor of a model that is fast enough, its context counted', async () => {
    // Frames of 4 s, so that any machine keeps up.
    const model = new FakeModel({ encoder: field, sampleRateHz: 8000, hopSamples: 32_000 });
    const { done, err } = run(model);
    await done;
    expect(err.text).toMatch(
      /takes 0(\.\d+)? s to encode a second of audio here, 4 new frames a packet and 5 of context/,
    );
    expect(model.calls).toMatchObject({ encode: 1, frames: 9 });
  });

  it('refuses a model that does not, with the figure', async () => {
    const model = new FakeModel({ encoder: field, sampleRateHz: 192_000, hopSamples: 1 });
    const slow: LatentModel = Object.assign(Object.create(model), {
      info: model.info,
      createState: (d: 'encode') => model.createState(d),
      encode: async (pcm: Float32Array, frames: number, state: never) => {
        // Four frames are 20 µs here: no call is as fast.
        for (let i = 0; i < 200; i++) await model.encode(pcm, frames, state);
        return pcm;
      },
    });
    await expect(run(slow).done).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: /s to encode a second of audio here.*encode a file/,
    });
  });

  it('measures a model with a state by one packet, and reports nothing where it is fast enough', async () => {
    const model = new FakeModel({
      encoder: { stateSize: 64, delaySamples: 64 },
      sampleRateHz: 8000,
      hopSamples: 32_000,
    });
    const { done, err } = run(model);
    await done;
    expect(model.calls.frames).toBe(4 * model.calls.encode);
    expect(err.text).toBe('');
  });
});
