import type { PlayoutSchedule, QueueView, ScheduleDecision } from '../../core/playout/playout-schedule.js';
import type { Timeline } from './timeline.js';

/** What a {@link TimelineSchedule} goes by. */
export interface TimelineScheduleOptions {
  /** The session's timeline; it may be another one at each call. Undefined before it is known. */
  timeline(): Timeline | undefined;
  /** The session's time at a time of the player's clock, in ms; undefined before it is known. */
  toSession(ownMs: number): number | undefined;
  /** The player's time at a time of the session, in ms. */
  toOwn(sessionMs: number): number;
  /** Epoch of the stream that is played, 0..2^32 − 1. */
  readonly epoch: number;
  /**
   * How long before its moment a frame is decoded, in ms: as long as decoding takes, and what the decoder looks ahead,
   * and what the device holds. A frame that has not arrived by then is lost.
   */
  leadMs(): number;
}

/** Frames that are later than this are left out, not concealed one by one: this peer was asleep, or has just come. */
const SKIP_MS = 500;
/** Frames that are decoded in one go. */
const MAX_TAKE = 16;
/** How often a timeline that names no time is looked at. */
const LOOK_MS = 50;

/**
 * Hands out each frame at a stated time before its moment on the session's timeline, and reports what has not arrived by
 * then as lost: nobody waits for a poor link. What the timeline leaves out is skipped.
 */
export class TimelineSchedule implements PlayoutSchedule {
  readonly #o: TimelineScheduleOptions;

  constructor(options: TimelineScheduleOptions) {
    this.#o = options;
  }

  decide(queue: QueueView, nowMs: number): ScheduleDecision {
    const { epoch } = this.#o;
    const timeline = this.#o.timeline();
    const sessionMs = this.#o.toSession(nowMs);
    if (!timeline || sessionMs === undefined) return { kind: 'wait', untilMs: nowMs + LOOK_MS };
    const leadMs = this.#o.leadMs();
    const next = queue.nextFrame;
    const heard = timeline.nextHeard(epoch, next, sessionMs - SKIP_MS);
    if (heard === undefined) return { kind: 'wait', untilMs: nowMs + LOOK_MS };
    if (heard > next) {
      const momentMs = timeline.momentOf(epoch, heard, sessionMs - SKIP_MS - timeline.frameMs) ?? sessionMs;
      const dueMs = this.#o.toOwn(momentMs - leadMs);
      // Until then another plan may come that does play what lies between.
      if (dueMs > nowMs) return { kind: 'wait', untilMs: Math.min(dueMs, nowMs + LOOK_MS) };
      return { kind: 'lose', frames: heard - next, skipped: true };
    }
    const dueFrames = this.#dueFrames(timeline, next, sessionMs, leadMs);
    if (dueFrames <= 0) {
      const momentMs = timeline.momentOf(epoch, next, sessionMs - SKIP_MS - timeline.frameMs);
      const dueMs = momentMs === undefined ? nowMs + LOOK_MS : this.#o.toOwn(momentMs - leadMs);
      return { kind: 'wait', untilMs: Math.min(Math.max(dueMs, nowMs + 1), nowMs + LOOK_MS) };
    }
    if (queue.hasNext) return { kind: 'take', maxFrames: Math.min(MAX_TAKE, dueFrames) };
    if (queue.isSilenceOpen) return { kind: 'extendSilence', maxFrames: Math.min(MAX_TAKE, dueFrames) };
    const missing = (queue.waiting()?.firstFrame ?? Number.POSITIVE_INFINITY) - next;
    return { kind: 'lose', frames: Math.max(1, Math.min(dueFrames, missing, MAX_TAKE)) };
  }

  /** Frames from `next` on, in a row, whose time to be decoded has come. */
  #dueFrames(timeline: Timeline, next: number, sessionMs: number, leadMs: number): number {
    let due = 0;
    for (; due < MAX_TAKE; due++) {
      const momentMs = timeline.momentOf(this.#o.epoch, next + due, sessionMs - SKIP_MS - timeline.frameMs);
      if (momentMs === undefined || momentMs - leadMs > sessionMs) break;
    }
    return due;
  }
}
