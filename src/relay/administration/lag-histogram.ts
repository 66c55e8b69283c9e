/** Upper bounds of the buckets, in ms; one more takes what is above. */
const LAG_BOUNDS_MS = [25, 50, 100, 250, 500, 1000, 2000, 5000, 10_000, 30_000] as const;

/** Measurements of lag by size, since the relay was started; plain JSON. */
export interface LagHistogramStats {
  /** Bucket by bucket: its upper bound in ms, Infinity for the last, and how many are at or below it. */
  readonly buckets: readonly (readonly [boundMs: number, cumulativeCount: number])[];
  readonly count: number;
  readonly sumMs: number;
}

/** Counts measurements of lag in fixed buckets: one addition each, no allocation. */
export class LagHistogram {
  readonly #counts = new Float64Array(LAG_BOUNDS_MS.length + 1);
  #sumMs = 0;

  observe(lagMs: number): void {
    let bucket = 0;
    while (bucket < LAG_BOUNDS_MS.length && lagMs > LAG_BOUNDS_MS[bucket]!) bucket++;
    this.#counts[bucket]!++;
    this.#sumMs += lagMs;
  }

  stats(): LagHistogramStats {
    let count = 0;
    const buckets = Array.from(this.#counts, (n, i): readonly [number, number] => {
      count += n;
      return [LAG_BOUNDS_MS[i] ?? Number.POSITIVE_INFINITY, count];
    });
    return { buckets, count, sumMs: this.#sumMs };
  }
}
