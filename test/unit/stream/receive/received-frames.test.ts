import { describe, expect, it } from 'vitest';
import { NO_SPATIAL_PARAMETERS } from '../../../../src/core/latent/spatial-parameters.js';
import { RECEIVED_FRAMES, ReceivedFrames } from '../../../../src/stream/receive/received-frames.js';
import { BestCopies, better, isSameCopy, streamCopies } from '../../../support/frame-copies.js';

const NOTHING = { runs: [], frames: 0, newFrames: 0, unsilencedFrames: 0, planes: 0, spatialBytes: 0 };

describe('received frames', () => {
  it('tell what a packet adds to those before it', () => {
    const received = new ReceivedFrames();
    const block = { firstFrame: 4, frames: 4, planes: 1 };
    const all = [{ from: 0, frames: 4 }];
    expect(received.add({ ...block, planes: 0 })).toEqual({ ...NOTHING, runs: all, frames: 4, newFrames: 4 });
    expect(received.add({ ...block, planes: 0 })).toEqual(NOTHING);
    expect(received.add(block)).toEqual({ ...NOTHING, runs: all, frames: 4, unsilencedFrames: 4, planes: 4 });
    expect(received.add(block)).toEqual(NOTHING);
    expect(received.add({ ...block, planes: 0 })).toEqual(NOTHING);
    expect(received.add({ ...block, planes: 3 })).toEqual({ ...NOTHING, runs: all, frames: 4, planes: 8 });
    expect(received.add({ ...block, spatial: Uint8Array.of(1, NO_SPATIAL_PARAMETERS, 3, 4) })).toEqual({
      ...NOTHING,
      runs: [
        { from: 0, frames: 1 },
        { from: 2, frames: 2 },
      ],
      frames: 3,
      spatialBytes: 3,
    });
    expect(received.add({ firstFrame: 2, frames: 8, planes: 3 })).toEqual({
      ...NOTHING,
      runs: [
        { from: 0, frames: 2 },
        { from: 6, frames: 2 },
      ],
      frames: 4,
      newFrames: 4,
      planes: 12,
    });
  });

  it('remember the last 8192 frames, and take older ones for new each time', () => {
    const received = new ReceivedFrames();
    const one = (firstFrame: number): number => received.add({ firstFrame, frames: 1, planes: 1 }).frames;
    for (let frame = 0; frame < RECEIVED_FRAMES; frame++) expect(one(frame)).toBe(1);
    expect([one(0), one(RECEIVED_FRAMES - 1)]).toEqual([0, 0]);
    expect(one(RECEIVED_FRAMES)).toBe(1);
    expect([one(0), one(0), one(1)]).toEqual([1, 1, 0]);
    // A jump forgets all: nothing is taken for what lay there before.
    expect(one(2 ** 40)).toBe(1);
    expect([one(2 ** 40 - 1), one(2 ** 40 - 1), one(RECEIVED_FRAMES)]).toEqual([1, 0, 1]);
  });

  it('agree with a map of the best copy of every frame (seeds 1–100)', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const firstFrame = seed % 2 ? 0 : 2 ** 33;
      const received = new ReceivedFrames();
      const best = new BestCopies();
      let planes = 0;
      for (const { block } of streamCopies({ seed, frames: 300, frameMs: 50, bytesPerFramePlane: 1, firstFrame })) {
        const isBetter = Array.from({ length: block.frames }, (_, i) => {
          const old = best.get(block.firstFrame + i);
          return !isSameCopy(old, better(old, block, block.firstFrame + i));
        });
        const gain = received.add('noise' in block ? { ...block, planes: 0 } : block);
        const inRuns = new Set(gain.runs.flatMap((run) => Array.from({ length: run.frames }, (_, i) => run.from + i)));
        expect(
          isBetter.map((_, i) => inRuns.has(i)),
          `seed ${seed}`,
        ).toEqual(isBetter);
        expect(gain.frames).toBe(inRuns.size);
        planes += gain.planes;
        best.add(block);
      }
      let sum = 0;
      for (let i = 0; i < 300; i++) sum += best.get(firstFrame + i)?.planes ?? 0;
      expect(planes, `seed ${seed}`).toBe(sum);
    }
  });
});
