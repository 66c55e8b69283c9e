import { describe, expect, it } from 'vitest';
import type { FrameBlock } from '../../../../src/core/latent/frames.js';
import { JitterBuffer } from '../../../../src/core/playout/jitter-buffer.js';
import { xorshift } from '../../../fuzz/random-bytes.js';
import { ClockSchedule } from '../../../support/clock-schedule.js';

const FRAME_MS = 46.4;
const SEEDS = [1, 2, 3, 4, 5, 6];

interface Path {
  readonly schedule: 'clock' | 'eager';
  readonly jitterMs: number;
  readonly loss: number;
  readonly duplicate: number;
  /** Chance of a stall, which holds back all that is sent in it. */
  readonly stall: number;
}

/** Arrivals of 600 packets of 1 to 12 frames over a bad path, in order of time. */
function arrivals(path: Path, random: () => number): { atMs: number; block: FrameBlock }[] {
  const out: { atMs: number; block: FrameBlock }[] = [];
  const chance = (p: number): boolean => random() / 2 ** 32 < p;
  let frame = 0;
  let stalledUntilMs = 0;
  for (let i = 0; i < 600; i++) {
    const frames = 1 + (random() % 12);
    const planes = 1 + (random() % 3);
    const sentMs = (frame + frames) * FRAME_MS;
    if (chance(path.stall)) stalledUntilMs = sentMs + (random() % 3000);
    const block = { firstFrame: frame, frames, planes, payload: new Uint8Array(planes * frames).fill(frame & 255) };
    for (let copies = chance(path.duplicate) ? 2 : 1; copies > 0; copies--)
      if (!chance(path.loss))
        out.push({ atMs: Math.max(stalledUntilMs, sentMs) + 20 + (random() / 2 ** 32) * path.jitterMs, block });
    frame += frames;
  }
  return out.sort((a, b) => a.atMs - b.atMs);
}

describe.each<[string, Path]>([
  ['by the clock, calm', { schedule: 'clock', jitterMs: 40, loss: 0, duplicate: 0, stall: 0 }],
  ['by the clock, lossy and out of order', { schedule: 'clock', jitterMs: 900, loss: 0.1, duplicate: 0.1, stall: 0 }],
  ['by the clock, stalling', { schedule: 'clock', jitterMs: 100, loss: 0.02, duplicate: 0.02, stall: 0.01 }],
  ['eager, lossy and out of order', { schedule: 'eager', jitterMs: 900, loss: 0.1, duplicate: 0.1, stall: 0.01 }],
])('%s', (_, path) => {
  it.each(SEEDS)('hands out every frame once, in order, or reports it lost (seed %i)', (seed) => {
    const random = xorshift(seed * 7919);
    const buffer = new JitterBuffer({
      frameMs: FRAME_MS,
      bytesPerFramePlane: 1,
      maxDelayMs: 5000,
      ...(path.schedule === 'clock' && { schedule: new ClockSchedule(FRAME_MS, 800) }),
    });
    const events = arrivals(path, random);
    let next: number | undefined;
    let lost = 0;
    let at = 0;
    const wrong: string[] = [];
    for (let now = 0; at < events.length; now += 1 + (random() % 60)) {
      for (; at < events.length && events[at]!.atMs <= now; at++) buffer.push(events[at]!.block, now);
      for (;;) {
        const pull = buffer.pull(now, random() % 3 ? 1 + (random() % 8) : undefined);
        if (pull.kind === 'wait') {
          if (!(pull.untilMs > now)) wrong.push(`wait until ${pull.untilMs} at ${now}`);
          break;
        }
        const { firstFrame, frames } = pull.kind === 'lost' ? pull : pull.block;
        next ??= firstFrame;
        if (firstFrame !== next) wrong.push(`${firstFrame} after ${next}`);
        if (frames < 1) wrong.push(`${frames} frames`);
        next = firstFrame + frames;
        if (pull.kind === 'lost') lost += frames;
      }
      const { queuedMs } = buffer.stats;
      if (queuedMs > 5000 + FRAME_MS) wrong.push(`queued ${queuedMs} ms`);
    }
    expect(wrong).toEqual([]);
    expect(buffer.stats.lost).toBe(lost);
    expect(buffer.stats.played).toBeGreaterThan(600 * 6 * 0.6);
    if (path.jitterMs === 40) expect(lost).toBe(0);
  });
});
