import { requireInteger, requireNumber } from '../errors.js';
import { JITTER_DEFAULTS } from './jitter-defaults.js';
import type { PlayoutSchedule, QueueView, ScheduleDecision } from './playout-schedule.js';

/** How long an {@link EagerSchedule} waits for a missing block; the gap is lost at whichever bound comes first. */
export interface EagerScheduleOptions {
  /** A gap is lost when a later block has waited for this time, 0..600000 ms. @default 400 */
  readonly reorderMs?: number;
  /** A gap is lost when more blocks than this wait behind it, 0..1024. @default 8 */
  readonly reorderBlocks?: number;
}

/**
 * Hands out contiguous frames as soon as they arrive, and reports a gap lost once later blocks have waited long enough
 * for it. The pace is set by the consumer of the audio: a file, a pipe, or a playout buffer.
 */
export class EagerSchedule implements PlayoutSchedule {
  readonly #reorderMs: number;
  readonly #reorderBlocks: number;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: EagerScheduleOptions = {}) {
    const { reorderMs = JITTER_DEFAULTS.reorderMs, reorderBlocks = JITTER_DEFAULTS.reorderBlocks } = options;
    this.#reorderMs = requireNumber('reorderMs', reorderMs, 0, JITTER_DEFAULTS.maxDelayLimitMs);
    this.#reorderBlocks = requireInteger('reorderBlocks', reorderBlocks, 0, 1024);
  }

  decide(queue: QueueView, nowMs: number): ScheduleDecision {
    if (queue.hasNext) return { kind: 'take', maxFrames: Number.POSITIVE_INFINITY };
    const waiting = queue.waiting();
    const gapEnd = waiting?.firstFrame ?? queue.end?.frame;
    if (gapEnd === undefined) return { kind: 'wait' };
    const givenUpMs = (waiting?.sinceMs ?? queue.end?.atMs ?? nowMs) + this.#reorderMs;
    if (nowMs >= givenUpMs || (waiting && waiting.pushes > this.#reorderBlocks))
      return { kind: 'lose', frames: gapEnd - queue.nextFrame };
    return { kind: 'wait', untilMs: givenUpMs };
  }
}
