/** One encoded packet of audio, or of silence. */
export interface QueuedBlock {
  readonly message: Uint8Array;
  readonly firstFrame: number;
  readonly frames: number;
  readonly payloadBytes: number;
  /** Bytes of spatial parameters at the message's end, counted in `payloadBytes`: left out where the relay does not know them. */
  readonly spatialBytes?: number;
  readonly isSilent?: true;
}

/**
 * The last blocks of a source: those that were sent, kept for a reconnect, and those that wait. Bounded in frames;
 * where something must go, it is the oldest, because a fresh frame is worth more than a stale one.
 */
export class SendQueue {
  readonly #keepFrames: number;
  readonly #blocks: QueuedBlock[] = [];
  /** Blocks before this index have been sent on the present connection. */
  #sent = 0;
  #nextFrame = 0;

  constructor(keepFrames: number) {
    this.#keepFrames = keepFrames;
  }

  /** Index after the last frame that was pushed. */
  get nextFrame(): number {
    return this.#nextFrame;
  }

  /** First frame that can still be sent. */
  get oldestFrame(): number {
    return this.#blocks[0]?.firstFrame ?? this.#nextFrame;
  }

  /** The oldest block that waits. */
  get next(): QueuedBlock | undefined {
    return this.#blocks[this.#sent];
  }

  /** Frames that wait. */
  get pendingFrames(): number {
    let frames = 0;
    for (let i = this.#sent; i < this.#blocks.length; i++) frames += this.#blocks[i]!.frames;
    return frames;
  }

  /** @returns frames that waited and had to go */
  push(block: QueuedBlock): number {
    this.#blocks.push(block);
    this.#nextFrame = block.firstFrame + block.frames;
    let dropped = 0;
    while (this.#blocks.length > 1 && this.#blocks[0]!.firstFrame < this.#nextFrame - this.#keepFrames) {
      const gone = this.#blocks.shift()!;
      if (this.#sent > 0) this.#sent--;
      else dropped += gone.frames;
    }
    return dropped;
  }

  /** The block that `next` gave has been sent. */
  taken(): void {
    this.#sent++;
  }

  /** Drops the oldest of those that wait until at most `frames` wait. @returns frames dropped */
  dropPending(frames: number): number {
    let pending = this.pendingFrames;
    let dropped = 0;
    while (pending > frames && this.#blocks.length - this.#sent > 1) {
      const [gone] = this.#blocks.splice(this.#sent, 1);
      pending -= gone!.frames;
      dropped += gone!.frames;
    }
    return dropped;
  }

  /** A new connection: everything from `frame` on waits again. */
  rewind(frame: number): void {
    const index = this.#blocks.findIndex((block) => block.firstFrame >= frame);
    this.#sent = index < 0 ? this.#blocks.length : index;
  }
}
