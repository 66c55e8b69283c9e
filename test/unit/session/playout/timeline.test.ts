import { describe, expect, it } from 'vitest';
import { JitterBuffer } from '../../../../src/core/playout/jitter-buffer.js';
import type { QueueItem } from '../../../../src/core/playout/queue-item.js';
import { MAX_SEGMENTS, Timeline } from '../../../../src/session/playout/timeline.js';
import { TimelineSchedule } from '../../../../src/session/playout/timeline-schedule.js';

const EPOCH = 3;
const segment = (atMs: number, frame: number, isPlaying = true, epoch = EPOCH) => ({ atMs, epoch, frame, isPlaying });

describe('a timeline', () => {
  const line = new Timeline(40, [
    segment(1000, 0),
    segment(2000, 25, false),
    segment(3000, 25),
    segment(4000, 100),
    segment(5000, 0, true, 4),
  ]);

  it('states what is heard at each moment', () => {
    expect(line.positionAt(999)).toBeUndefined();
    expect(line.positionAt(1000)).toEqual({ epoch: EPOCH, frame: 0, isPlaying: true });
    expect(line.positionAt(1500)).toEqual({ epoch: EPOCH, frame: 12.5, isPlaying: true });
    expect(line.positionAt(2500)).toEqual({ epoch: EPOCH, frame: 25, isPlaying: false });
    expect(line.positionAt(3400)).toEqual({ epoch: EPOCH, frame: 35, isPlaying: true });
    expect(line.positionAt(4400)).toEqual({ epoch: EPOCH, frame: 110, isPlaying: true });
    expect(line.positionAt(5040)).toEqual({ epoch: 4, frame: 1, isPlaying: true });
  });

  it('states when each frame is heard, if it is', () => {
    expect(line.momentOf(EPOCH, 10)).toBe(1400);
    expect(line.momentOf(EPOCH, 30)).toBe(3200);
    expect(line.momentOf(EPOCH, 60)).toBeUndefined();
    expect(line.momentOf(EPOCH, 124)).toBe(4960);
    expect(line.momentOf(EPOCH, 125)).toBeUndefined();
    expect(line.momentOf(4, 5)).toBe(5200);
    expect(line.momentOf(EPOCH, 10, 2000)).toBeUndefined();
  });

  it('states what is heard next', () => {
    expect(line.nextHeard(EPOCH, 10, 1000)).toBe(10);
    expect(line.nextHeard(EPOCH, 10, 1800)).toBe(20);
    expect(line.nextHeard(EPOCH, 60, 3000)).toBe(100);
    expect(line.nextHeard(EPOCH, 126, 3000)).toBeUndefined();
    expect(line.nextHeard(4, 0, 0)).toBe(0);
  });

  it('is changed by a segment from its moment on, and keeps the last ones', () => {
    const changed = line.with(segment(3500, 7));
    expect(changed.segments.map(({ atMs }) => atMs)).toEqual([1000, 2000, 3000, 3500]);
    let long = line;
    for (let i = 0; i < 20; i++) long = long.with(segment(10_000 + i, i));
    expect(long.segments.length).toBe(MAX_SEGMENTS);
  });
});

describe('the schedule of a timeline', () => {
  const LEAD_MS = 200;

  function rig(line: () => Timeline | undefined, isKnown = () => true) {
    const buffer = new JitterBuffer({
      frameMs: 40,
      bytesPerFramePlane: 8,
      maxDelayMs: 60_000,
      schedule: new TimelineSchedule({
        timeline: line,
        toSession: (ms) => (isKnown() ? ms + 500 : undefined),
        toOwn: (ms) => ms - 500,
        epoch: EPOCH,
        leadMs: () => LEAD_MS,
      }),
    });
    const push = (firstFrame: number, frames = 1) =>
      buffer.push({ firstFrame, frames, planes: 1, payload: new Uint8Array(8 * frames) }, 0);
    /** All that is handed out up to a time, in order, each with its time. */
    const run = (fromMs: number, toMs: number): (QueueItem & { atMs: number })[] => {
      const items: (QueueItem & { atMs: number })[] = [];
      for (let atMs = fromMs; atMs <= toMs; atMs += 5)
        for (let item = buffer.pull(atMs); item.kind !== 'wait'; item = buffer.pull(atMs))
          items.push({ ...item, atMs });
      return items;
    };
    return { buffer, push, run };
  }

  const firstOf = (item: QueueItem): number =>
    item.kind === 'wait' ? -1 : item.kind === 'lost' ? item.firstFrame : item.block.firstFrame;

  it('hands each frame out as long before its moment as is asked for', () => {
    const line = new Timeline(40, [segment(1500, 0)]);
    const it = rig(() => line);
    it.push(0, 20);
    const items = it.run(0, 1200);
    expect(items.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 11 }, (_, i) => 800 + 40 * i));
    expect(items.map(firstOf)).toEqual(Array.from({ length: 11 }, (_, i) => i));
  });

  it('waits while the time or the timeline is unknown, and while playback rests', () => {
    let known = false;
    let line: Timeline | undefined;
    const it = rig(
      () => line,
      () => known,
    );
    it.push(0, 50);
    expect(it.run(0, 1000)).toEqual([]);
    line = new Timeline(40, [segment(1500, 0), segment(1700, 5, false)]);
    expect(it.run(1000, 1100)).toEqual([]);
    known = true;
    expect(it.run(1100, 3000).length).toBeGreaterThan(0);
    expect(it.buffer.nextFrame).toBe(5);
    line = line.with(segment(4000, 5));
    expect(it.run(3000, 3400).map(firstOf)).toEqual([5, 6, 7]);
  });

  it('loses what has not come by then, and waits for nobody', () => {
    const line = new Timeline(40, [segment(1500, 0)]);
    const it = rig(() => line);
    it.push(0, 3);
    it.push(5, 3);
    const items = it.run(0, 1300);
    expect(items.filter(({ kind }) => kind === 'frames').map(firstOf)).toEqual([0, 1, 2, 5, 6, 7]);
    expect(
      items
        .filter(({ kind }) => kind === 'lost')
        .map(firstOf)
        .slice(0, 2),
    ).toEqual([3, 4]);
    // Nothing comes any more: the rest is lost at its time as well.
    expect(it.buffer.nextFrame).toBe(13);
  });

  it('skips at once to what is heard now, when this peer comes late', () => {
    const line = new Timeline(40, [segment(1500, 0)]);
    const it = rig(() => line);
    it.push(0, 400);
    const [first, second] = it.run(10_000, 10_000);
    expect(first).toMatchObject({ kind: 'lost', skipped: true, firstFrame: 0 });
    expect(firstOf(second!)).toBeGreaterThan((10_500 - 1500 - 500) / 40 - 1);
  });

  it('skips what a seek leaves out, and not before it has to', () => {
    let line = new Timeline(40, [segment(1500, 0)]);
    const it = rig(() => line);
    it.push(0, 30);
    it.run(0, 1000);
    expect(it.buffer.nextFrame).toBe(6);
    line = line.with(segment(2000, 200));
    it.push(200, 20);
    const items = it.run(1000, 1400);
    expect(items.filter(({ kind }) => kind === 'frames').map(firstOf)).toEqual([6, 7, 8, 9, 10, 11, 12, 200, 201, 202]);
    expect(items.find(({ kind }) => kind === 'lost')).toMatchObject({
      firstFrame: 13,
      frames: 187,
      skipped: true,
      atMs: 1300,
    });
  });
});
