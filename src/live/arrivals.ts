import type { Clock } from '../ports/clock.js';

/** Audio of a microphone that may have waited at the start: what was captured while this process started. */
const BACKLOG_MS = 3000;
/** Afterwards: how far audio may be ahead of the time in which it could have been captured. */
const MAX_LEAD_MS = 1000;
/** The same for a source that sends ahead when it is opened, as radio stations do. */
const MAX_BUFFER_MS = 10_000;
/** Clocks of sound cards differ by less. */
export const MAX_DRIFT = 0.001;
/** A source that delivers nothing for this much longer than its next block lasts has stalled. */
const STALL_MS = 1000;
/** A source that has delivered as much audio as time has passed, without a stall, for this long keeps live pace. */
const PROOF_MS = 10_000;
/** How exact that is: a block. */
const PROOF_TOLERANCE_MS = 300;
/** How long after a stall what was held up may still come. */
const AFTERMATH_MS = 2000;

/** Compares the audio that has come with the time that has passed, and so tells live audio from a recording. */
export class Arrivals {
  readonly #clock: Clock;
  readonly #isBuffered: boolean;
  #isProbing: boolean;
  /** When the first block came, when the last one did, and when the last stall ended. */
  #firstMs: number | undefined;
  #lastMs = 0;
  #steadySinceMs = 0;
  #stallEndMs = -Infinity;
  /** Audio that has come since `#steadySinceMs`. */
  #steadyMs = 0;
  /** Audio that has come beyond the time that has passed; without a lower limit. */
  #leadMs = 0;
  #isRecording = false;
  #isLive = false;

  /**
   * @param isBuffered whether the source may send ahead when it is opened
   * @param isRecording whether it is known to be a recording
   */
  constructor(clock: Clock, isBuffered: boolean, isRecording: boolean) {
    this.#clock = clock;
    this.#isRecording = isRecording;
    this.#isBuffered = isBuffered;
    this.#isProbing = !isBuffered;
  }

  get firstMs(): number | undefined {
    return this.#firstMs;
  }

  /** Whether more has come than could have been captured in the time. */
  get isRecording(): boolean {
    return this.#isRecording;
  }

  /** Whether the source has kept live pace by itself for a while: what it delivers late is out of date. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** Whether a stall has just ended. */
  get isAfterStall(): boolean {
    return this.#clock.nowMs() - this.#stallEndMs < AFTERMATH_MS;
  }

  get stallEndMs(): number {
    return this.#stallEndMs;
  }

  /** A block has come. */
  add(ms: number): void {
    const nowMs = this.#clock.nowMs();
    const isFirst = this.#firstMs === undefined;
    if (this.#firstMs === undefined) this.#firstMs = this.#lastMs = nowMs;
    const waitedMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    this.#steadyMs += ms;
    // A block comes when it is complete: the wait for it is its own length.
    if (waitedMs - ms > STALL_MS) this.#stallEndMs = nowMs;
    if (isFirst || waitedMs - ms > STALL_MS) this.#beginProof(nowMs);
    const steadyMs = nowMs - this.#steadySinceMs;
    if (steadyMs >= PROOF_MS && !this.#isRecording) {
      this.#isLive ||= Math.abs(this.#steadyMs - steadyMs) <= PROOF_TOLERANCE_MS;
      this.#beginProof(nowMs);
    }
    this.#leadMs += ms - waitedMs * (this.#leadMs > 0 ? 1 + MAX_DRIFT : 1);
    const maxMs = this.#isBuffered ? MAX_BUFFER_MS : this.#isProbing ? BACKLOG_MS : MAX_LEAD_MS;
    if (this.#leadMs > maxMs && !this.#isLive) this.#isRecording = true;
  }

  /** Nothing was read since the last block: the wait was not the source's. */
  pause(): void {
    const nowMs = this.#clock.nowMs();
    this.#leadMs -= nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    this.#beginProof(nowMs);
  }

  #beginProof(nowMs: number): void {
    this.#steadySinceMs = nowMs;
    this.#steadyMs = 0;
  }

  /** What has come up to now had waited in the pipe. @param isWhole whether nothing more will come */
  endProbe(isWhole: boolean): void {
    this.#isProbing = false;
    if (isWhole) this.#isRecording = true;
    else this.#leadMs = 0;
  }
}
