import { requireNumber } from '../errors.js';
import type { PlayoutSchedule, QueueView, ScheduleDecision } from './playout-schedule.js';

/** Without a due time a gap is lost when later frames have waited for this time. */
const UNKNOWN_DUE_MS = 400;
/** Longest time that a schedule waits before it asks again: due times move. */
const ASK_AGAIN_MS = 200;
/** A due time further ahead is a mistake. */
const MAX_WAIT_MS = 30_000;

/**
 * Hands out each frame when it is due, whether it came early or late, and reports it lost where it has not come by then.
 * So what is repaired by later messages comes in time, and playout never waits for it.
 */
export class DueSchedule implements PlayoutSchedule {
  readonly #dueMs: (frame: number) => number | null;
  readonly #extraMs: number;

  /**
   * @param dueMs when a frame is due, on the clock of `pull`; null where that is not known
   * @param extraMs added to it, 0..30000
   * @throws RangeError when `extraMs` is outside its range
   */
  constructor(dueMs: (frame: number) => number | null, extraMs = 0) {
    this.#dueMs = dueMs;
    this.#extraMs = requireNumber('extraMs', extraMs, 0, MAX_WAIT_MS);
  }

  decide(queue: QueueView, nowMs: number): ScheduleDecision {
    const { nextFrame } = queue;
    const waiting = queue.waiting();
    const gapEnd = waiting?.firstFrame ?? queue.end?.frame;
    const dueMs = this.#dueOf(nextFrame) ?? this.#withoutDue(queue, waiting?.sinceMs, nowMs);
    if (queue.hasNext)
      return nowMs >= dueMs ? { kind: 'take', maxFrames: this.#dueFrames(nextFrame, nowMs) } : wait(dueMs, nowMs);
    if (gapEnd === undefined) return { kind: 'wait' };
    if (nowMs < dueMs) return wait(dueMs, nowMs);
    return { kind: 'lose', frames: Math.min(gapEnd - nextFrame, this.#dueFrames(nextFrame, nowMs)) };
  }

  /** Frames from `frame` on that are due, at least 1. */
  #dueFrames(frame: number, nowMs: number): number {
    let frames = 1;
    while (frames < 256 && (this.#dueOf(frame + frames) ?? nowMs) <= nowMs) frames++;
    return frames;
  }

  #dueOf(frame: number): number | null {
    const dueMs = this.#dueMs(frame);
    return dueMs === null ? null : dueMs + this.#extraMs;
  }

  #withoutDue(queue: QueueView, sinceMs: number | undefined, nowMs: number): number {
    return queue.hasNext ? nowMs : (sinceMs ?? queue.end?.atMs ?? nowMs) + UNKNOWN_DUE_MS;
  }
}

const wait = (dueMs: number, nowMs: number): ScheduleDecision => ({
  kind: 'wait',
  untilMs: Math.min(dueMs, nowMs + ASK_AGAIN_MS),
});
