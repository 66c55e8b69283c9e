import { sliceBlock } from '../../core/latent/frame-slice.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';

/** Latent frames of the first call of the decoder: a short call, so that sound begins soon. */
const FIRST_FRAMES = 4;
/** Blocks that are kept for each frame that is: silence and copies with more planes. */
const COPIES = 4;

/**
 * The newest latent frames of a stream that is not played yet, so that sound begins with the click that plays it. Blocks
 * may come in any order and hold copies of frames that are kept already: all of them are kept, and the player takes the
 * best. Bounded: a block is dropped when it ends `maxFrames` before the newest frame, and the one that begins first when
 * there are more than four blocks for each of `maxFrames`.
 */
export class HeldBlocks {
  readonly #maxFrames: number;
  /** By their first frames, those with the same one in the order of their arrival. */
  #blocks: (FrameBlock | SilentBlock)[] = [];

  /** @param maxFrames latent frames to keep, 1 or more; up to one block more may be kept */
  constructor(maxFrames: number) {
    this.#maxFrames = Math.max(1, maxFrames);
  }

  /** Latent frames that are kept, copies not counted. */
  get frames(): number {
    return differentFrames(this.#blocks);
  }

  push(block: FrameBlock | SilentBlock): void {
    let at = this.#blocks.length;
    while (at > 0 && this.#blocks[at - 1]!.firstFrame > block.firstFrame) at--;
    this.#blocks.splice(at, 0, block);
    const newestEnd = this.#blocks.reduce((end, { firstFrame, frames }) => Math.max(end, firstFrame + frames), 0);
    this.#blocks = this.#blocks
      .filter(({ firstFrame, frames }) => firstFrame + frames > newestEnd - this.#maxFrames)
      .slice(-COPIES * this.#maxFrames);
  }

  clear(): void {
    this.#blocks = [];
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

/** How many different frames blocks have that are in the order of their first frames. */
function differentFrames(blocks: readonly (FrameBlock | SilentBlock)[]): number {
  let count = 0;
  let end = 0;
  for (const { firstFrame, frames } of blocks) {
    count += Math.max(0, firstFrame + frames - Math.max(end, firstFrame));
    end = Math.max(end, firstFrame + frames);
  }
  return count;
}
