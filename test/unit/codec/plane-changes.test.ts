import { describe, expect, it } from 'vitest';
import { Decoder } from '../../../src/codec/decoder.js';
import { concatFloats } from '../../../src/core/buffers.js';
import { seededRandom } from '../../../src/core/random.js';
import { FakeModel, modelForms } from '../../support/fake-model.js';
import { soundBlock } from '../../support/frame-copies.js';

const FRAMES = 60;
const SIZE = 8;
const SEED = 5;

/** Frames as blocks of equal planes; with `isJoined` as long as they can be, else one frame each. */
function blocksOf(planes: readonly number[], isJoined: boolean) {
  const blocks = [];
  for (let at = 0; at < planes.length; ) {
    let n = 1;
    while (isJoined && planes[at + n] === planes[at]) n++;
    blocks.push(soundBlock(at, n, planes[at]!, SIZE));
    at += n;
  }
  return blocks;
}

async function decode(model: FakeModel, planes: readonly number[], isJoined: boolean): Promise<Float32Array> {
  const decoder = new Decoder(model);
  const parts: Float32Array[] = [];
  for (const block of blocksOf(planes, isJoined)) parts.push(await decoder.push({ kind: 'frames', block }));
  parts.push(await decoder.flush());
  expect(decoder.stats).toMatchObject({ frames: FRAMES, lostFrames: 0, restarts: 0 });
  return concatFloats(parts);
}

describe.each(modelForms(40, 96))('planes that change from block to block, %s', (_, options) => {
  const random = seededRandom(SEED);
  const planes: number[] = [];
  while (planes.length < FRAMES)
    planes.push(...Array<number>(1 + Math.floor(4 * random())).fill(1 + Math.floor(3 * random())));
  planes.length = FRAMES;

  it(`lose neither the decoder's state nor a sample, and no fade or jump lies between them (seed ${SEED})`, async () => {
    const changing = await decode(new FakeModel(options), planes, true);
    expect(changing.length).toBe(FRAMES * 64);
    const constant = await Promise.all(
      [1, 2, 3].map((count) => decode(new FakeModel(options), Array<number>(FRAMES).fill(count), true)),
    );
    const { leftFrames = 0, rightFrames = 0 } = options.decoder ?? {};
    let compared = 0;
    for (let frame = 0; frame < FRAMES; frame++) {
      // Where the context has the same planes, the audio is that of a stream which never changes.
      const context = planes.slice(Math.max(0, frame - leftFrames), frame + rightFrames + 1);
      if (context.some((count) => count !== planes[frame])) continue;
      compared++;
      const [from, to] = [frame * 64, (frame + 1) * 64];
      expect(changing.slice(from, to)).toEqual(constant[planes[frame]! - 1]!.slice(from, to));
    }
    expect(compared).toBeGreaterThan(leftFrames > 0 ? 3 : FRAMES - 1);
  });

  it('sound the same in blocks of any length', async () => {
    const one = await decode(new FakeModel(options), planes, false);
    const joined = await decode(new FakeModel(options), planes, true);
    expect(joined).toEqual(one);
  });
});
