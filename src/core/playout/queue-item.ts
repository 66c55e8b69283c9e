import type { FrameBlock, SilentBlock } from '../latent/frames.js';

/** What a jitter buffer hands out when it is asked: a `DecoderItem` (core/latent/frames.ts), or how long to wait. */
export type QueueItem =
  | { readonly kind: 'frames'; readonly block: FrameBlock }
  | { readonly kind: 'silent'; readonly block: SilentBlock }
  | {
      readonly kind: 'lost';
      readonly firstFrame: number;
      readonly frames: number;
      /**
       * Set when these frames are not to be concealed: their time has passed already, or they were dropped so that no
       * more than the maximum waits. A decoder starts again at the next frame, as after joining late.
       */
      readonly skipped?: true;
    }
  | {
      readonly kind: 'wait';
      /** Nothing changes before this time unless a block is pushed. In ms, on the clock of `pull`. */
      readonly untilMs: number;
      /**
       * `early`: the schedule has a time for what comes next. `empty`: nothing is held. `ended`: the stream is over.
       */
      readonly reason: 'early' | 'empty' | 'ended';
    };

/**
 * What has become of a block: `queued` when any of its frames is new or better than the held copy, `overflow` when older
 * frames had to be dropped for that; else `late` when any of them would have been better than what was handed out, else
 * `duplicate`.
 */
export type PushResult = 'queued' | 'duplicate' | 'late' | 'overflow';

/** Counters in frames since the buffer was made. */
export interface QueueCounts {
  readonly played: number;
  /** Handed out as silent: the source did not send them. */
  readonly silent: number;
  /** Reported lost, skipped ones included. */
  readonly lost: number;
  readonly skipped: number;
  /**
   * Arrived after they had been handed out in a poorer form: lost, as silence, with fewer planes or without spatial
   * parameters.
   */
  readonly late: number;
  /** Arrived again, in no better form than was held or had been handed out. */
  readonly duplicate: number;
  /** Improved by a copy while they waited: more planes, sound in place of silence, or spatial parameters. */
  readonly upgraded: number;
}

/** Counters of a jitter buffer and what it holds at this moment; plain JSON. */
export interface JitterStats extends QueueCounts {
  /** Frames that wait, and their duration. */
  readonly queuedFrames: number;
  readonly queuedMs: number;
}
