import { AUDIO_BYTES_PER_MS, type RelayLimits } from '../limits.js';

/** Memory of a packet beside its bytes, as measured in Node: the array's own object and its entry. */
export const RING_ENTRY_OVERHEAD_BYTES = 256;

/** A ring as the budget sees it. */
export interface BudgetedRing {
  /** Memory of what it holds, with overhead. */
  readonly bytes: number;
  /** Drops its oldest packet. Does nothing when it is empty. */
  dropOldest(): void;
}

/**
 * Memory of all rings of a relay together. Beyond `maxRingChannelMs` the ring that holds most loses its oldest packets first,
 * so that whoever fills the memory pays for it.
 */
export class RingBudget {
  readonly #limits: Pick<RelayLimits, 'maxRingChannelMs'>;
  readonly #rings = new Set<BudgetedRing>();
  #usedBytes = 0;

  constructor(limits: Pick<RelayLimits, 'maxRingChannelMs'>) {
    this.#limits = limits;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** A ring has grown or shrunk by this many bytes. */
  changed(ring: BudgetedRing, bytes: number): void {
    this.#usedBytes += bytes;
    if (ring.bytes > 0) this.#rings.add(ring);
    else this.#rings.delete(ring);
    while (bytes > 0 && this.#usedBytes > this.#limits.maxRingChannelMs * AUDIO_BYTES_PER_MS) {
      const before = this.#usedBytes;
      this.#largest()?.dropOldest();
      if (this.#usedBytes >= before) return;
    }
  }

  #largest(): BudgetedRing | null {
    let largest: BudgetedRing | null = null;
    for (const ring of this.#rings) if (!largest || ring.bytes > largest.bytes) largest = ring;
    return largest;
  }
}
