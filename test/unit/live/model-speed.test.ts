import { describe, expect, it } from 'vitest';
import { measureModelSpeed, requireRealTime, SpeedWatch } from '../../../src/live/model-speed.js';
import type { LatentModel } from '../../../src/ports/model.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FakeModel } from '../../support/fake-model.js';

/** A model whose calls take the times of `callsMs`, one after another. A frame is 8 ms. */
function timed(callsMs: number[], options: object): { model: LatentModel; clock: FakeClock } {
  const clock = new FakeClock();
  const model = new FakeModel({ sampleRateHz: 8000, hopSamples: 64, ...options });
  const encode: LatentModel['encode'] = (pcm, frames, state) => {
    clock.advance(callsMs.shift()!);
    return model.encode(pcm, frames, state);
  };
  return {
    model: Object.assign(Object.create(model), {
      info: model.info,
      createState: (d: 'encode') => model.createState(d),
      encode,
    }),
    clock,
  };
}
const encoder = { leftFrames: 2, rightFrames: 3 };

describe('the speed of encoding', () => {
  it('is the time of one packet’s call, its context counted', async () => {
    const { model, clock } = timed([16], { encoder });
    expect(await measureModelSpeed(model, 'encode', 4, clock)).toEqual({
      modelId: model.info.id,
      direction: 'encode',
      realTimeFactor: 0.5,
      newFrames: 4,
      contextFrames: 5,
    });
  });

  it('is measured again where the first call is too slow', async () => {
    const { model, clock } = timed([64, 24], { encoder });
    expect((await measureModelSpeed(model, 'encode', 4, clock)).realTimeFactor).toBe(0.75);
  });

  it('is measured without context of a model with a state, three times at most', async () => {
    const { model, clock } = timed([64, 64, 48], { encoder: { stateSize: 1 } });
    expect(await measureModelSpeed(model, 'encode', 4, clock)).toMatchObject({ realTimeFactor: 1.5, contextFrames: 0 });
  });

  it('of decoding is that of one packet as well', async () => {
    const { model, clock } = timed([], { decoder: { leftFrames: 1, rightFrames: 1 } });
    const slow = Object.assign(Object.create(model), {
      decode: async (latents: Float32Array, frames: number) => {
        clock.advance(8 * frames);
        return latents;
      },
    });
    const speed = await measureModelSpeed(slow, 'decode', 4, clock);
    expect(speed).toMatchObject({ direction: 'decode', realTimeFactor: 1.5, newFrames: 4, contextFrames: 2 });
    expect(() => requireRealTime(speed)).toThrow(/takes 1\.50 s to decode a second of audio here.*into a file instead/);
  });

  it.each([
    [1.5, '1.50'],
    [12.34, '12.3'],
    [1234.5, '1235'],
  ])('is refused where a second of audio takes %f s', (realTimeFactor, figure) => {
    const speed = { modelId: 'm', direction: 'encode', realTimeFactor, newFrames: 4, contextFrames: 5 } as const;
    expect(() => requireRealTime(speed)).toThrow(
      `m takes ${figure} s to encode a second of audio here, 4 new frames a packet and 5`,
    );
    expect(() => requireRealTime({ ...speed, realTimeFactor: 1 })).not.toThrow();
  });
});

describe('the speed of a running stream', () => {
  it('is told for every five seconds of audio that took longer', () => {
    const told: number[][] = [];
    const watch = new SpeedWatch((...slow) => void told.push(slow));
    for (const [audioMs, modelMs] of [
      [4000, 8000],
      [5000, 7500],
      [9000, 20_000],
      [10_000, 12_000],
      [15_000, 24_500],
    ] as const)
      watch.update(audioMs, modelMs);
    expect(told).toEqual([
      [1.5, 5000],
      [2.5, 5000],
    ]);
  });
});
