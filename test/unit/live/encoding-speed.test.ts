import { describe, expect, it } from 'vitest';
import { measureEncoding, requireRealTime } from '../../../src/live/encoding-speed.js';
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
    expect(await measureEncoding(model, 4, clock)).toEqual({
      modelId: model.info.id,
      realTimeFactor: 0.5,
      newFrames: 4,
      contextFrames: 5,
    });
  });

  it('is measured again where the first call is too slow', async () => {
    const { model, clock } = timed([64, 24], { encoder });
    expect((await measureEncoding(model, 4, clock))!.realTimeFactor).toBe(0.75);
  });

  it('is not measured of a model with a state', async () => {
    const { model, clock } = timed([], { encoder: { stateSize: 1 } });
    expect(await measureEncoding(model, 4, clock)).toBeUndefined();
  });

  it.each([
    [1.5, '1.50'],
    [12.34, '12.3'],
    [1234.5, '1235'],
  ])('is refused at %f × real time', (realTimeFactor, figure) => {
    const speed = { modelId: 'm', realTimeFactor, newFrames: 4, contextFrames: 5 };
    expect(() => requireRealTime(speed)).toThrow(
      `m encodes at ${figure} × real time here, 4 new frames a packet and 5`,
    );
    expect(() => requireRealTime({ ...speed, realTimeFactor: 1 })).not.toThrow();
  });
});
