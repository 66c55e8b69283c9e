import { describe, expect, it } from 'vitest';
import type { FrameBlock, SilentBlock } from '../../../../src/core/latent/frames.js';
import { NO_SPATIAL_PARAMETERS } from '../../../../src/core/latent/spatial-parameters.js';
import { EagerSchedule } from '../../../../src/core/playout/eager-schedule.js';
import { JitterBuffer } from '../../../../src/core/playout/jitter-buffer.js';
import type { QueueItem } from '../../../../src/core/playout/queue-item.js';
import { seededRandom } from '../../../../src/core/random.js';
import { ClockSchedule } from '../../../support/clock-schedule.js';
import {
  BestCopies,
  better,
  isSameCopy,
  soundBlock,
  spatialByteOf,
  streamCopies,
} from '../../../support/frame-copies.js';

const SIZE = 2;
const FRAME_MS = 50;
const make = (schedule: 'clock' | 'eager'): JitterBuffer =>
  new JitterBuffer({
    frameMs: FRAME_MS,
    bytesPerFramePlane: SIZE,
    maxDelayMs: 30_000,
    schedule: schedule === 'clock' ? new ClockSchedule(FRAME_MS, 600) : new EagerSchedule({ reorderMs: 700 }),
  });
const push = (buffer: JitterBuffer, block: FrameBlock | SilentBlock, nowMs = 0): string =>
  'noise' in block ? buffer.pushSilence(block, nowMs) : buffer.push(block, nowMs);
const sound = (firstFrame: number, frames = 4, planes = 1, spatial?: Uint8Array): FrameBlock =>
  soundBlock(firstFrame, frames, planes, SIZE, spatial);
const silence = (firstFrame: number, frames = 4, continues = false, level = 100): SilentBlock => ({
  firstFrame,
  frames,
  noise: { level, reflection: [] },
  continues,
});
/** `frames 0+4×2` of two planes, `silent 4+4`, `lost 8+2`. */
const told = (item: QueueItem): string => {
  if (item.kind === 'wait') return item.reason;
  const { firstFrame, frames } = item.kind === 'lost' ? item : item.block;
  return `${item.kind} ${firstFrame}+${frames}${item.kind === 'frames' ? `×${item.block.planes}` : ''}`;
};
/** All that can be had at `nowMs`. */
const drain = (buffer: JitterBuffer, nowMs = 0): string[] => {
  const out: string[] = [];
  for (let item = buffer.pull(nowMs); item.kind !== 'wait'; item = buffer.pull(nowMs)) out.push(told(item));
  return out;
};

describe('copies of a frame', () => {
  it('are merged frame by frame, in whatever order they come', () => {
    const copies = [sound(0, 6, 1), sound(4, 6, 2), silence(8, 4), sound(2, 1, 3), sound(10, 1, 1)];
    for (const order of [copies, [...copies].reverse(), [...copies.slice(2), ...copies.slice(0, 2)]]) {
      const buffer = make('eager');
      for (const block of order) push(buffer, block);
      expect(drain(buffer)).toEqual([
        'frames 0+2×1',
        'frames 2+1×3',
        'frames 3+1×1',
        'frames 4+6×2',
        'frames 10+1×1',
        'silent 11+1',
      ]);
    }
  });

  it('give their spatial parameters to the frame, whichever of them has the most planes', () => {
    const parameters = Uint8Array.of(8, NO_SPATIAL_PARAMETERS, 24, 32);
    for (const [first, second] of [
      [sound(0, 4, 2), sound(0, 4, 1, parameters)],
      [sound(0, 4, 1, parameters), sound(0, 4, 2)],
      [sound(0, 4, 2, new Uint8Array(4).fill(NO_SPATIAL_PARAMETERS)), sound(0, 4, 2, parameters)],
    ] as const) {
      const buffer = make('eager');
      push(buffer, first);
      expect(push(buffer, second)).toBe('queued');
      expect(buffer.pull(0)).toEqual({ kind: 'frames', block: sound(0, 4, 2, parameters) });
    }
  });

  it('are sound where one of them is, and end a silence that continued', () => {
    for (const order of [
      [silence(0, 4, true), sound(2, 2)],
      [sound(2, 2), silence(0, 4, true)],
    ]) {
      const buffer = make('clock');
      for (const block of order) push(buffer, block);
      const seen: string[] = [];
      for (let ms = 0; ms <= 900; ms += FRAME_MS) seen.push(...drain(buffer, ms));
      expect(seen).toEqual([
        ...['silent 0+1', 'silent 1+1', 'frames 2+1×1', 'frames 3+1×1'],
        ...['lost 4+1', 'lost 5+1', 'lost 6+1'],
      ]);
    }
  });

  it('that are both silence leave the first as it was', () => {
    const buffer = make('eager');
    push(buffer, silence(0, 4, false, 70));
    expect(push(buffer, silence(0, 4, true, 90))).toBe('duplicate');
    expect(buffer.pull(0)).toMatchObject({ block: { noise: { level: 70 }, continues: false } });
    expect(buffer.stats.duplicate).toBe(4);
  });

  it('that would have been better are late once the frame was handed out, in every form, and it is not played again', () => {
    const buffer = make('eager');
    push(buffer, sound(0, 4, 2));
    push(buffer, silence(4));
    push(buffer, sound(12, 4, 1), 10);
    expect(drain(buffer, 800)).toEqual(['frames 0+4×2', 'silent 4+4', 'lost 8+4', 'frames 12+4×1']);
    expect(push(buffer, sound(0, 4, 1), 810)).toBe('duplicate');
    expect(push(buffer, sound(0, 4, 2), 810)).toBe('duplicate');
    expect(push(buffer, sound(0, 4, 3), 810)).toBe('late');
    expect(push(buffer, sound(0, 4, 1, Uint8Array.of(1, 255, 255, 3)), 810)).toBe('late');
    expect(push(buffer, silence(4), 810)).toBe('duplicate');
    expect(push(buffer, sound(4), 810)).toBe('late');
    expect(push(buffer, silence(8), 810)).toBe('late');
    expect(push(buffer, sound(14, 4, 2), 810)).toBe('queued');
    expect(drain(buffer, 2000)).toEqual(['frames 16+2×2']);
    expect(buffer.stats).toMatchObject({ late: 4 + 2 + 4 + 4 + 2, duplicate: 4 + 4 + 2 + 4, upgraded: 0 });
  });

  it('are late before the first frame that was handed out', () => {
    const buffer = make('eager');
    push(buffer, sound(8));
    drain(buffer);
    expect(push(buffer, sound(4))).toBe('late');
    expect(push(buffer, sound(6, 4, 1))).toBe('late');
    expect(buffer.stats).toMatchObject({ late: 6, duplicate: 2 });
    expect(drain(buffer)).toEqual([]);
  });

  it('are late for noise that was played while a silence continued, and win where it was not played yet', () => {
    const buffer = make('clock');
    push(buffer, sound(0));
    push(buffer, silence(4, 4, true));
    const seen: string[] = [];
    for (let ms = 0; ms <= 1100; ms += FRAME_MS) seen.push(...drain(buffer, ms));
    expect(seen.at(-1)).toBe('silent 10+1');
    // The source signals frames 8 and 9 as it should, and has sound from 10 on.
    expect(push(buffer, silence(8, 2), 1100)).toBe('duplicate');
    expect(push(buffer, sound(10), 1100)).toBe('queued');
    expect(drain(buffer, 1250)).toEqual(['frames 11+3×1']);
    expect(buffer.stats).toMatchObject({ late: 1, duplicate: 0, silent: 7, played: 7, lost: 0 });
  });

  it('that were dropped because too much waited are late, also before that is reported', () => {
    const buffer = new JitterBuffer({ frameMs: 50, bytesPerFramePlane: SIZE, maxDelayMs: 1000 });
    push(buffer, sound(0));
    expect(push(buffer, sound(30))).toBe('overflow');
    expect(push(buffer, sound(2))).toBe('late');
    expect(buffer.stats.late).toBe(4);
  });

  it('of frames behind the end are handed out when the stream continues, and those before it are late', () => {
    const buffer = make('eager');
    push(buffer, sound(0));
    buffer.end(4, 0);
    drain(buffer);
    push(buffer, sound(4));
    expect(drain(buffer)).toEqual([]);
    buffer.reopen();
    expect(push(buffer, sound(0, 4, 2))).toBe('late');
    expect(drain(buffer)).toEqual(['frames 4+4×1']);
  });

  it('are remembered in 256 ranges: what comes for older frames counts as a duplicate, and memory does not grow', () => {
    const buffer = make('eager');
    for (let i = 0; i < 600; i++) push(buffer, sound(i, 1, 1 + (i % 2)));
    drain(buffer);
    expect(push(buffer, sound(343, 1, 8))).toBe('duplicate');
    expect(push(buffer, sound(344, 1, 8))).toBe('late');
  });
});

describe.each(['clock', 'eager'] as const)('a stream of copies, handed out by %s', (schedule) => {
  const SEEDS = Array.from({ length: 150 }, (_, i) => i + 1);

  it(`is for each frame the best copy that came in time (seeds 1–${SEEDS.length})`, () => {
    const totals = { late: 0, duplicate: 0, upgraded: 0, played: 0, silent: 0, lost: 0 };
    for (const seed of SEEDS) {
      const random = seededRandom(seed + 1000);
      const below = (n: number): number => Math.floor(n * random());
      const buffer = make(schedule);
      const arrivals = streamCopies({
        seed,
        frames: 200,
        frameMs: FRAME_MS,
        bytesPerFramePlane: SIZE,
        firstFrame: seed % 3 === 0 ? 2 ** 24 - 100 : 0,
      });
      const best = new BestCopies();
      /** What was handed out of each frame; null for a loss. */
      const out = new Map<number, ReturnType<BestCopies['get']> | null>();
      const count = { late: 0, duplicate: 0, upgraded: 0, played: 0, silent: 0, lost: 0 };
      const wrong: string[] = [];
      let next: number | undefined;
      /** Silent frames that were handed out although no packet had covered them. */
      const unsignalled = new Set<number>();

      const arrive = (block: FrameBlock | SilentBlock, nowMs: number): void => {
        for (let frame = block.firstFrame; frame < block.firstFrame + block.frames; frame++) {
          const isPast = next !== undefined && frame < next;
          const had = isPast ? (out.get(frame) ?? undefined) : best.get(frame);
          const isBetter = !isSameCopy(had, better(had, block, frame));
          if (isPast && isBetter) count.late++;
          else if (isPast && 'noise' in block && unsignalled.has(frame)) continue;
          else if (!isBetter) count.duplicate++;
          else if (had) count.upgraded++;
        }
        best.add(block);
        push(buffer, block, nowMs);
      };
      const take = (item: QueueItem): void => {
        if (item.kind === 'wait') return;
        const { firstFrame, frames } = item.kind === 'lost' ? item : item.block;
        next ??= firstFrame;
        if (firstFrame !== next) wrong.push(`${firstFrame} after ${next}`);
        count[item.kind === 'frames' ? 'played' : item.kind] += frames;
        for (let i = 0; i < frames; i++) {
          const frame = firstFrame + i;
          const copy = best.get(frame);
          out.set(frame, item.kind === 'lost' ? null : (copy ?? { planes: 0, spatial: undefined, noise: undefined }));
          if (item.kind === 'silent' && !copy) unsignalled.add(frame);
          const isRight =
            item.kind === 'lost'
              ? !copy
              : item.kind === 'silent'
                ? copy === undefined || (copy.planes === 0 && copy.noise === item.block.noise)
                : isFrame(item.block, i, copy);
          if (!isRight) wrong.push(`${told(item)}, frame ${frame}: ${JSON.stringify(copy)}`);
        }
        next = firstFrame + frames;
      };

      let at = 0;
      for (let now = 0; at < arrivals.length; now += 1 + below(80)) {
        for (; at < arrivals.length && arrivals[at]!.atMs <= now; at++) arrive(arrivals[at]!.block, now);
        for (;;) {
          const item = buffer.pull(now, below(3) ? 1 + below(8) : undefined);
          if (item.kind === 'wait') break;
          take(item);
        }
      }
      expect(wrong, `seed ${seed}`).toEqual([]);
      expect(buffer.stats, `seed ${seed}`).toMatchObject(count);
      for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += count[key];
    }
    // Every case occurs, and often.
    for (const [name, frames] of Object.entries(totals)) expect(frames, name).toBeGreaterThan(500);
  });

  function isFrame(block: FrameBlock, i: number, copy: ReturnType<BestCopies['get']>): boolean {
    if (!copy || copy.planes !== block.planes) return false;
    const frame = block.firstFrame + i;
    const byte = block.spatial?.[i] ?? NO_SPATIAL_PARAMETERS;
    if (byte !== (copy.spatial ?? NO_SPATIAL_PARAMETERS)) return false;
    if (copy.spatial !== undefined && copy.spatial !== spatialByteOf(frame)) return false;
    const { payload } = sound(frame, 1, block.planes);
    for (let p = 0; p < block.planes; p++)
      for (let b = 0; b < SIZE; b++)
        if (block.payload[(p * block.frames + i) * SIZE + b] !== payload[p * SIZE + b]) return false;
    return true;
  }
});
