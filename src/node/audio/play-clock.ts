/** The reports of the last second count, at twenty a second. */
const REPORTS = 20;
/** Without a report for this time the device is considered stalled. */
const SILENT_MS = 200;

/**
 * Estimates what a device has played by now, from reports that arrive late. A report can be read late and never early,
 * so the furthest of the last ones counts: one that was read 20 ms late would otherwise make the device look fuller
 * than it is until the next one.
 */
export class PlayClock {
  readonly #rateHz: number;
  /** Per report: samples played, less those that the system's clock counts for its time. */
  #ahead: number[] = [];
  /** Time of the last report. */
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

  /** The device ran dry: earlier reports count no longer once the next one has come. */
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
