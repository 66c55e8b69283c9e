/** Upper bounds of the buckets in seconds, Infinity last. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, Number.POSITIVE_INFINITY] as const;

/** Counts durations in fixed buckets: one addition each, no allocation. */
export class DurationHistogram {
  readonly #counts = new Float64Array(BOUNDS.length);
  #sumSeconds = 0;

  /** @param seconds 0 or more */
  observe(seconds: number): void {
    this.#counts[BOUNDS.findIndex((bound) => seconds <= bound)]!++;
    this.#sumSeconds += seconds;
  }

  /** Upper bound and cumulative count of each bucket. */
  stats(): {
    readonly buckets: readonly (readonly [number, number])[];
    readonly count: number;
    readonly sumSeconds: number;
  } {
    let count = 0;
    const buckets = BOUNDS.map((bound, i): readonly [number, number] => {
      count += this.#counts[i]!;
      return [bound, count];
    });
    return { buckets, count, sumSeconds: this.#sumSeconds };
  }
}
