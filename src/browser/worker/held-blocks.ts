import type { FrameBlock, SilentBlock } from '../../core/frames.js';

/**
 * The newest frames of a stream that nobody plays yet, so that sound is there with the click. Bounded in frames; the
 * oldest block is dropped when what is left still covers the bound.
 */
export class HeldBlocks {
  readonly #mostFrames: number;
  #blocks: (FrameBlock | SilentBlock)[] = [];

  /** @param mostFrames frames that must be there at the least, when as many have come; 1 or more */
  constructor(mostFrames: number) {
    this.#mostFrames = Math.max(1, mostFrames);
  }

  get frames(): number {
    return this.#blocks.reduce((sum, { frames }) => sum + frames, 0);
  }

  push(block: FrameBlock | SilentBlock): void {
    this.#blocks.push(block);
    while (this.frames - this.#blocks[0]!.frames >= this.#mostFrames) this.#blocks.shift();
  }

  clear(): void {
    this.#blocks = [];
  }

  /** Hands over what is there, oldest first, and forgets it. */
  take(): (FrameBlock | SilentBlock)[] {
    const blocks = this.#blocks;
    this.#blocks = [];
    return blocks;
  }
}
