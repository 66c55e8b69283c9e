import type { PlayoutSchedule, QueueView, ScheduleDecision } from '../../src/core/playout/playout-schedule.js';

/**
 * A schedule by the clock, as listening sessions need one: frame f is due at a fixed time, `delayMs` after the first
 * block that it sees; a frame that is missing by then is lost, and a silence that continues needs no further block.
 */
export class ClockSchedule implements PlayoutSchedule {
  /** Frame f is due at `#baseMs + f · frameMs`. */
  #baseMs: number | undefined;

  constructor(
    readonly frameMs: number,
    readonly delayMs: number,
  ) {}

  decide(queue: QueueView, nowMs: number): ScheduleDecision {
    const waiting = queue.waiting();
    if (this.#baseMs === undefined) {
      if (!waiting) return { kind: 'wait' };
      this.#baseMs = waiting.sinceMs + this.delayMs - waiting.firstFrame * this.frameMs;
    }
    const dueMs = this.#baseMs + queue.nextFrame * this.frameMs;
    // A caller that pulls exactly at the stated time must not have to wait again because of a rounding error.
    if (nowMs < dueMs - 1e-6) return { kind: 'wait', untilMs: dueMs };
    const dueFrames = Math.floor(Math.max(0, nowMs - dueMs) / this.frameMs) + 1;
    if (queue.hasNext) return { kind: 'take', maxFrames: dueFrames };
    if (waiting) return { kind: 'lose', frames: Math.min(dueFrames, waiting.firstFrame - queue.nextFrame) };
    if (queue.isSilenceOpen) return { kind: 'extendSilence', maxFrames: dueFrames };
    const left = (queue.end?.frame ?? Number.POSITIVE_INFINITY) - queue.nextFrame;
    return { kind: 'lose', frames: Math.min(dueFrames, left) };
  }

  restart(): void {
    this.#baseMs = undefined;
  }
}
