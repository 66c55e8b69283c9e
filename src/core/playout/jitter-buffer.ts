import { requireInteger, requireNumber } from '../errors.js';
import type { FrameBlock, SilentBlock } from '../latent/frames.js';
import { EagerSchedule } from './eager-schedule.js';
import { FrameQueue } from './frame-queue.js';
import { JITTER_DEFAULTS } from './jitter-defaults.js';
import type { PlayoutSchedule } from './playout-schedule.js';
import type { JitterStats, PushResult, QueueItem } from './queue-item.js';
import { requireDecision } from './schedule-decision.js';

/** The stream's frames, and how long a {@link JitterBuffer} keeps them. */
export interface JitterBufferOptions {
  /** Duration of a latent frame, 0.001..60000 ms. */
  readonly frameMs: number;
  /** Bytes of one bit plane of one frame, 1..128: the width of the payloads that are pushed. */
  readonly bytesPerFramePlane: number;
  /** Maximum of queued audio, frameMs..600000 ms; beyond it the oldest frames are dropped and reported. */
  readonly maxDelayMs: number;
  /** When frames are handed out or reported lost. @default an EagerSchedule */
  readonly schedule?: PlayoutSchedule;
}

/** Minimum wait that is returned to a caller where only a push can bring more. */
const MIN_WAIT_MS = 10;

/**
 * Puts the blocks of one stream back in order and hands out each frame when its schedule decides, or reports it lost.
 *
 * Sans-I/O: time is an argument, in ms on any monotonic clock, and nothing is scheduled. The frames wait in a
 * {@link FrameQueue}; a {@link PlayoutSchedule} decides when they leave it.
 */
export class JitterBuffer {
  readonly #frameMs: number;
  readonly #queue: FrameQueue;
  readonly #schedule: PlayoutSchedule;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: JitterBufferOptions) {
    const { frameMs, bytesPerFramePlane, maxDelayMs } = options;
    this.#frameMs = requireNumber('frameMs', frameMs, 0.001, 60_000);
    requireInteger('bytesPerFramePlane', bytesPerFramePlane, 1, 128);
    requireNumber('maxDelayMs', maxDelayMs, frameMs, JITTER_DEFAULTS.maxDelayLimitMs);
    const capacity = requireInteger('maxDelayMs / frameMs', Math.ceil(maxDelayMs / frameMs - 1e-9), 1, 2 ** 20);
    this.#queue = new FrameQueue(bytesPerFramePlane, capacity);
    this.#schedule = options.schedule ?? new EagerSchedule();
  }

  /** The next frame that will be handed out or reported lost; undefined before the first block. */
  get nextFrame(): number | undefined {
    return this.#queue.hasBegun ? this.#queue.nextFrame : undefined;
  }

  /** Whether `end` was called and every frame before it has been handed out or reported. */
  get isEnded(): boolean {
    return this.#queue.isEnded;
  }

  get stats(): JitterStats {
    const queuedFrames = this.#queue.size;
    return { ...this.#queue.counts, queuedFrames, queuedMs: queuedFrames * this.#frameMs };
  }

  /**
   * Takes a block; its payload is copied. Its frames are merged one by one with the copies that wait: more planes win,
   * sound wins over silence, and spatial parameters of any copy are kept.
   * @throws RangeError when the block's payload has not the length that its fields state
   */
  push(block: FrameBlock, nowMs: number): PushResult {
    return this.#queue.push(block, requireTime(nowMs));
  }

  /**
   * Takes frames that the source left out because they are silent; frames of which sound waits stay as they are.
   * @throws RangeError when a field is outside its range
   */
  pushSilence(block: SilentBlock, nowMs: number): PushResult {
    return this.#queue.pushSilence(block, requireTime(nowMs));
  }

  /**
   * The next frames, silence or loss.
   *
   * @param maxFrames maximum of frames per call; by default as many as the schedule allows
   * @throws TypeError, RangeError for a decision of the schedule that cannot be carried out
   * @returns frames, silence, their loss, or how long to wait unless a block is pushed before
   */
  pull(nowMs: number, maxFrames = Number.POSITIVE_INFINITY): QueueItem {
    requireTime(nowMs);
    if (maxFrames !== Number.POSITIVE_INFINITY) requireInteger('maxFrames', maxFrames, 1, Number.MAX_SAFE_INTEGER);
    const queue = this.#queue;
    if (queue.isEnded) return this.#wait(nowMs, 'ended');
    if (!queue.hasBegun) return this.#wait(nowMs, 'empty');
    const dropped = queue.takeDropped();
    if (dropped) return dropped;
    const decision = requireDecision(this.#schedule.decide(queue, nowMs), queue);
    switch (decision.kind) {
      case 'take':
        return queue.take(Math.min(decision.maxFrames, maxFrames)) ?? this.#wait(nowMs, 'empty');
      case 'extendSilence':
        return queue.extendSilence(Math.min(decision.maxFrames, maxFrames));
      case 'lose':
        return queue.reportLost(Math.min(decision.frames, maxFrames), decision.skipped ?? false);
      case 'wait':
        if (decision.untilMs === undefined) return this.#wait(nowMs, 'empty');
        return { kind: 'wait', untilMs: decision.untilMs, reason: 'early' };
    }
  }

  /** No frame at or after `totalFrames` will come. */
  end(totalFrames: number, nowMs: number): void {
    this.#queue.endAt(totalFrames, requireTime(nowMs));
  }

  /**
   * The stream may continue after its end: frames at and after {@link nextFrame} are handed out again, and the schedule
   * starts anew. What lies before stays handed out.
   */
  reopen(): void {
    this.#queue.reopen();
    this.#schedule.restart?.();
  }

  /** Forgets the stream, for a new epoch; counters stay. @param firstFrame where the new one begins, if that is known */
  reset(firstFrame?: number): void {
    this.#queue.reset(firstFrame);
    this.#schedule.restart?.();
  }

  #wait(nowMs: number, reason: 'empty' | 'ended'): QueueItem {
    return { kind: 'wait', untilMs: nowMs + Math.max(MIN_WAIT_MS, this.#frameMs), reason };
  }
}

function requireTime(nowMs: number): number {
  if (!Number.isFinite(nowMs)) throw new RangeError(`nowMs must be a finite number, got ${nowMs}`);
  return nowMs;
}
