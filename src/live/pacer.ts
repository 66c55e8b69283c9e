import { requireNumber } from '../core/errors.js';
import type { AbortSignalLike, AudioSource } from '../ports/audio.js';
import type { Clock } from '../ports/clock.js';
import { waitUntil } from '../stream/wait-until.js';
import { PieceSchedule } from './piece-schedule.js';

/** How fast {@link paced} delivers audio, and in which portions. */
export interface PacerOptions {
  /** The pace is kept by this clock. */
  readonly clock: Clock;
  /**
   * 1 is live pace, 2 twice as fast; Infinity does not wait.
   * @default 1
   */
  readonly speed?: number;
  /**
   * Length of the blocks, 1..10000 ms.
   * @default 20
   */
  readonly blockMs?: number;
  /** Once aborted, no more blocks come; the audio ends without an error. */
  readonly signal?: AbortSignalLike;
}

/**
 * Delivers a source's audio in blocks of `blockMs`, each when its last sample would have been captured: a file that
 * behaves like a microphone. When the consumer or the source was held up, at most one second of blocks comes without waiting;
 * what was missed beyond that is not caught up, so that listeners never get minutes at once.
 *
 * @throws RangeError naming the option that is outside its range
 */
export async function* paced(source: AudioSource, options: PacerOptions): AsyncGenerator<Float32Array> {
  const speed = options.speed ?? 1;
  if (!(speed > 0)) throw new RangeError(`speed must be a number above 0, got ${String(speed)}`);
  const blockMs = requireNumber('blockMs', options.blockMs ?? 20, 1, 10_000);
  const size = Math.max(1, Math.round((source.sampleRateHz * blockMs) / 1000)) * source.channels;
  const schedule = new PieceSchedule(options.clock);
  for await (const block of rechunk(source.blocks(options.signal), size)) {
    if (options.signal?.aborted) return;
    const ms = (block.length / source.channels / source.sampleRateHz) * 1000;
    await waitUntil(options.clock, schedule.add(ms, speed), options.signal);
    if (options.signal?.aborted) return;
    yield block;
  }
}

/** Blocks of any length → blocks of `size`; the last may be shorter. */
async function* rechunk(blocks: AsyncIterable<Float32Array>, size: number): AsyncGenerator<Float32Array> {
  let pending = new Float32Array(size);
  let filled = 0;
  for await (const block of blocks) {
    for (let at = 0; at < block.length; ) {
      const n = Math.min(size - filled, block.length - at);
      pending.set(block.subarray(at, at + n), filled);
      at += n;
      filled += n;
      if (filled === size) {
        yield pending;
        pending = new Float32Array(size);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield pending.slice(0, filled);
}
