/** Bounds of the time that a host sends ahead: a peer that needs more is not waited for. */
export const DELAY_LIMITS_MS = [400, 4000] as const;

/**
 * A recording is sent ahead by this much more than the poorest link needs, in ms: as long as it takes to notice that a path
 * is dead and to have what was missed over another one.
 */
export const RESERVE_MS = 1000;
/** The same at most, for a link whose losses come in bursts: what is asked for again comes that much later. */
export const MAX_RESERVE_MS = 3000;

/** What the poorest link that counts should have to spare, in ms. */
const SPARE_MS = 150;
/** More than this to spare at everybody lets the host send later, a little at a time. */
const SURPLUS_MS = 600;
const STEP_DOWN_MS = 50;

/**
 * How long before its moment a host should send each frame. It grows at once by what the poorest link that counts lacks, and
 * shrinks by 50 ms where everybody has plenty; a peer that would need more than the bound does not count, and plays what it
 * gets. Of a recording nothing is heard of a change: it is only sent earlier or later.
 *
 * @param delayMs as it is now
 * @param sparesMs by how much the least early of each peer's last messages came before it was needed; negative: too late
 */
export function adaptedDelayMs(delayMs: number, sparesMs: readonly number[]): number {
  const [min, max] = DELAY_LIMITS_MS;
  const wanted = sparesMs.map((spareMs) => delayMs - spareMs + SPARE_MS).filter((ms) => ms <= max);
  if (wanted.length === 0) return delayMs;
  const neededMs = Math.max(...wanted);
  if (neededMs > delayMs) return Math.min(max, Math.ceil(neededMs));
  return delayMs - neededMs > SURPLUS_MS - SPARE_MS ? Math.max(min, delayMs - STEP_DOWN_MS) : delayMs;
}

/** How long before its moment a host sends each frame of a recording. */
export class RecordingDelay {
  #neededMs: number | undefined;
  #reserveMs: number = RESERVE_MS;

  /** What the poorest link that counts needs; undefined before it is known. */
  get neededMs(): number | undefined {
    return this.#neededMs;
  }

  /**
   * @param delayMs as it is now
   * @param sparesMs as {@link adaptedDelayMs} takes them
   * @param repairSparesMs the same of messages that were lost and sent again: they may use up the reserve, which grows where
   *   they would come too late, also for seeks and the next track, which do not wait for it
   * @returns what it should be
   */
  adapt(delayMs: number, sparesMs: readonly number[], repairSparesMs: readonly number[] = []): number {
    if (sparesMs.length === 0) return delayMs;
    const reserveMs = delayMs - (this.#neededMs ?? delayMs);
    this.#neededMs = adaptedDelayMs(
      delayMs - reserveMs,
      sparesMs.map((ms) => ms - reserveMs),
    );
    this.#adaptReserve(repairSparesMs);
    return this.#neededMs + this.#reserveMs;
  }

  #adaptReserve(sparesMs: readonly number[]): void {
    const leastMs = Math.min(...sparesMs);
    if (leastMs < SPARE_MS) this.#reserveMs = Math.min(MAX_RESERVE_MS, Math.ceil(this.#reserveMs + SPARE_MS - leastMs));
    else if (leastMs > SURPLUS_MS) this.#reserveMs = Math.max(RESERVE_MS, this.#reserveMs - STEP_DOWN_MS);
  }
}
