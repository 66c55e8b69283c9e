import { requireInteger, requireNumber } from './errors.js';

/**
 * Bit rate over a sliding window of slots: a message costs one addition and no allocation. Time is an argument and never
 * decreases.
 */
export class RateMeter {
  readonly #slots: Float64Array;
  readonly #slotMs: number;
  #slot = 0;
  #startMs = Number.NaN;

  /** @throws RangeError unless windowMs is in 100..600000 and slots in 2..1000. */
  constructor(windowMs = 10_000, slots = 20) {
    requireNumber('windowMs', windowMs, 100, 600_000);
    requireInteger('slots', slots, 2, 1000);
    this.#slots = new Float64Array(slots);
    this.#slotMs = windowMs / slots;
  }

  add(nowMs: number, bytes: number): void {
    if (Number.isNaN(this.#startMs)) {
      this.#startMs = nowMs;
      this.#slot = Math.floor(nowMs / this.#slotMs);
    }
    this.#advance(nowMs);
    this.#slots[this.#slot % this.#slots.length]! += bytes;
  }

  /** kbit/s over the window, or over the time since the first byte where that is shorter; 0 before the first byte. */
  kbitPerSecond(nowMs: number): number {
    if (Number.isNaN(this.#startMs)) return 0;
    this.#advance(nowMs);
    const windowStartMs = (this.#slot + 1 - this.#slots.length) * this.#slotMs;
    // At least one slot: over a shorter time the first message alone would be an absurdly high rate.
    const spanMs = Math.max(nowMs - Math.max(windowStartMs, this.#startMs), this.#slotMs);
    let bytes = 0;
    for (const slot of this.#slots) bytes += slot;
    return (bytes * 8) / spanMs;
  }

  #advance(nowMs: number): void {
    const slot = Math.floor(nowMs / this.#slotMs);
    const count = this.#slots.length;
    if (slot - this.#slot >= count) this.#slots.fill(0);
    else for (let s = this.#slot + 1; s <= slot; s++) this.#slots[s % count] = 0;
    this.#slot = Math.max(this.#slot, slot);
  }
}
