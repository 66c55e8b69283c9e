/** What a schedule sees of the frames that wait. Frame numbers are absolute, times in ms on the clock of `pull`. */
export interface QueueView {
  /** The frame that is to be handed out next. */
  readonly nextFrame: number;
  /** Whether `nextFrame` is held. */
  readonly hasNext: boolean;
  /** Whether `nextFrame` follows a silence that continues: the source sends nothing for it. */
  readonly isSilenceOpen: boolean;
  /** One after the last frame of a stream whose end is known, and when that became known. */
  readonly end: { readonly frame: number; readonly atMs: number } | undefined;
  /** Of the held frames: the first one, the arrival of the oldest, and how many pushes brought them. */
  waiting(): { readonly firstFrame: number; readonly sinceMs: number; readonly pushes: number } | undefined;
}

/**
 * What is done about the next frame. `take` hands out held frames, and is for a queue that has the next one;
 * `extendSilence` hands out silence for frames that a continuing silence covers; `lose` reports frames lost: `skipped`
 * where no audio takes their place; `wait` without a time waits for a push. `maxFrames` is 1 or more, also Infinity;
 * `frames` is 1 or more; a time that has passed counts as the next millisecond.
 */
export type ScheduleDecision =
  | { readonly kind: 'take' | 'extendSilence'; readonly maxFrames: number }
  | { readonly kind: 'lose'; readonly frames: number; readonly skipped?: true }
  | { readonly kind: 'wait'; readonly untilMs?: number };

/**
 * Decides when each frame of a stream is handed out, and when a missing one is reported lost. A listening session
 * brings a schedule by a shared clock; a lone listener uses {@link EagerSchedule}.
 */
export interface PlayoutSchedule {
  /**
   * Asked at every `pull` of a stream that has begun and has not ended. Must not keep `queue`. What it throws, and a
   * decision that cannot be carried out, ends the playback with that error.
   */
  decide(queue: QueueView, nowMs: number): ScheduleDecision;
  /** Another stream begins, or this one after its end: what was learnt of its times no longer holds. */
  restart?(): void;
}
