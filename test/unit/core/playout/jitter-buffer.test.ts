import { describe, expect, it } from 'vitest';
import type { FrameBlock } from '../../../../src/core/latent/frames.js';
import { JitterBuffer } from '../../../../src/core/playout/jitter-buffer.js';
import type { JitterBufferOptions, Pull } from '../../../../src/core/playout/jitter-types.js';

const FRAME_MS = 50;
const make = (options: Partial<JitterBufferOptions> = {}) =>
  new JitterBuffer({ frameMs: FRAME_MS, bytesPerFramePlane: 2, targetDelayMs: 400, maxDelayMs: 4000, ...options });

/** A block whose bytes tell frame and plane. */
function block(firstFrame: number, frames = 4, planes = 1): FrameBlock {
  const payload = new Uint8Array(planes * frames * 2);
  for (let p = 0; p < planes; p++)
    for (let f = 0; f < frames; f++) payload.set([(firstFrame + f) & 255, p], (p * frames + f) * 2);
  return { firstFrame, frames, planes, payload };
}

/** `7+4` frames 7 to 10, `lost 7+4`, `skipped 7+4`, `wait 120 early`. */
function text(pull: Pull): string {
  if (pull.kind === 'wait') return `wait ${Math.round(pull.untilMs)} ${pull.reason}`;
  if (pull.kind === 'lost') return `${pull.skipped ? 'skipped' : 'lost'} ${pull.firstFrame}+${pull.frames}`;
  if (pull.kind === 'silent') throw new Error('nothing here is silent');
  expect(pull.block).toEqual(block(pull.block.firstFrame, pull.block.frames, pull.block.planes));
  return `${pull.block.firstFrame}+${pull.block.frames}`;
}

/** Everything that can be had at `nowMs`. */
function drain(buffer: JitterBuffer, nowMs: number, frames?: number): string[] {
  const out: string[] = [];
  for (;;) {
    const pull = buffer.pull(nowMs, frames);
    if (pull.kind === 'wait') return out;
    out.push(text(pull));
  }
}

describe('paced', () => {
  it('plays the first block after the target delay and the next ones in their own time', () => {
    const buffer = make();
    expect(text(buffer.pull(990))).toBe('wait 1040 empty');
    buffer.push(block(100), 1000);
    buffer.push(block(104), 1200);
    expect(text(buffer.pull(1000))).toBe('wait 1400 early');
    expect(text(buffer.pull(1400))).toBe('100+1');
    expect(text(buffer.pull(1400))).toBe('wait 1450 early');
    expect(text(buffer.pull(1550, 4))).toBe('101+4');
    expect(text(buffer.pull(1600))).toBe('wait 1650 early');
    expect(text(buffer.pull(1650, 2))).toBe('105+2');
  });

  it('puts blocks back in order, also the very first ones', () => {
    const buffer = make();
    buffer.push(block(4), 1000);
    expect(buffer.push(block(0), 1010)).toBe('queued');
    buffer.push(block(12), 1400);
    buffer.push(block(8), 1410);
    expect(drain(buffer, 2100, 16)).toEqual(['0+16']);
  });

  it('drops duplicates, queued or played', () => {
    const buffer = make();
    buffer.push(block(0), 0);
    expect(buffer.push(block(0), 10)).toBe('duplicate');
    expect(drain(buffer, 400, 4)).toEqual(['0+4']);
    expect(buffer.push(block(0), 410)).toBe('duplicate');
    expect(buffer.stats.duplicate).toBe(8);
    expect(buffer.stats.late).toBe(0);
  });

  it('keeps the copy with more planes while it has not been played', () => {
    const buffer = make();
    buffer.push(block(0, 4, 1), 0);
    expect(buffer.push(block(0, 4, 2), 10)).toBe('queued');
    expect(buffer.push(block(0, 4, 1), 20)).toBe('duplicate');
    const pull = buffer.pull(400, 4);
    expect(pull.kind === 'frames' && pull.block.planes).toBe(2);
    expect(text(pull)).toBe('0+4');
    expect(buffer.stats.upgraded).toBe(4);
  });

  it('never joins frames of different planes in one block', () => {
    const buffer = make();
    buffer.push(block(0, 4, 2), 0);
    buffer.push(block(4, 4, 1), 200);
    expect(drain(buffer, 1000, 100)).toEqual(['0+4', '4+4']);
  });

  it('declares a gap lost frame by frame when its time has come, and counts what comes later', () => {
    const buffer = make();
    buffer.push(block(0), 0);
    buffer.push(block(8), 400);
    expect(drain(buffer, 590)).toEqual(['0+4']);
    expect(drain(buffer, 600)).toEqual(['lost 4+1']);
    expect(drain(buffer, 700)).toEqual(['lost 5+2']);
    expect(buffer.push(block(4, 3), 710)).toBe('late');
    expect(buffer.stats).toMatchObject({ late: 3, lost: 3, played: 4, underruns: 0 });
  });

  it('plays the part of a late block whose time has not come', () => {
    const buffer = make();
    buffer.push(block(0), 0);
    buffer.push(block(8), 400);
    drain(buffer, 600);
    expect(buffer.push(block(4), 610)).toBe('queued');
    expect(drain(buffer, 760, 8)).toEqual(['5+7']);
  });

  it('takes a burst of past audio for no jitter', () => {
    const buffer = make();
    for (let i = 0; i < 10; i++) buffer.push(block(i * 4), 1000 + i);
    for (let i = 10; i < 20; i++) buffer.push(block(i * 4), 1000 + (i - 9) * 200);
    expect(buffer.stats.jitterMs).toBeLessThan(20);
    expect(buffer.stats.targetMs).toBe(400);
  });

  it('stands still in an underrun, goes on without loss and has widened at once', () => {
    const buffer = make({ targetDelayMs: 100 });
    buffer.push(block(0), 0);
    expect(drain(buffer, 299, 4)).toEqual(['0+4']);
    expect(text(buffer.pull(300))).toBe('wait 350 underrun');
    expect(text(buffer.pull(350))).toBe('wait 400 underrun');
    buffer.push(block(4), 500);
    expect(drain(buffer, 500)).toEqual(['4+1']);
    expect(buffer.stats).toMatchObject({ underruns: 1, lost: 0 });
    expect(buffer.stats.targetMs).toBeGreaterThanOrEqual(250);
    expect(buffer.stats.delayMs).toBeGreaterThanOrEqual(250);
  });

  it('shrinks slowly once the path is quiet', () => {
    const buffer = make({ targetDelayMs: 100 });
    buffer.push(block(0), 0);
    drain(buffer, 100, 4);
    buffer.pull(300);
    buffer.pull(700);
    let now = 700;
    for (let i = 1; i <= 800; i++) {
      now = Math.max(700, i * 200);
      buffer.push(block(i * 4), now);
      drain(buffer, now, 4);
      if (i === 100) expect(buffer.stats.delayMs).toBeGreaterThan(350);
    }
    expect(buffer.stats.delayMs).toBeLessThan(130);
    expect(buffer.stats).toMatchObject({ lost: 0, underruns: 1 });
  });

  it('skips the frames whose time went by in an underrun, so that the lag does not grow', () => {
    const buffer = make({ targetDelayMs: 100 });
    buffer.push(block(0), 0);
    drain(buffer, 100, 4);
    for (let now = 300; now <= 1300; now += 50) expect(buffer.pull(now).kind).toBe('wait');
    // The source was away for a second and its index has gone on with the clock.
    buffer.push(block(24), 1200);
    expect(drain(buffer, 1300)).toEqual(['skipped 4+20', '24+1']);
    expect(buffer.stats.delayMs).toBeLessThan(160);
  });

  it('declares frames lost in real time when standing still any longer would exceed the maximum', () => {
    const buffer = make({ targetDelayMs: 100, maxDelayMs: 1000 });
    buffer.push(block(0), 0);
    drain(buffer, 100, 4);
    const seen: string[] = [];
    for (let now = 300; now < 6000; now += 50) seen.push(...drain(buffer, now));
    expect(seen.length).toBeGreaterThan(80);
    expect(new Set(seen.map((s) => s.split(' ')[0]))).toEqual(new Set(['lost']));
    expect(buffer.stats.delayMs).toBeLessThanOrEqual(1000);
  });

  it('drops the oldest whole frames beyond the maximum and reports them', () => {
    const buffer = make({ maxDelayMs: 1000 });
    for (let i = 0; i < 5; i++) expect(buffer.push(block(i * 4), i)).toBe('queued');
    expect(buffer.push(block(20), 5)).toBe('overflow');
    expect(buffer.stats.queuedFrames).toBe(20);
    expect(text(buffer.pull(6))).toBe('skipped 0+4');
    expect(drain(buffer, 1390, 100)).toEqual(['4+20']);
  });

  it('reports a jump of the index as one skip, however far', () => {
    const buffer = make();
    buffer.push(block(0), 0);
    expect(buffer.push(block(8_000_000), 200)).toBe('overflow');
    expect(text(buffer.pull(210, 4))).toBe('skipped 0+7999924');
    expect(buffer.stats.queuedFrames).toBe(4);
  });

  it('never exceeds the maximum while nobody pulls', () => {
    const buffer = make({ maxDelayMs: 1000 });
    for (let i = 0; i < 1000; i++) buffer.push(block(i * 4, 4, 8), i * 200);
    expect(buffer.stats.queuedMs).toBeLessThanOrEqual(1000);
  });

  it('starts anew at a reset, at the frame that is given', () => {
    const buffer = make();
    buffer.push(block(1000), 0);
    drain(buffer, 400, 4);
    buffer.reset(2);
    expect(buffer.nextFrame).toBe(2);
    buffer.push(block(0), 1000);
    expect(drain(buffer, 1500, 8)).toEqual(['2+2']);
    buffer.reset();
    expect(buffer.nextFrame).toBeUndefined();
  });

  it('ends after the last frame, with the missing ones lost', () => {
    const buffer = make();
    buffer.push(block(0), 0);
    buffer.end(6, 210);
    expect(drain(buffer, 700, 4)).toEqual(['0+4', 'lost 4+2']);
    expect(text(buffer.pull(700))).toBe('wait 750 ended');
    expect(buffer.isEnded).toBe(true);
  });

  it.each([
    ['frameMs', { frameMs: 0 }],
    ['targetDelayMs', { targetDelayMs: 5000 }],
    ['maxDelayMs', { maxDelayMs: 600_001 }],
    ['bytesPerFramePlane', { bytesPerFramePlane: 0 }],
    ['quantile', { quantile: 2 }],
  ])('refuses a wrong %s by name', (field, change) => {
    expect(() => make(change)).toThrow(new RegExp(`^${field} must be`));
  });

  it('refuses a block whose payload has another length than it states', () => {
    expect(() => make().push({ ...block(0), frames: 5 }, 0)).toThrow(/payload.length must be 10, got 8/);
  });
});

describe('eager', () => {
  const eager = (options: Partial<JitterBufferOptions> = {}) => make({ mode: 'eager', reorderMs: 300, ...options });

  it('hands out whatever is contiguous at once', () => {
    const buffer = eager();
    buffer.push(block(0), 0);
    buffer.push(block(4), 0);
    expect(text(buffer.pull(0))).toBe('0+8');
    buffer.push(block(8), 0);
    expect(drain(buffer, 0, 3)).toEqual(['8+3', '11+1']);
  });

  it('declares a gap lost once a later block has waited long enough', () => {
    const buffer = eager();
    buffer.push(block(0), 0);
    buffer.push(block(8), 100);
    expect(drain(buffer, 100)).toEqual(['0+4']);
    expect(text(buffer.pull(399))).toBe('wait 400 early');
    expect(drain(buffer, 400)).toEqual(['lost 4+4', '8+4']);
  });

  it('declares a gap lost once more than N blocks wait behind it', () => {
    const buffer = eager({ reorderBlocks: 2 });
    buffer.push(block(0), 0);
    buffer.push(block(8), 1);
    buffer.push(block(12), 2);
    expect(drain(buffer, 2)).toEqual(['0+4']);
    buffer.push(block(16), 3);
    expect(drain(buffer, 3)).toEqual(['lost 4+4', '8+12']);
  });

  it('waits at the end of a stream no longer than for a gap', () => {
    const buffer = eager();
    buffer.push(block(0), 0);
    buffer.end(8, 10);
    expect(drain(buffer, 309)).toEqual(['0+4']);
    expect(drain(buffer, 310)).toEqual(['lost 4+4']);
    expect(buffer.isEnded).toBe(true);
  });

  it('does not wait for a total that lies further ahead than could be queued', () => {
    const buffer = eager();
    buffer.push(block(0), 0);
    buffer.end(Number.MAX_SAFE_INTEGER, 10);
    expect(drain(buffer, 100)).toEqual(['0+4']);
    expect(buffer.isEnded).toBe(true);
  });
});
