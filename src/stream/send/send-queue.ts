import type { StreamMessage } from './packetizer.js';

/**
 * The last messages of a source: those that were sent, kept for a reconnect, and those that wait. Bounded in frames;
 * beyond the bound the oldest go first, because a fresh frame is worth more than a stale one.
 */
export class SendQueue {
  readonly #keepFrames: number;
  readonly #items: StreamMessage[] = [];
  /** Items before this index have been sent on the present connection, 0..items.length. */
  #sent = 0;
  /** Index after the last frame that was pushed. */
  #nextFrame = 0;

  /** @param keepFrames frames that are kept, sent ones and waiting ones together; the newest item is always kept */
  constructor(keepFrames: number) {
    this.#keepFrames = keepFrames;
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

  /** @returns frames that waited and were dropped for this item */
  push(item: StreamMessage): number {
    this.#items.push(item);
    this.#nextFrame = item.firstFrame + item.frames;
    let dropped = 0;
    while (this.#items.length > 1 && this.#items[0]!.firstFrame < this.#nextFrame - this.#keepFrames) {
      const oldest = this.#items.shift()!;
      if (this.#sent > 0) this.#sent--;
      else dropped += oldest.frames;
    }
    return dropped;
  }

  /** The item that {@link next} returned has been sent. */
  taken(): void {
    this.#sent++;
  }

  /** Drops the oldest of those that wait until at most `frames` wait; the newest item stays. @returns frames dropped */
  dropPending(frames: number): number {
    let pending = this.pendingFrames;
    let dropped = 0;
    while (pending > frames && this.#items.length - this.#sent > 1) {
      const [oldest] = this.#items.splice(this.#sent, 1);
      pending -= oldest!.frames;
      dropped += oldest!.frames;
    }
    return dropped;
  }

  /** A new connection: everything from `frame` on waits again. */
  rewind(frame: number): void {
    const index = this.#items.findIndex((item) => item.firstFrame >= frame);
    this.#sent = index < 0 ? this.#items.length : index;
  }
}
