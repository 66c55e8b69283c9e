/** Messages over which the earliest and the latest count. */
const WINDOW = 256;
/** Share of messages that come in time. */
const IN_TIME = 0.98;
const MAX_JITTER_MS = 1000;
/** A message later than this tells of a pause of the source, not of the path. */
const PAUSE_MS = 5000;

/**
 * When frames come, by the messages that brought them: the earliest sets the pace, and how much later others come is the
 * jitter. Times in ms on any monotonic clock.
 */
export class ArrivalClock {
  readonly #frameMs: number;
  /** Arrival less the frame's place in the stream, of the last messages. */
  #offsets: number[] = [];
  #at = 0;

  /** @param frameMs duration of a frame */
  constructor(frameMs: number) {
    this.#frameMs = frameMs;
  }

  /** A message has come whose newest frame is the one before `endFrame`. */
  add(endFrame: number, nowMs: number): void {
    const offset = nowMs - endFrame * this.#frameMs;
    if (this.#offsets.length > 0 && Math.abs(offset - this.#earliest) > PAUSE_MS) {
      this.#offsets = [];
      this.#at = 0;
    }
    this.#offsets[this.#at++ % WINDOW] = offset;
  }

  get isRunning(): boolean {
    return this.#offsets.length > 0;
  }

  /** When a message with frames up to `endFrame` comes at the earliest. */
  earliestMs(endFrame: number): number {
    return this.#earliest + endFrame * this.#frameMs;
  }

  /** How much later 98 of 100 messages come at most, 0..1000. */
  get jitterMs(): number {
    if (this.#offsets.length === 0) return 0;
    const sorted = [...this.#offsets].sort((a, b) => a - b);
    const late = sorted[Math.min(sorted.length - 1, Math.ceil(IN_TIME * sorted.length))]! - sorted[0]!;
    return Math.min(MAX_JITTER_MS, late);
  }

  get #earliest(): number {
    return Math.min(...this.#offsets);
  }
}
