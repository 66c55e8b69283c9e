/** This many underruns within this time ask for a latency longer by the factor. */
export const RAISE_LATENCY = { underruns: 3, withinMs: 10_000, factor: 1.5 } as const;
/**
 * After this time without an underrun the last step is taken back. Where that does not last, or fails even while the
 * device plays silence, the next attempt waits twice as long, up to the maximum.
 */
export const LOWER_LATENCY = { stableMs: 60_000, maxStableMs: 960_000 } as const;

/**
 * Decides how much audio a loudspeaker should hold. A device that keeps running dry needs more, since the machine is
 * too busy for less; one that has not for a minute is tried with less.
 */
export class DeviceLatency {
  readonly #minMs: number;
  readonly #maxMs: number;
  /** Latency of the device that plays, minMs..maxMs. */
  #latencyMs: number;
  /** Underruns of the device that plays which have been noticed, ≥ 0. */
  #noticed = 0;
  /** Times of the underruns of the last ten seconds, in ms. */
  #underrunsMs: number[] = [];
  /** Since when there has been neither an underrun nor a change, in ms, and for how long that must last. */
  #stableSinceMs: number;
  #stableMs: number = LOWER_LATENCY.stableMs;
  /** Whether the last change was to less. */
  #wasLowered = false;

  constructor(minMs: number, maxMs: number, nowMs: number) {
    this.#minMs = minMs;
    this.#maxMs = maxMs;
    this.#latencyMs = minMs;
    this.#stableSinceMs = nowMs;
  }

  get latencyMs(): number {
    return this.#latencyMs;
  }

  /** @param underruns of the device that plays, since it was opened */
  notice(underruns: number, nowMs: number): void {
    if (this.#noticed < underruns) this.#stableSinceMs = nowMs;
    for (; this.#noticed < underruns; this.#noticed++) this.#underrunsMs.push(nowMs);
    this.#underrunsMs = this.#underrunsMs.filter((ms) => nowMs - ms <= RAISE_LATENCY.withinMs);
  }

  /** The latency that should be tried now; undefined where the present one is right. */
  wanted(nowMs: number): number | undefined {
    const { underruns, factor } = RAISE_LATENCY;
    if (this.#underrunsMs.length >= underruns && this.#latencyMs < this.#maxMs)
      return Math.min(this.#maxMs, this.#latencyMs * factor);
    const isStable = nowMs - this.#stableSinceMs >= this.#stableMs;
    return isStable && this.#latencyMs > this.#minMs ? Math.max(this.#minMs, this.#latencyMs / factor) : undefined;
  }

  /** A device of `latencyMs` plays from now on; `underruns` that it has had already do not count. */
  changed(latencyMs: number, underruns: number, nowMs: number): void {
    const isRaised = latencyMs > this.#latencyMs;
    if (isRaised && this.#wasLowered) this.failedToLower(nowMs);
    this.#wasLowered = !isRaised;
    this.#latencyMs = latencyMs;
    this.reopened(underruns);
    this.#stableSinceMs = nowMs;
  }

  /** Less latency did not work: the next attempt waits twice as long. */
  failedToLower(nowMs: number): void {
    this.#stableMs = Math.min(LOWER_LATENCY.maxStableMs, 2 * this.#stableMs);
    this.#stableSinceMs = nowMs;
  }

  /** The device was opened again and counts its underruns from `underruns` on. */
  reopened(underruns = 0): void {
    this.#noticed = underruns;
    this.#underrunsMs = [];
  }
}
