import type { FrameBlock, SilentBlock } from '../latent/frames.js';

/** Defaults and bounds of {@link JitterBufferOptions}. */
export const JITTER_DEFAULTS = {
  mode: 'paced',
  reorderMs: 400,
  reorderBlocks: 8,
  quantile: 0.95,
  shrinkRate: 0.005,
  /** `maxDelayMs` may be at most this: ten minutes. */
  maxDelayLimitMs: 600_000,
} as const;

export interface JitterBufferOptions {
  /** `paced` plays in real time, `eager` hands out as soon as it can. @default 'paced' */
  readonly mode?: 'paced' | 'eager';
  /** Duration of a latent frame. */
  readonly frameMs: number;
  /** 1..128 */
  readonly bytesPerFramePlane: number;
  /** Paced: delay to start with, 0..maxDelayMs. */
  readonly targetDelayMs: number;
  /** Most audio that is kept waiting, up to 600,000; beyond it the oldest frames are dropped and reported. */
  readonly maxDelayMs: number;
  /** Paced: the target never shrinks below this. @default targetDelayMs */
  readonly minDelayMs?: number;
  /** Eager: a gap is lost when a later block has waited for so long. @default 400 */
  readonly reorderMs?: number;
  /** Eager: a gap is lost when more blocks than this wait behind it, 0..1024. @default 8 */
  readonly reorderBlocks?: number;
  /** Paced: share of packets that the target delay should suffice for, 0.5..1. @default 0.95 */
  readonly quantile?: number;
  /** Paced: how fast a delay that is too long is worked off, 0..0.1. @default 0.005 */
  readonly shrinkRate?: number;
}

/** What a pull gives; a `Playout` (core/frames.ts) or a wait. */
export type Pull =
  | { readonly kind: 'frames'; readonly block: FrameBlock }
  | { readonly kind: 'silent'; readonly block: SilentBlock }
  | {
      readonly kind: 'lost';
      readonly firstFrame: number;
      readonly frames: number;
      /**
       * Set when the time of these frames is not to be filled: it has passed already, or is given up so that the delay
       * stays below its maximum. A decoder goes on at the next frame as after a cold start.
       */
      readonly skipped?: true;
    }
  | {
      readonly kind: 'wait';
      /** Nothing changes before this time unless a block is pushed. */
      readonly untilMs: number;
      /** `underrun`: playout stands still, a player fills the time with concealment. */
      readonly reason: 'early' | 'empty' | 'underrun' | 'ended';
    };

/** Counters are in frames since the buffer was made; `underruns` counts events. */
export interface JitterStats {
  readonly played: number;
  /** Handed out as silent: the source did not send them. */
  readonly silent: number;
  /** Reported lost, skipped ones included. */
  readonly lost: number;
  readonly skipped: number;
  /** Came after they had been reported lost. */
  readonly late: number;
  readonly duplicate: number;
  /** Replaced by a copy with more planes. */
  readonly upgraded: number;
  readonly underruns: number;
  readonly queuedFrames: number;
  readonly queuedMs: number;
  /** Paced: delay that is aimed at, and delay that is, behind the fastest packet. */
  readonly targetMs: number;
  readonly delayMs: number;
  readonly jitterMs: number;
}

/** The last ranges of frames that were reported lost, to tell a late block from a duplicate. At most 64 ranges. */
export class LostRanges {
  #ranges: { first: number; end: number }[] = [];

  /** Ranges are added in order. */
  add(first: number, end: number): void {
    const last = this.#ranges.at(-1);
    if (last?.end === first) last.end = end;
    else this.#ranges.push({ first, end });
    if (this.#ranges.length > 64) this.#ranges.shift();
  }

  /** Frames of [first, end) that were reported lost, as far back as is known. */
  overlap(first: number, end: number): number {
    return this.#ranges.reduce((sum, r) => sum + Math.max(0, Math.min(end, r.end) - Math.max(first, r.first)), 0);
  }

  clear(): void {
    this.#ranges = [];
  }
}
