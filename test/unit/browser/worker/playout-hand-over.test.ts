import { describe, expect, it } from 'vitest';
import { PlayoutHandOver } from '../../../../src/browser/worker/playout-hand-over.js';
import { Deferred } from '../../../../src/core/deferred.js';
import type { FrameBlock, SilentBlock } from '../../../../src/core/latent/frames.js';
import { settle } from '../../../support/fake-clock.js';

const block = (firstFrame: number, frames = 4): FrameBlock => ({
  ...{ firstFrame, frames, planes: 1 },
  payload: new Uint8Array(8 * frames).fill(firstFrame),
});

function make(maxFrames = 8) {
  const started = new Deferred();
  const pushed: (FrameBlock | SilentBlock)[] = [];
  const handOver = new PlayoutHandOver({
    ...{ maxFrames, bytesPerFramePlane: 8, started: started.promise },
    push: (one) => pushed.push(one),
  });
  return { started, handOver, pushed, first: () => pushed.map(({ firstFrame }) => firstFrame) };
}

describe('the hand-over of a stream to its player', () => {
  it('waits until playing is asked for and the model runs, in either order', async () => {
    for (const order of ['play first', 'model first']) {
      const { handOver, started, first } = make();
      const steps = [() => handOver.play(), () => started.resolve()];
      if (order === 'model first') steps.reverse();
      expect(handOver.take(block(0))).toBe(true);
      steps[0]!();
      await settle();
      expect(handOver.take(block(4)), order).toBe(true);
      expect(handOver.heldFrames).toBe(8);
      steps[1]!();
      await settle();
      expect(first()).toEqual([0, 4]);
      expect(handOver.heldFrames).toBeNull();
      expect(handOver.take(block(8))).toBe(false);
    }
  });

  it('keeps the newest frames, and none of a stream that another has followed', async () => {
    const { handOver, started, first } = make(8);
    for (let at = 0; at < 100; at += 4) handOver.take(block(at));
    expect(handOver.heldFrames).toBe(8);
    handOver.restart();
    expect(handOver.heldFrames).toBe(0);
    handOver.take(block(0));
    handOver.play();
    started.resolve();
    await settle();
    expect(first()).toEqual([0]);
  });

  it('cuts a long first block, so that the first call of the decoder is short', async () => {
    const { handOver, started, pushed } = make(24);
    for (const at of [0, 12, 24]) handOver.take(block(at, 12));
    handOver.play();
    handOver.play();
    started.resolve();
    await settle();
    expect(pushed.map(({ firstFrame, frames }) => [firstFrame, frames])).toEqual([
      [12, 4],
      [16, 8],
      [24, 12],
    ]);
  });

  it('keeps its blocks when the model cannot run', async () => {
    const { handOver, started, pushed } = make();
    handOver.take(block(0));
    handOver.play();
    started.reject(new Error('no memory'));
    await settle();
    expect(pushed).toEqual([]);
    expect(handOver.heldFrames).toBe(4);
  });
});
