import type { AbortSignalLike } from '../../../ports/audio.js';
import type { Clock } from '../../../ports/clock.js';
import { waitUntil } from '../../../stream/wait-until.js';

/** How {@link atLivePace} delivers audio. */
export interface LivePaceOptions {
  /** The pace is kept by this clock. */
  readonly clock: Clock;
  /** Of the blocks, in Hz. */
  readonly sampleRateHz: number;
  /** Of the blocks, by which they are interleaved. */
  readonly channels: number;
  /** Audio that may come faster than live after a pause; beyond it the pace begins anew. */
  readonly maxCatchUpMs: number;
  /** Once aborted, no more blocks come. @default never */
  readonly signal?: AbortSignalLike;
}

/**
 * Delivers blocks, each when its first sample is due: whoever produces them faster than live has to wait. After a pause
 * a bounded part of it may be caught up.
 *
 * @param blocks [samples × channels], interleaved
 */
export async function* atLivePace(
  blocks: AsyncIterable<Float32Array>,
  { clock, sampleRateHz, channels, maxCatchUpMs, signal }: LivePaceOptions,
): AsyncGenerator<Float32Array> {
  let dueMs: number | undefined;
  for await (const block of blocks) {
    const nowMs = clock.nowMs();
    dueMs = Math.max(dueMs ?? nowMs, nowMs - maxCatchUpMs);
    await waitUntil(clock, dueMs, signal);
    if (signal?.aborted) return;
    yield block;
    dueMs += (block.length / channels / sampleRateHz) * 1000;
  }
}
