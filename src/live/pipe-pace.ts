import type { AbortSignalLike, AudioSource } from '../ports/audio.js';
import type { Clock } from '../ports/clock.js';
import { waitUntil } from '../stream/wait-until.js';
import { AheadQueue } from './ahead-queue.js';
import { Arrivals, MAX_DRIFT } from './arrivals.js';
import { BufferLevel } from './buffer-level.js';
import { MAX_CATCH_UP_MS, PieceSchedule } from './piece-schedule.js';

/** Options of {@link pacedPipe}. */
export interface PipePaceOptions {
  /** Measures how fast audio comes, and delays a recording. */
  readonly clock: Clock;
  /**
   * Whether the source may send ahead when it is opened, as a radio station does: that audio is kept as a buffer against
   * stalls. Otherwise it is passed on at once.
   *
   * @default false
   */
  readonly isBuffered?: boolean;
  /**
   * Whether the source is a file that is still written: nothing of it is left out, and a writer whose clock is fast is
   * followed.
   *
   * @default false
   */
  readonly isGrowing?: boolean;
  /** Ends the audio. */
  readonly signal?: AbortSignalLike;
  /** Live audio was left out because it came too late: now, in ms. */
  onSkip?(ms: number): void;
}

/** How long the first audio is held back, to see how fast more comes. */
const PROBE_MS = 250;
/** Audio is read ahead up to this length; more than a radio station sends ahead. */
const MAX_AHEAD_MS = 12_000;
/** The same for what is known to be a recording. */
const RECORDING_AHEAD_MS = 1000;
/** How long audio is collected after a stall, to see how much had waited. */
const COLLECT_MS = 100;
/** Audio that has come too late is left out if it is more than this, of a source with a buffer more than the second. */
const MIN_SKIP_MS = 250;
const MIN_BUFFER_SKIP_MS = 1000;
/** A recording is delivered in pieces of this length. */
const PIECE_MS = 20;

/**
 * Delivers the audio of a pipe or a server at live pace, whatever is at its other end.
 *
 * A microphone keeps that pace itself: its audio is passed on as it comes, and nothing is added to its delay. Audio that
 * comes faster than it could have been captured is a recording, and is delivered in pieces of 20 ms, each when it would have
 * been captured. After a stall at most {@link MAX_CATCH_UP_MS} are passed on at once. What a recording, or a source that
 * pauses now and then, delivers beyond that waits for its time; of a source that kept live pace for ten seconds before, it is
 * left out with a crossfade, so that the delay does not grow. Clocks that differ by up to 0.1 % are followed.
 */
export async function* pacedPipe(
  source: AudioSource,
  options: PipePaceOptions,
): AsyncGenerator<Float32Array, void, undefined> {
  const { clock, signal, isBuffered = false } = options;
  const pace = new PipePace(source, options);
  const { queue, arrivals } = pace;
  const onAbort = (): void => queue.wake();
  signal?.addEventListener('abort', onAbort, { once: true });
  const stop = pace.read(signal);
  const hasAudio = async (): Promise<boolean> => {
    while (queue.ms === 0 && !queue.isEnded && !signal?.aborted) await queue.changed();
    return queue.ms > 0 && !signal?.aborted;
  };
  try {
    if (!isBuffered && (await hasAudio())) {
      const probeEndMs = (arrivals.firstMs ?? 0) + PROBE_MS;
      while (!arrivals.isRecording && !queue.isEnded && !signal?.aborted && clock.nowMs() < probeEndMs)
        await queue.changed(clock, probeEndMs);
      if (!arrivals.isRecording) arrivals.endProbe(queue.isEnded);
      if (!arrivals.isRecording) {
        const waiting = queue.ms;
        for (let passed = 0; passed < waiting - 1e-6 && !signal?.aborted; ) {
          passed += queue.frontMs;
          yield queue.take();
        }
        pace.schedule.allowCatchUp();
      } else pace.schedule.restart();
    }
    let handledStallMs = -Infinity;
    while (await hasAudio()) {
      const minSkipMs = isBuffered ? MIN_BUFFER_SKIP_MS : MIN_SKIP_MS;
      if (arrivals.isLive && arrivals.isAfterStall) {
        // A buffer may have lasted over the stall.
        const isLate = pace.schedule.isDue(PIECE_MS, pace.speed);
        if (isLate && handledStallMs !== arrivals.stallEndMs) {
          await waitUntil(clock, clock.nowMs() + COLLECT_MS, signal);
          pace.skip(MAX_CATCH_UP_MS, options);
        } else if (!isLate) pace.skip(minSkipMs, options, 0);
        handledStallMs = arrivals.stallEndMs;
      }
      if (arrivals.isLive && pace.level.excessMs > minSkipMs) pace.skip(minSkipMs, options, 0);
      const isPassed = !isBuffered && !arrivals.isRecording && pace.schedule.isDue(queue.frontMs, pace.speed);
      const ms = isPassed ? queue.frontMs : Math.min(PIECE_MS, queue.frontMs);
      const piece = queue.take(isPassed ? Infinity : PIECE_MS);
      pace.makeRoom();
      pace.level.add(queue.ms);
      await waitUntil(clock, pace.schedule.add(ms, pace.speed), signal);
      if (signal?.aborted) return;
      yield piece;
    }
    // Throws what the source has thrown.
    if (!signal?.aborted) queue.take();
  } finally {
    signal?.removeEventListener('abort', onAbort);
    stop();
  }
}

/** What is known of a source's pace while it is read. */
class PipePace {
  readonly queue: AheadQueue;
  readonly arrivals: Arrivals;
  readonly schedule: PieceSchedule;
  readonly level: BufferLevel;
  readonly #source: AudioSource;
  readonly #isBuffered: boolean;
  readonly #isGrowing: boolean;

  constructor(source: AudioSource, { clock, isBuffered = false, isGrowing = false }: PipePaceOptions) {
    this.#source = source;
    this.#isBuffered = isBuffered;
    this.#isGrowing = isGrowing;
    this.queue = new AheadQueue(source);
    this.arrivals = new Arrivals(clock, isBuffered, isGrowing);
    this.schedule = new PieceSchedule(clock);
    this.level = new BufferLevel(clock, isBuffered ? undefined : 0);
  }

  /** Follows the source's clock: audio that waits is delivered a little faster, or slower where the buffer is low. */
  get speed(): number {
    if (this.arrivals.isRecording) return this.#isGrowing ? 1 + MAX_DRIFT : 1;
    return this.#isBuffered ? this.level.speed : 1 + MAX_DRIFT;
  }

  /** Leaves out what waits beyond the buffer and `maxMs`, the oldest; `keepMs` of it stay. */
  skip(maxMs: number, { onSkip }: PipePaceOptions, keepMs = maxMs): void {
    this.level.excessMs = 0;
    const { targetMs } = this.level;
    if (!(this.queue.ms > targetMs + maxMs)) return;
    const ms = this.queue.ms - targetMs - keepMs;
    this.queue.skip(ms);
    onSkip?.(ms);
  }

  /** Reads ahead, in the background. @returns ends it */
  read(signal: AbortSignalLike | undefined): () => void {
    const blocks = this.#source.blocks(signal)[Symbol.asyncIterator]();
    const { channels, sampleRateHz } = this.#source;
    let isStopped = false;
    const run = async (): Promise<void> => {
      while (!isStopped) {
        const { done, value } = await blocks.next();
        if (done) break;
        this.arrivals.add((value.length / channels / sampleRateHz) * 1000);
        this.queue.push(value);
        if (!this.#isFull) continue;
        while (this.#isFull && !isStopped) await this.queue.changed();
        this.arrivals.pause();
      }
      this.queue.end();
    };
    run().catch((error: unknown) => this.queue.end(error));
    return () => {
      isStopped = true;
      this.queue.wake();
      // Not awaited: they may wait for audio that never comes, and fail when they are aborted.
      void Promise.resolve(blocks.return?.()).catch(() => undefined);
    };
  }

  /** Reads on where a taken piece has made room. */
  makeRoom(): void {
    if (!this.#isFull) this.queue.wake();
  }

  get #isFull(): boolean {
    return this.queue.ms >= (this.arrivals.isRecording ? RECORDING_AHEAD_MS : MAX_AHEAD_MS);
  }
}
