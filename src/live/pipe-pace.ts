import type { AbortSignalLike, AudioSource } from '../ports/audio.js';
import type { Clock } from '../ports/clock.js';
import { waitUntil } from '../stream/wait-until.js';

/** Options of {@link pacedPipe}. */
export interface PipePaceOptions {
  /** Measures how fast audio comes, and delays a recording. */
  readonly clock: Clock;
  /** Ends the audio. */
  readonly signal?: AbortSignalLike;
}

/** How long the first audio is held back, to see how fast more comes. */
const PROBE_MS = 250;
/** More audio than a microphone's pipe may hold at the start: what was captured while this process started. */
const BACKLOG_MS = 3000;
/** Afterwards: how far audio may be ahead of the time in which it could have been captured. */
const MAX_LEAD_MS = 1000;
/** A producer that was behind for longer catches up only by this much. */
const MAX_DEBT_MS = 2000;
/** Clocks of sound cards differ by less. */
const MAX_DRIFT = 0.001;
/** A recording is delivered in pieces of this length. */
const PIECE_MS = 20;

/**
 * Delivers the audio of a pipe at live pace, whatever is at its other end. A microphone keeps that pace itself: its audio
 * is passed on as it comes, and nothing is added to its delay. Audio that comes faster than it could have been captured
 * is a recording, and is delivered in pieces of 20 ms, each when it would have been captured.
 */
export async function* pacedPipe(
  source: AudioSource,
  { clock, signal }: PipePaceOptions,
): AsyncGenerator<Float32Array, void, undefined> {
  const blocks = source.blocks(signal)[Symbol.asyncIterator]();
  const msOf = (block: Float32Array): number => (block.length / source.channels / source.sampleRateHz) * 1000;
  const pace = new PipePace(clock);
  /** What came during the probe; null from then on. */
  let held: Float32Array[] | null = [];
  let read = blocks.next();
  try {
    while (!signal?.aborted) {
      if (held?.length && !(await settlesBy(read, clock, pace.probeEndMs))) {
        pace.endProbe();
        yield* held;
        held = null;
      }
      const { done, value } = await read;
      if (!done) {
        pace.add(msOf(value));
        if (held && !pace.isRecording) {
          held.push(value);
          read = blocks.next();
          continue;
        }
      } else if (held) pace.isRecording = true;
      for (const block of [...(held ?? []), ...(done ? [] : [value])])
        yield* pace.isRecording ? inPieces(block, source, clock, pace, signal) : [block];
      held = null;
      if (done) return;
      read = blocks.next();
    }
  } finally {
    // Not awaited: they may wait for audio that never comes, and fail when they are aborted.
    read.catch(() => undefined);
    blocks.return?.().catch(() => undefined);
  }
}

async function* inPieces(
  block: Float32Array,
  { sampleRateHz, channels }: AudioSource,
  clock: Clock,
  pace: PipePace,
  signal: AbortSignalLike | undefined,
): AsyncGenerator<Float32Array, void, undefined> {
  const size = Math.max(1, Math.round((sampleRateHz * PIECE_MS) / 1000)) * channels;
  for (let at = 0; at < block.length; at += size) {
    const piece = block.subarray(at, at + size);
    await waitUntil(clock, pace.dueMs((piece.length / channels / sampleRateHz) * 1000), signal);
    if (signal?.aborted) return;
    yield piece;
  }
}

/** Compares the audio that has come with the time that has passed. Time comes from the clock. */
class PipePace {
  readonly #clock: Clock;
  #isRecording = false;
  #isProbing = true;
  /** When the first block came, and when the last one did. */
  #firstMs: number | undefined;
  #lastMs = 0;
  /** Audio that has come beyond the time that has passed, −2000 ms or more. */
  #leadMs = 0;
  /** Of a recording: when its last piece is due. */
  #dueMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isRecording(): boolean {
    return this.#isRecording;
  }

  set isRecording(isRecording: boolean) {
    if (isRecording && !this.#isRecording) this.#dueMs = this.#clock.nowMs();
    this.#isRecording = isRecording;
  }

  get probeEndMs(): number {
    return (this.#firstMs ?? this.#clock.nowMs()) + PROBE_MS;
  }

  /** What has come so far is no recording. */
  endProbe(): void {
    this.#isProbing = false;
    this.#leadMs = 0;
  }

  /** A block has come. */
  add(ms: number): void {
    const nowMs = this.#clock.nowMs();
    if (this.#firstMs === undefined) this.#firstMs = this.#lastMs = nowMs;
    const elapsedMs = (nowMs - this.#lastMs) * (this.#leadMs > 0 ? 1 + MAX_DRIFT : 1);
    this.#lastMs = nowMs;
    this.#leadMs = Math.max(-MAX_DEBT_MS, this.#leadMs + ms - elapsedMs);
    if (this.#leadMs > (this.#isProbing ? BACKLOG_MS : MAX_LEAD_MS)) this.isRecording = true;
  }

  /** When the next piece of a recording is due. @param ms its length */
  dueMs(ms: number): number {
    this.#dueMs += ms;
    return this.#dueMs;
  }
}

/** Whether a promise settles before `dueMs`. */
function settlesBy(promise: Promise<unknown>, clock: Clock, dueMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.schedule(Math.max(0, dueMs - clock.nowMs()), () => resolve(false));
    const settled = (): void => {
      cancel();
      resolve(true);
    };
    promise.then(settled, settled);
  });
}
