import { sliceBlock } from '../../core/latent/frame-slice.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';

/** Frames that are decoded before the rest of their packet: a short call, and enough to begin with. */
const FIRST_FRAMES = 4;

/**
 * The newest frames of a stream that nobody plays yet, so that sound is there with the click. Bounded in frames; the
 * oldest block is dropped when what is left still covers the bound.
 */
export class HeldBlocks {
  readonly #maxFrames: number;
  #blocks: (FrameBlock | SilentBlock)[] = [];

  /** @param maxFrames frames that must be there at the least, when as many have come; 1 or more */
  constructor(maxFrames: number) {
    this.#maxFrames = Math.max(1, maxFrames);
  }

  get frames(): number {
    return this.#blocks.reduce((sum, { frames }) => sum + frames, 0);
  }

  push(block: FrameBlock | SilentBlock): void {
    this.#blocks.push(block);
    while (this.frames - this.#blocks[0]!.frames >= this.#maxFrames) this.#blocks.shift();
  }

  clear(): void {
    this.#blocks = [];
  }

  /**
   * Hands over what is there, oldest first, and forgets it. The first block is cut into two where it is long: what is
   * decoded first is heard first.
   */
  take(bytesPerFramePlane: number): (FrameBlock | SilentBlock)[] {
    const [first, ...rest] = this.#blocks;
    this.#blocks = [];
    if (!first) return [];
    if ('noise' in first || first.frames <= FIRST_FRAMES) return [first, ...rest];
    const [head, tail] = [
      sliceBlock(first, 0, FIRST_FRAMES, bytesPerFramePlane),
      sliceBlock(first, FIRST_FRAMES, first.frames - FIRST_FRAMES, bytesPerFramePlane),
    ];
    return [head, tail, ...rest];
  }
}
