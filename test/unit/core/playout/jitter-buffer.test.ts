import { describe, expect, it } from 'vitest';
import type { FrameBlock } from '../../../../src/core/latent/frames.js';
import { EagerSchedule, type EagerScheduleOptions } from '../../../../src/core/playout/eager-schedule.js';
import { JitterBuffer, type JitterBufferOptions } from '../../../../src/core/playout/jitter-buffer.js';
import type { QueueItem } from '../../../../src/core/playout/queue-item.js';
import { ClockSchedule } from '../../../support/clock-schedule.js';

const FRAME_MS = 50;
const make = (options: Partial<JitterBufferOptions> = {}) =>
  new JitterBuffer({ frameMs: FRAME_MS, bytesPerFramePlane: 2, maxDelayMs: 4000, ...options });

/** A block whose bytes identify frame and plane. */
function block(firstFrame: number, frames = 4, planes = 1): FrameBlock {
  const payload = new Uint8Array(planes * frames * 2);
  for (let p = 0; p < planes; p++)
    for (let f = 0; f < frames; f++) payload.set([(firstFrame + f) & 255, p], (p * frames + f) * 2);
  return { firstFrame, frames, planes, payload };
}

/** `7+4` frames 7 to 10, `lost 7+4`, `skipped 7+4`, `wait 120 early`. */
function text(pull: QueueItem): string {
  if (pull.kind === 'wait') return `wait ${Math.round(pull.untilMs)} ${pull.reason}`;
  if (pull.kind === 'lost') return `${pull.skipped ? 'skipped' : 'lost'} ${pull.firstFrame}+${pull.frames}`;
  if (pull.kind === 'silent') throw new Error('nothing here is silent');
  expect(pull.block).toEqual(block(pull.block.firstFrame, pull.block.frames, pull.block.planes));
  return `${pull.block.firstFrame}+${pull.block.frames}`;
}

/** Everything that can be pulled at `nowMs`. */
function drain(buffer: JitterBuffer, nowMs: number, frames?: number): string[] {
  const out: string[] = [];
  for (;;) {
    const pull = buffer.pull(nowMs, frames);
    if (pull.kind === 'wait') return out;
    out.push(text(pull));
  }
}

describe('the jitter buffer', () => {
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

  it('starts again at a reset, at the given frame', () => {
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

  it('refuses a block whose payload has another length than it states', () => {
    expect(() => make().push({ ...block(0), frames: 5 }, 0)).toThrow(/payload.length must be 10, got 8/);
  });

  it.each([
    ['frameMs', { frameMs: 0 }],
    ['maxDelayMs', { maxDelayMs: 600_001 }],
    ['bytesPerFramePlane', { bytesPerFramePlane: 0 }],
  ])('refuses a wrong %s by name', (field, change) => {
    expect(() => make(change)).toThrow(new RegExp(`^${field} must be`));
  });
});

describe('a schedule by the clock', () => {
  const clocked = () => make({ schedule: new ClockSchedule(FRAME_MS, 400) });

  it('plays the first block after the target delay and the next ones in real time', () => {
    const buffer = clocked();
    expect(text(buffer.pull(990))).toBe('wait 1040 empty');
    buffer.push(block(100), 1000);
    buffer.push(block(104), 1200);
    expect(text(buffer.pull(1000))).toBe('wait 1400 early');
    expect(text(buffer.pull(1400))).toBe('100+1');
    expect(text(buffer.pull(1400))).toBe('wait 1450 early');
    expect(text(buffer.pull(1600, 4))).toBe('101+4');
    expect(text(buffer.pull(1600))).toBe('wait 1650 early');
    expect(text(buffer.pull(1700, 2))).toBe('105+2');
  });

  it('declares a gap lost frame by frame when it is due, and counts late frames', () => {
    const buffer = clocked();
    buffer.push(block(0), 0);
    buffer.push(block(8), 400);
    expect(drain(buffer, 590)).toEqual(['0+4']);
    expect(drain(buffer, 600)).toEqual(['lost 4+1']);
    expect(drain(buffer, 700)).toEqual(['lost 5+2']);
    expect(buffer.push(block(4, 3), 710)).toBe('late');
    expect(buffer.stats).toMatchObject({ late: 3, lost: 3, played: 4 });
  });

  it('plays the part of a late block that is not yet due', () => {
    const buffer = clocked();
    buffer.push(block(0), 0);
    buffer.push(block(8), 400);
    drain(buffer, 600);
    expect(buffer.push(block(4), 610)).toBe('queued');
    expect(drain(buffer, 950, 8)).toEqual(['5+7']);
  });

  it('ends after the last frame, with the missing ones lost', () => {
    const buffer = clocked();
    buffer.push(block(0), 0);
    buffer.end(6, 210);
    expect(drain(buffer, 700, 4)).toEqual(['0+4', 'lost 4+2']);
    expect(text(buffer.pull(700))).toBe('wait 750 ended');
    expect(buffer.isEnded).toBe(true);
  });
});

describe('the eager schedule', () => {
  const eager = (options: EagerScheduleOptions = {}) =>
    make({ schedule: new EagerSchedule({ reorderMs: 300, ...options }) });

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

  it.each([
    ['reorderMs', { reorderMs: -1 }],
    ['reorderBlocks', { reorderBlocks: 1025 }],
  ])('refuses a wrong %s by name', (field, change) => {
    expect(() => new EagerSchedule(change)).toThrow(new RegExp(`^${field} must be`));
  });
});
