import { describe, expect, it } from 'vitest';
import { requireBlock, sliceBlock } from '../../../../src/core/latent/frame-slice.js';
import type { FrameBlock } from '../../../../src/core/latent/frames.js';
import { NO_SPATIAL_PARAMETERS } from '../../../../src/core/latent/spatial-parameters.js';
import { EagerSchedule } from '../../../../src/core/playout/eager-schedule.js';
import { FrameStore } from '../../../../src/core/playout/frame-store.js';
import { JitterBuffer } from '../../../../src/core/playout/jitter-buffer.js';
import type { QueueItem } from '../../../../src/core/playout/queue-item.js';
import { seededRandom } from '../../../../src/core/random.js';
import { ClockSchedule } from '../../../support/clock-schedule.js';

const spatialByteOf = (frame: number): number => (11 * frame) % 248;

/** A block whose payload identifies frame and plane, and whose spatial parameters identify the frame. */
function block(firstFrame: number, frames = 4, planes = 1): FrameBlock {
  const payload = new Uint8Array(planes * frames * 2);
  for (let p = 0; p < planes; p++)
    for (let f = 0; f < frames; f++) payload.set([(firstFrame + f) & 255, p], (p * frames + f) * 2);
  return {
    firstFrame,
    frames,
    planes,
    payload,
    spatial: Uint8Array.from({ length: frames }, (_, i) => spatialByteOf(firstFrame + i)),
  };
}
const mono = ({ spatial: _, ...rest }: FrameBlock): FrameBlock => rest;

describe('sliceBlock', () => {
  it('cuts the spatial parameters with the frames', () => {
    const whole = block(10, 6, 3);
    for (let from = 0; from < 6; from++)
      for (let frames = 1; from + frames <= 6; frames++)
        expect(sliceBlock(whole, from, frames, 2)).toEqual(block(10 + from, frames, 3));
    expect(sliceBlock(whole, 0, 6, 2)).toBe(whole);
  });

  it('returns a copy, and no spatial parameters where there are none', () => {
    const whole = block(0, 4);
    const part = sliceBlock(whole, 1, 2, 2);
    part.spatial![0] = 99;
    expect(whole.spatial![1]).toBe(spatialByteOf(1));
    expect(sliceBlock(mono(whole), 1, 2, 2)).not.toHaveProperty('spatial');
  });
});

describe('requireBlock', () => {
  it('accepts one byte of spatial parameters per frame or none, and names any other length', () => {
    requireBlock(block(0), 2);
    requireBlock(mono(block(0)), 2);
    for (const length of [0, 3, 5])
      expect(() => requireBlock({ ...block(0), spatial: new Uint8Array(length) }, 2)).toThrow(
        `spatial.length must be 4, got ${length}`,
      );
  });
});

describe('FrameStore', () => {
  const put = (store: FrameStore, ...blocks: FrameBlock[]): void => {
    for (const [i, b] of blocks.entries()) store.put(b, 0, i, i);
  };

  it('returns each frame with its spatial parameters, however blocks are joined and split', () => {
    const store = new FrameStore(2);
    put(store, block(4), block(0), block(8, 3), block(11, 1));
    expect(store.take(0, 5)).toEqual(block(0, 5));
    expect(store.take(5, 2)).toEqual(block(5, 2));
    expect(store.take(7, 100)).toEqual(block(7, 5));
  });

  it('returns no spatial parameters where no frame has them, and bytes without parameters where some have them', () => {
    const store = new FrameStore(2);
    put(store, mono(block(0)), block(4, 2), mono(block(6, 2)));
    expect(store.take(0, 4)).toEqual(mono(block(0)));
    const mixed = store.take(4, 4) as FrameBlock;
    expect([...mixed.spatial!]).toEqual([
      spatialByteOf(4),
      spatialByteOf(5),
      NO_SPATIAL_PARAMETERS,
      NO_SPATIAL_PARAMETERS,
    ]);
    put(store, mono(block(0, 1)), block(1, 1));
    expect([...(store.take(0, 2) as FrameBlock).spatial!]).toEqual([NO_SPATIAL_PARAMETERS, spatialByteOf(1)]);
  });

  it('keeps the spatial parameters of a frame that is replaced by one of more planes without, and takes those of one with', () => {
    const store = new FrameStore(2);
    const better = block(2, 2, 2);
    const other = { ...better, spatial: Uint8Array.of(1, 2) };
    put(store, block(0), mono(better));
    expect(store.take(0, 2)).toEqual(block(0, 2));
    expect(store.take(2, 2)).toEqual(better);
    put(store, block(2, 2), other);
    expect(store.take(2, 2)).toEqual(other);
    put(store, mono(block(2, 2)), better);
    expect(store.take(2, 2)).toEqual(better);
  });

  it('leaves the spatial parameters of a frame that comes again unchanged', () => {
    const store = new FrameStore(2);
    put(store, block(0), { ...block(0), spatial: new Uint8Array(4) });
    expect(store.take(0, 4)).toEqual(block(0));
  });

  it('keeps only the frames from a given one on, each with its own spatial parameters', () => {
    const store = new FrameStore(2);
    store.put(block(0, 8), 5, 0, 0);
    expect(store.take(4, 4)).toBeUndefined();
    expect(store.take(5, 4)).toEqual(block(5, 3));
  });

  it('returns silence without spatial parameters, and what replaces it with its own', () => {
    const store = new FrameStore(2);
    store.putSilence({ firstFrame: 0, frames: 4, noise: { level: 9, reflection: [] }, continues: false }, 0, 0, 0);
    put(store, block(2, 2));
    expect(store.take(0, 4)).not.toHaveProperty('spatial');
    expect(store.take(2, 4)).toEqual(block(2, 2));
  });

  it('holds copies', () => {
    const store = new FrameStore(2);
    const given = block(0);
    put(store, given);
    given.spatial!.fill(0);
    expect(store.take(0, 4)).toEqual(block(0));
  });
});

describe('JitterBuffer', () => {
  const make = (schedule: 'clock' | 'eager'): JitterBuffer =>
    new JitterBuffer({
      frameMs: 50,
      bytesPerFramePlane: 2,
      maxDelayMs: 4000,
      schedule: schedule === 'clock' ? new ClockSchedule(50, 400) : new EagerSchedule({ reorderMs: 300 }),
    });
  const blockOf = (pull: QueueItem): FrameBlock | undefined => (pull.kind === 'frames' ? pull.block : undefined);

  it('refuses spatial parameters of another length, naming it', () => {
    expect(() => make('clock').push({ ...block(0), spatial: new Uint8Array(5) }, 0)).toThrow(
      /spatial.length must be 4, got 5/,
    );
  });

  it('puts blocks back in order with their spatial parameters, in parts of any size', () => {
    const buffer = make('clock');
    buffer.push(block(4), 1000);
    buffer.push(block(0), 1010);
    buffer.push(block(12), 1400);
    buffer.push(block(8), 1410);
    expect(blockOf(buffer.pull(2100, 6))).toEqual(block(0, 6));
    expect(blockOf(buffer.pull(2100, 1))).toEqual(block(6, 1));
    expect(blockOf(buffer.pull(2150, 100))).toEqual(block(7, 9));
  });

  it('hands out a copy of more planes with its spatial parameters', () => {
    const buffer = make('clock');
    buffer.push(block(0), 0);
    expect(buffer.push(block(0, 4, 2), 10)).toBe('queued');
    expect(blockOf(buffer.pull(550, 4))).toEqual(block(0, 4, 2));
  });

  it('loses the spatial parameters with the frames and nothing else, eager too', () => {
    const buffer = make('eager');
    buffer.push(block(0), 0);
    buffer.push(block(8), 100);
    expect(blockOf(buffer.pull(0))).toEqual(block(0));
    expect(buffer.pull(400)).toMatchObject({ kind: 'lost', firstFrame: 4, frames: 4 });
    expect(blockOf(buffer.pull(400))).toEqual(block(8));
  });

  it('plays the rest of a late block with the spatial parameters of that rest', () => {
    const buffer = make('clock');
    buffer.push(block(0), 0);
    buffer.push(block(8), 400);
    for (let pull = buffer.pull(600); pull.kind !== 'wait'; pull = buffer.pull(600));
    buffer.push(block(4), 610);
    expect(blockOf(buffer.pull(950, 8))).toEqual(block(5, 7));
  });

  const SEED = 17;
  it(`returns every frame with its own spatial parameters whatever is reordered, repeated or upgraded (seed ${SEED})`, () => {
    const random = seededRandom(SEED);
    for (let run = 0; run < 20; run++) {
      const buffer = make(run % 2 ? 'eager' : 'clock');
      const blocks = Array.from({ length: 15 }, (_, i) => block(4 * i, 4, 1 + Math.floor(2 * random())));
      const sent = blocks.flatMap((b) => (random() < 0.3 ? [b, block(b.firstFrame, 4, 2)] : [b]));
      // Swap neighbours.
      for (let i = 1; i < sent.length; i++) if (random() < 0.4) [sent[i - 1], sent[i]] = [sent[i], sent[i - 1]];
      let seen = 0;
      let now = 0;
      const drain = (): void => {
        for (;;) {
          const got = blockOf(buffer.pull(now, 1 + Math.floor(6 * random())));
          if (!got) return;
          expect(got).toEqual(block(got.firstFrame, got.frames, got.planes));
          seen += got.frames;
        }
      };
      for (const b of sent) {
        buffer.push(b, now);
        drain();
        now += 150;
      }
      buffer.end(60, now);
      for (let i = 0; i < 100; i++) {
        drain();
        now += 50;
      }
      expect(seen).toBe(buffer.stats.played);
      expect(seen).toBeGreaterThan(40);
    }
  });
});
