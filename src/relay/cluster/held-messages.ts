import { BUS_LIMITS, type OutgoingMessage } from '../../ports/cluster-bus.js';

interface Held {
  readonly message: OutgoingMessage;
  readonly atMs: number;
}

/**
 * The newest audio of a source, oldest first: what was published last, which may have been lost with the claim, and behind
 * it what waits for a claim. Bounded in time and bytes; the oldest is dropped. Time is an argument.
 */
export class HeldMessages {
  #held: Held[] = [];
  /** How many of them, from the oldest on, were published. */
  #published = 0;
  #bytes = 0;
  #waitingBytes = 0;

  /** Bytes of what waits. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** First latent frame of what waits; undefined where nothing does. */
  get firstFrame(): number | undefined {
    return this.#held[this.#published]?.message.firstFrame;
  }

  /** Behind all others. @returns how many of those that wait were dropped for it */
  push(message: OutgoingMessage, isPublished: boolean, nowMs: number): number {
    this.#held.push({ message, atMs: nowMs });
    this.#bytes += message.bytes.length;
    if (isPublished) this.#published++;
    else this.#waitingBytes += message.bytes.length;
    return this.#prune(nowMs);
  }

  /** The claim is lost: nobody knows what of it has arrived. All that is held waits. */
  rewind(nowMs: number): void {
    this.#prune(nowMs);
    this.#published = 0;
    this.#waitingBytes = this.#bytes;
  }

  /** What waits, in order; it counts as published from now on. */
  take(): OutgoingMessage[] {
    const waiting = this.#held.slice(this.#published).map(({ message }) => message);
    this.#published = this.#held.length;
    this.#waitingBytes = 0;
    return waiting;
  }

  clear(): void {
    this.#held = [];
    this.#published = this.#bytes = this.#waitingBytes = 0;
  }

  #prune(nowMs: number): number {
    const { heldMs, heldBytes, republishedMs } = BUS_LIMITS;
    let removed = 0;
    let dropped = 0;
    for (const { message, atMs } of this.#held) {
      const isPublished = removed < this.#published;
      if (this.#bytes <= heldBytes && nowMs - atMs <= (isPublished ? republishedMs : heldMs)) break;
      this.#bytes -= message.bytes.length;
      if (!isPublished) {
        this.#waitingBytes -= message.bytes.length;
        dropped++;
      }
      removed++;
    }
    if (removed > 0) this.#held.splice(0, removed);
    this.#published = Math.max(0, this.#published - removed);
    return dropped;
  }
}
