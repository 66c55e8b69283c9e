/** Reports of the last second, at twenty a second, stand for the device’s clock. */
const REPORTS = 20;
/** Without a report for so long the device is taken to stand still. */
const SILENT_MS = 200;

/**
 * What a device has played by now, from reports that come late. A report can only be read late, never early, so that of
 * the last ones the one that has the device furthest counts; one that was read 20 ms late would otherwise make the
 * device look fuller than it is for as long as the next one takes.
 */
export class PlayClock {
  readonly #rateHz: number;
  /** Per report: samples that were played, less those that our clock makes of its time. */
  #ahead: number[] = [];
  #reportMs = 0;
  #hasStopped = false;

  constructor(sampleRateHz: number) {
    this.#rateHz = sampleRateHz;
  }

  get hasReports(): boolean {
    return this.#ahead.length > 0;
  }

  /** A report of `played` samples, read at `nowMs`. */
  report(played: number, nowMs: number): void {
    if (this.#hasStopped) this.#ahead = [];
    this.#hasStopped = false;
    this.#ahead.push(played - this.#samples(nowMs));
    if (this.#ahead.length > REPORTS) this.#ahead.shift();
    this.#reportMs = nowMs;
  }

  /** It stood still: what is known of its clock holds no longer than to the next report. */
  stopped(): void {
    this.#hasStopped = true;
  }

  /** Samples that it has played at `nowMs`. */
  played(nowMs: number): number {
    const untilMs = Math.min(nowMs, this.#reportMs + SILENT_MS);
    return Math.max(...this.#ahead) + this.#samples(untilMs);
  }

  #samples(ms: number): number {
    return (ms * this.#rateHz) / 1000;
  }
}
