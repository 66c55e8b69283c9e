import { requireInteger } from '../errors.js';
import type { QueueView, ScheduleDecision } from './playout-schedule.js';

/**
 * What a schedule has decided, where it can be carried out.
 * @throws TypeError, RangeError naming the field of the decision
 */
export function requireDecision(decision: ScheduleDecision, queue: QueueView): ScheduleDecision {
  switch (decision?.kind) {
    case 'take':
      requireCount('take: maxFrames', decision.maxFrames);
      return decision;
    case 'extendSilence':
      requireCount('extendSilence: maxFrames', decision.maxFrames);
      if (!queue.isSilenceOpen)
        throw new TypeError('schedule.decide must not return extendSilence where no silence continues');
      return decision;
    case 'lose':
      requireInteger('schedule.decide: lose: frames', decision.frames, 1, Number.MAX_SAFE_INTEGER);
      return decision;
    case 'wait':
      if (decision.untilMs !== undefined && !Number.isFinite(decision.untilMs))
        throw new RangeError(`schedule.decide: wait: untilMs must be a finite number, got ${decision.untilMs}`);
      return decision;
    default:
      throw new TypeError(
        `schedule.decide must return a decision of kind take, extendSilence, lose or wait, got ${String((decision as { kind?: unknown } | undefined)?.kind)}`,
      );
  }
}

/** Infinity stands for as many as there are. */
function requireCount(name: string, frames: number): void {
  if (frames !== Number.POSITIVE_INFINITY)
    requireInteger(`schedule.decide: ${name}`, frames, 1, Number.MAX_SAFE_INTEGER);
}
