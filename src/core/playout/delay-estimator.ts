/** How the delay of a paced jitter buffer follows what the network does. Every time in ms, every rate in ms per ms. */
export interface DelayOptions {
  /** Delay to start with. */
  readonly targetDelayMs: number;
  /** The target never shrinks below this. */
  readonly minDelayMs: number;
  /** The target never grows beyond this. */
  readonly maxDelayMs: number;
  /** Duration of a frame. */
  readonly frameMs: number;
  /** Share of packets that must come in time, 0..1. */
  readonly quantile: number;
  /** How fast a delay that is too long is worked off: 0.005 plays 0.5 % fast. */
  readonly shrinkRate: number;
}

/** Packets that the quantile looks back over. */
export const JITTER_WINDOW_PACKETS = 128;

/**
 * Measures jitter and says how long playout should lag behind the fastest packet.
 *
 * The relative delay of a packet is its arrival minus the time that its first frame stands for, on the source's scale
 * with an unknown offset; its smallest value over the last packets stands for the fastest path. Jitter is a quantile of
 * what is above it. Clocks that drift apart move the smallest value with them, since only the last packets count.
 */
export class DelayEstimator {
  readonly #options: DelayOptions;
  #relative: number[] = [];
  #targetMs: number;
  #jitterMs = 0;
  #lastMs: number | undefined;

  constructor(options: DelayOptions) {
    this.#options = options;
    this.#targetMs = options.targetDelayMs;
  }

  get targetMs(): number {
    return this.#targetMs;
  }

  /** Spread of the relative delays, in ms. */
  get jitterMs(): number {
    return this.#jitterMs;
  }

  /** Smallest relative delay of late; undefined before the first packet. */
  get baselineMs(): number | undefined {
    return this.#relative.length ? Math.min(...this.#relative) : undefined;
  }

  /** A packet whose first frame stands for `mediaMs` has come. */
  observe(mediaMs: number, nowMs: number): void {
    const relative = nowMs - mediaMs;
    const baseline = this.baselineMs;
    // A burst of past audio at the start comes faster than real time: each packet lowers the baseline by its own
    // duration. That is no jitter, so that what was measured before is forgotten.
    if (baseline !== undefined && relative < baseline - this.#options.frameMs) this.#relative = [];
    this.#relative.push(relative);
    if (this.#relative.length > JITTER_WINDOW_PACKETS) this.#relative.shift();
    const sorted = [...this.#relative].sort((a, b) => a - b);
    const rank = Math.min(sorted.length - 1, Math.ceil(this.#options.quantile * sorted.length) - 1);
    this.#jitterMs = sorted[Math.max(0, rank)]! - sorted[0]!;
    this.#targetMs = Math.max(this.#targetMs, this.#wishedMs());
  }

  /** Playout lacked data: at least this much delay from now on. */
  widen(delayMs: number): void {
    this.#targetMs = Math.min(this.#options.maxDelayMs, Math.max(this.#targetMs, delayMs));
  }

  /**
   * Lets the target and the delay drift with the time since the last call.
   *
   * @param delayMs playout's present lag behind the baseline
   * @returns by how much playout should move: positive is later, negative is earlier
   */
  drift(nowMs: number, delayMs: number): number {
    const { shrinkRate } = this.#options;
    const elapsedMs = Math.max(0, nowMs - (this.#lastMs ?? nowMs));
    this.#lastMs = Math.max(nowMs, this.#lastMs ?? nowMs);
    this.#targetMs = Math.max(this.#wishedMs(), this.#targetMs - elapsedMs * shrinkRate);
    const missing = this.#targetMs - delayMs;
    // Growing before anything was missed is as gentle as shrinking, only faster: ten times.
    return missing > 0 ? Math.min(missing, elapsedMs * shrinkRate * 10) : Math.max(missing, -elapsedMs * shrinkRate);
  }

  /** Forgets what was measured, keeps the target: the path is likely the same. */
  restart(): void {
    this.#relative = [];
    this.#jitterMs = 0;
    this.#lastMs = undefined;
  }

  #wishedMs(): number {
    const { minDelayMs, maxDelayMs } = this.#options;
    return Math.min(maxDelayMs, Math.max(minDelayMs, this.#jitterMs));
  }
}
