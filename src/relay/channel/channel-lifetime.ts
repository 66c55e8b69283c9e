import type { RelayLimits } from '../limits.js';

/** How long a channel is kept, and its name for its source, when nobody uses it. Time is an argument. */
export class ChannelLifetime {
  readonly #limits: RelayLimits;
  /** When the last source or subscriber left; counts only while there is neither. */
  #emptySinceMs: number;
  /** When the last source left or ended its stream; counts only while none is live. */
  #silentSinceMs = Number.NEGATIVE_INFINITY;

  constructor(limits: RelayLimits, nowMs: number) {
    this.#limits = limits;
    this.#emptySinceMs = nowMs;
  }

  /** Nobody is left. */
  emptied(nowMs: number): void {
    this.#emptySinceMs = nowMs;
  }

  /** The source has left or has ended its stream. */
  silenced(nowMs: number): void {
    this.#silentSinceMs = nowMs;
  }

  /** Whether an empty channel may be forgotten. */
  isOver(nowMs: number): boolean {
    return nowMs - this.#emptySinceMs > this.#limits.channelIdleMs;
  }

  /** Whether a source was here a moment ago, which may come back. */
  isKept(nowMs: number): boolean {
    return nowMs - this.#silentSinceMs <= this.#limits.channelIdleMs;
  }

  /** Whether past audio of a stream without source is of no use any more. */
  isStale(nowMs: number): boolean {
    const { ringMs, channelIdleMs } = this.#limits;
    return nowMs - this.#silentSinceMs > Math.min(ringMs, channelIdleMs);
  }
}
