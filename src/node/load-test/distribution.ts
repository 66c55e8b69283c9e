/** Steps of 0.1 ms below this, of 1 % above. */
const LINEAR_MS = 1000;
const STEPS_PER_MS = 10;
const LINEAR_STEPS = LINEAR_MS * STEPS_PER_MS;
const GROWTH = Math.log(1.01);
/** Values beyond are counted as this: 1000 s. */
const MAX_MS = 1_000_000;
const STEPS = LINEAR_STEPS + Math.ceil(Math.log(MAX_MS / LINEAR_MS) / GROWTH) + 1;

/** A distribution as plain data: pairs of step and count, and the largest value in ms. */
export interface DistributionData {
  readonly steps: readonly (readonly [step: number, count: number])[];
  readonly maxMs: number;
}

/** What a report states of a distribution, in ms; null where nothing was recorded. */
export interface Percentiles {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  readonly p999Ms: number | null;
  readonly maxMs: number | null;
}

/**
 * Counts of times in ms, in steps of 0.1 ms below 1 s and of 1 % above. Those of several processes can be added up, which
 * the histograms of `perf_hooks` cannot: they do not leave their process.
 */
export class Distribution {
  readonly #counts = new Uint32Array(STEPS);
  #count = 0;
  #maxMs = 0;

  /** Values recorded so far. */
  get count(): number {
    return this.#count;
  }

  /** @param ms negative ones count as 0 */
  record(ms: number): void {
    const step =
      ms < LINEAR_MS
        ? Math.max(0, Math.ceil(ms * STEPS_PER_MS))
        : LINEAR_STEPS + Math.ceil(Math.log(Math.min(ms, MAX_MS) / LINEAR_MS) / GROWTH);
    this.#counts[step]!++;
    this.#count++;
    if (ms > this.#maxMs) this.#maxMs = ms;
  }

  /** Forgets everything. */
  reset(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#maxMs = 0;
  }

  add({ steps, maxMs }: DistributionData): void {
    for (const [step, count] of steps) {
      this.#counts[step]! += count;
      this.#count += count;
    }
    this.#maxMs = Math.max(this.#maxMs, maxMs);
  }

  data(): DistributionData {
    const steps: [number, number][] = [];
    this.#counts.forEach((count, step) => {
      if (count > 0) steps.push([step, count]);
    });
    return { steps, maxMs: this.#maxMs };
  }

  /** The smallest step that `share` of the values do not exceed, in ms; null without values. @param share 0..1 */
  quantileMs(share: number): number | null {
    if (this.#count === 0) return null;
    const wanted = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    let step = 0;
    for (; step < STEPS - 1; step++) {
      seen += this.#counts[step]!;
      if (seen >= wanted) break;
    }
    return Math.min(this.#maxMs, upperEdgeMs(step));
  }

  percentiles(): Percentiles {
    const rounded = (share: number): number | null => round(this.quantileMs(share));
    return {
      count: this.#count,
      p50Ms: rounded(0.5),
      p90Ms: rounded(0.9),
      p99Ms: rounded(0.99),
      p999Ms: rounded(0.999),
      maxMs: this.#count === 0 ? null : round(this.#maxMs),
    };
  }
}

const upperEdgeMs = (step: number): number =>
  step <= LINEAR_STEPS ? step / STEPS_PER_MS : LINEAR_MS * Math.exp((step - LINEAR_STEPS) * GROWTH);

const round = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 10) / 10);
