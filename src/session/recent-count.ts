/** Counts what each of several has done within a time, so that none does more than it may. Time is an argument. */
export class RecentCount<Key extends object | string> {
  readonly #max: number;
  readonly #ms: number;
  readonly #counts = new Map<Key, { sinceMs: number; count: number }>();

  /** At most `max` times in `ms`. */
  constructor(max: number, ms: number) {
    this.#max = max;
    this.#ms = ms;
  }

  /** Counts once for `key`; false where it has been as often as it may be. */
  take(key: Key, nowMs: number): boolean {
    // Those of whom nothing has come for a while are forgotten.
    for (const [other, { sinceMs }] of this.#counts) if (nowMs - sinceMs >= this.#ms) this.#counts.delete(other);
    const entry = this.#counts.get(key) ?? { sinceMs: nowMs, count: 0 };
    this.#counts.set(key, entry);
    return ++entry.count <= this.#max;
  }
}
