import type { StreamMessage } from './packetizer.js';

/**
 * The last messages of a source: those that were sent, kept for a reconnect, and those that wait. Two bounds in frames:
 * one for all of them, and a shorter one for those that wait, which does not hold while what an outage left behind is
 * sent. Beyond a bound the oldest are dropped first, because a fresh frame is worth more than a stale one; the newest
 * item always stays.
 */
export class SendQueue {
  readonly #ringFrames: number;
  readonly #waitingFrames: number;
  readonly #items: StreamMessage[] = [];
  /** Items before this index have been sent on the present connection, 0..items.length. */
  #sent = 0;
  /** Index after the last frame that was pushed. */
  #nextFrame = 0;
  /** Whether what waits is what an outage left behind. */
  #isCatchingUp = false;

  /**
   * @param ringFrames bound of all that is kept, at least 1
   * @param waitingFrames bound of what waits on a connection that stands, at least 1
   */
  constructor(ringFrames: number, waitingFrames: number) {
    this.#ringFrames = ringFrames;
    this.#waitingFrames = waitingFrames;
  }

  /** First frame that can still be sent. */
  get oldestFrame(): number {
    return this.#items[0]?.firstFrame ?? this.#nextFrame;
  }

  /** The oldest item that waits. */
  get next(): StreamMessage | undefined {
    return this.#items[this.#sent];
  }

  /** Frames that wait. */
  get pendingFrames(): number {
    let frames = 0;
    for (let i = this.#sent; i < this.#items.length; i++) frames += this.#items[i]!.frames;
    return frames;
  }

  /** Returns the frames that waited and were dropped for this item by the ring's bound. */
  push(item: StreamMessage): number {
    this.#items.push(item);
    this.#nextFrame = item.firstFrame + item.frames;
    let dropped = 0;
    while (this.#items.length > 1 && this.#items[0]!.firstFrame < this.#nextFrame - this.#ringFrames) {
      const oldest = this.#items.shift()!;
      if (this.#sent > 0) this.#sent--;
      else dropped += oldest.frames;
    }
    return dropped;
  }

  /** The item that {@link next} returned has been sent. */
  taken(): void {
    this.#sent++;
    if (!this.next) this.#isCatchingUp = false;
  }

  /** Applies the bound of what waits, unless it catches up. Returns the frames that were dropped. */
  trim(): number {
    if (this.#isCatchingUp) return 0;
    let pending = this.pendingFrames;
    let dropped = 0;
    while (pending > this.#waitingFrames && this.#items.length - this.#sent > 1) {
      const [oldest] = this.#items.splice(this.#sent, 1);
      pending -= oldest!.frames;
      dropped += oldest!.frames;
    }
    return dropped;
  }

  /** A new connection: everything from `frame` on waits again, and is caught up with. */
  rewind(frame: number): void {
    const index = this.#items.findIndex((item) => item.firstFrame >= frame);
    this.#sent = index < 0 ? this.#items.length : index;
    this.#isCatchingUp = this.next !== undefined;
  }
}
