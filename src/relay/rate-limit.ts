/** What may come at once, in seconds of the average rate. */
const BURST_SECONDS = 2;

/** Token bucket: `perSecond` on average, twice as many at once. Time is an argument. */
export class RateLimit {
  readonly #perMs: number;
  readonly #burst: number;
  /** 0..burst. */
  #tokens: number;
  #lastMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = BURST_SECONDS * perSecond;
    this.#tokens = this.#burst;
    this.#lastMs = nowMs;
  }

  /** Takes one token; false when none was left. */
  take(nowMs: number): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + (nowMs - this.#lastMs) * this.#perMs);
    this.#lastMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
