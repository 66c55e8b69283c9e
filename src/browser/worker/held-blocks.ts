import { sliceBlock } from '../../core/latent/frame-slice.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';

/** Latent frames of the first call of the decoder: a short call, so that sound begins soon. */
const FIRST_FRAMES = 4;

/**
 * The newest latent frames of a stream that is not played yet, so that sound begins with the click that plays it.
 * Bounded: the oldest block is dropped when the others together have `maxFrames` or more.
 */
export class HeldBlocks {
  readonly #maxFrames: number;
  #blocks: (FrameBlock | SilentBlock)[] = [];
  /** Latent frames of all blocks. */
  #frames = 0;

  /** @param maxFrames latent frames to keep, 1 or more; up to one block more may be kept */
  constructor(maxFrames: number) {
    this.#maxFrames = Math.max(1, maxFrames);
  }

  /** Latent frames that are kept. */
  get frames(): number {
    return this.#frames;
  }

  push(block: FrameBlock | SilentBlock): void {
    this.#blocks.push(block);
    this.#frames += block.frames;
    while (this.#frames - this.#blocks[0]!.frames >= this.#maxFrames) this.#frames -= this.#blocks.shift()!.frames;
  }

  clear(): void {
    this.#blocks = [];
    this.#frames = 0;
  }

  /**
   * Returns and removes all blocks, oldest first. A long first block is cut into two, so that a short call of the
   * decoder comes first.
   */
  take(bytesPerFramePlane: number): (FrameBlock | SilentBlock)[] {
    const [first, ...rest] = this.#blocks;
    this.clear();
    if (!first) return [];
    if ('noise' in first || first.frames <= FIRST_FRAMES) return [first, ...rest];
    const [head, tail] = [
      sliceBlock(first, 0, FIRST_FRAMES, bytesPerFramePlane),
      sliceBlock(first, FIRST_FRAMES, first.frames - FIRST_FRAMES, bytesPerFramePlane),
    ];
    return [head, tail, ...rest];
  }
}
