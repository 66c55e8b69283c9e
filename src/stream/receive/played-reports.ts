import type { StreamHello } from '../../core/wire/hello.js';

/**
 * When a listener reports what it plays to a relay that asks for it. The first report comes at a moment drawn by chance
 * within the interval: the listeners of a stream that begins would all report at once otherwise, each time.
 */
export class PlayedReports {
  readonly #random: () => number;
  /** When the next report is due; null before anything is played. */
  #nextMs: number | null = null;

  /** @param random numbers in [0, 1) */
  constructor(random: () => number) {
    this.#random = random;
  }

  /**
   * Whether a report is to be sent now: then the next one is due an interval later.
   * @param hello of the stream that comes now
   * @param epoch of the stream that is played
   */
  isDue(hello: StreamHello | null, epoch: number, nowMs: number): boolean {
    const intervalMs = hello?.playedEveryMs;
    if (intervalMs === undefined || hello?.epoch !== epoch) return false;
    this.#nextMs ??= nowMs + this.#random() * intervalMs;
    if (nowMs < this.#nextMs) return false;
    this.#nextMs = nowMs + intervalMs;
    return true;
  }
}
