/** Ranges that are remembered; the oldest is forgotten first. */
const MAX_RANGES = 64;

/** The last ranges of frames that were reported lost, to tell a late block from a duplicate. At most 64 ranges. */
export class LostRanges {
  /** Half-open and ascending: frames [first, end). */
  #ranges: { first: number; end: number }[] = [];

  /** Ranges are added in ascending order. */
  add(first: number, end: number): void {
    const last = this.#ranges.at(-1);
    if (last?.end === first) last.end = end;
    else this.#ranges.push({ first, end });
    if (this.#ranges.length > MAX_RANGES) this.#ranges.shift();
  }

  /** How many frames of [first, end) were reported lost, as far back as is remembered. */
  overlap(first: number, end: number): number {
    return this.#ranges.reduce((sum, r) => sum + Math.max(0, Math.min(end, r.end) - Math.max(first, r.first)), 0);
  }

  clear(): void {
    this.#ranges = [];
  }
}
