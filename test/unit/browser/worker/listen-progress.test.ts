import { describe, expect, it } from 'vitest';
import { ListenProgress } from '../../../../src/browser/worker/listen-progress.js';
import { streamHello } from '../../../support/peers.js';

const block = (firstFrame: number, frames = 4, planes = 1) => ({
  ...{ firstFrame, frames, planes },
  payload: new Uint8Array(8 * frames * planes),
});

describe('the progress of a stream that is played', () => {
  it('counts what has arrived and is not decoded, from the first frame that came', () => {
    const progress = new ListenProgress();
    expect(progress.hello).toBeNull();
    expect(progress.waitingFrames).toBe(0);
    // The relay sends past audio: it lies before the index that the hello states.
    progress.begin(streamHello({ resumeFrame: 100 }), true);
    expect(progress.waitingFrames).toBe(0);
    progress.received(block(80));
    progress.received(block(84));
    expect(progress.waitingFrames).toBe(8);
    progress.decoded({ firstFrame: 80, frames: 4 });
    expect([progress.decodedEnd, progress.waitingFrames]).toEqual([84, 4]);
  });

  it('takes blocks in any order', () => {
    const progress = new ListenProgress();
    progress.begin(streamHello(), true);
    for (const first of [8, 0, 4]) progress.received(block(first));
    progress.decoded({ firstFrame: 0, frames: 4 });
    expect(progress.waitingFrames).toBe(8);
  });

  it.each([
    ['later', 0, 1000],
    ['earlier', 1000, 0],
  ])('is not moved by frames of the stream before, whose indices are %s', (_which, next, before) => {
    const progress = new ListenProgress();
    progress.begin(streamHello({ epoch: 1 }), true);
    progress.received(block(before));
    progress.begin(streamHello({ epoch: 2 }), true);
    progress.decoded({ firstFrame: before, frames: 4 });
    expect(progress.waitingFrames).toBe(0);
    progress.received(block(next));
    progress.decoded({ firstFrame: before, frames: 4 });
    expect(progress.waitingFrames).toBe(4);
  });

  it('continues where it was when the same stream comes back', () => {
    const progress = new ListenProgress();
    progress.begin(streamHello(), true);
    progress.received(block(0));
    progress.decoded({ firstFrame: 0, frames: 4 });
    progress.begin(streamHello({ planes: 1, resumeFrame: 40 }), false);
    expect(progress.hello?.planes).toBe(1);
    progress.received(block(40));
    expect(progress.waitingFrames).toBe(40);
  });

  it('keeps the bit planes of the last sound in a pause', () => {
    const progress = new ListenProgress();
    progress.begin(streamHello(), true);
    progress.received(block(0, 4, 2));
    progress.received({ firstFrame: 4, frames: 8, noise: { levelDb: -70 } as never, continues: true });
    expect([progress.planes, progress.waitingFrames]).toEqual([2, 12]);
  });
});
