import { RING_ENTRY_OVERHEAD_BYTES, type RingBudget } from './ring-budget.js';

/** One message of audio or silence as it came from the source, with all planes and its frame index extended. */
export interface RingEntry {
  readonly message: Uint8Array;
  readonly firstFrame: number;
  readonly frames: number;
  /** Bit planes in the message; 0 for silence. */
  readonly planes: number;
}

/**
 * The last few seconds of a stream, oldest first: bounded in latent frames, hence in time, in packets as a guard of memory,
 * and by what all rings of the relay may hold. What does not fit drops the oldest.
 */
export class AudioRing {
  readonly #sliceColumns: number;
  readonly #maxPackets: number;
  readonly #budget: RingBudget;
  #entries: RingEntry[] = [];
  #head = 0;
  #bytes = 0;

  constructor(sliceColumns: number, maxPackets: number, budget: RingBudget) {
    this.#sliceColumns = sliceColumns;
    this.#maxPackets = maxPackets;
    this.#budget = budget;
  }

  get size(): number {
    return this.#entries.length - this.#head;
  }

  /** Memory of the packets, with overhead. */
  get bytes(): number {
    return this.#bytes;
  }

  /** `entry` must come after all entries so far. */
  push(entry: RingEntry): void {
    this.#entries.push(entry);
    this.#grow(sizeOf(entry));
    const oldestFrame = entry.firstFrame + entry.frames - this.#sliceColumns;
    while (this.size > this.#maxPackets || (this.size > 1 && this.#entries[this.#head]!.firstFrame < oldestFrame))
      this.dropOldest();
  }

  dropOldest(): void {
    const oldest = this.#entries[this.#head];
    if (!oldest) return;
    this.#head++;
    // Shifting an array one by one would copy it each time; this copies it once per length.
    if (this.#head > this.#entries.length / 2) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    this.#grow(-sizeOf(oldest));
  }

  /** Drops everything: the stream has gone. */
  clear(): void {
    this.#entries = [];
    this.#head = 0;
    this.#grow(-this.#bytes);
  }

  /** Entries that hold any frame at or after `frame`, oldest first. */
  *from(frame: number): IterableIterator<RingEntry> {
    for (let i = this.#head; i < this.#entries.length; i++) {
      const entry = this.#entries[i]!;
      if (entry.firstFrame + entry.frames > frame) yield entry;
    }
  }

  #grow(bytes: number): void {
    this.#bytes += bytes;
    this.#budget.changed(this, bytes);
  }
}

const sizeOf = ({ message }: RingEntry): number => message.length + RING_ENTRY_OVERHEAD_BYTES;
