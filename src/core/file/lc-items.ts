import { bytesPerFramePlane } from '../latent/format.js';
import { sliceBlock } from '../latent/frame-slice.js';
import type { DecoderItem, FrameBlock, SilentBlock } from '../latent/frames.js';
import type { LcHeader } from './lc-header.js';

/** What a decoder is given of a file: its blocks, the pauses between them, and what is lost, each frame once and in order. */
export class LcItems {
  readonly #width: number;
  readonly #stepFrames: number;
  #frame: number;
  #nextPause = 0;

  /**
   * @param firstFrame frames before it are left out
   * @param stepFrames most frames of an item: a pause may last for hours
   */
  constructor(header: LcHeader, firstFrame: number, stepFrames: number) {
    this.#width = bytesPerFramePlane(header);
    this.#frame = firstFrame;
    this.#stepFrames = stepFrames;
  }

  /** Index of the frame that follows the last item. */
  get frame(): number {
    return this.#frame;
  }

  /** @param pauses all that are known, as a reader has them: those before the block */
  *block(block: FrameBlock, pauses: readonly SilentBlock[]): Generator<DecoderItem> {
    yield* this.until(block.firstFrame, pauses);
    const end = block.firstFrame + block.frames;
    while (this.#frame < end) {
      const frames = Math.min(this.#stepFrames, end - this.#frame);
      const part = sliceBlock(block, this.#frame - block.firstFrame, frames, this.#width);
      this.#frame += frames;
      yield { kind: 'frames', block: part };
    }
  }

  /** What lies before a frame: pauses, and what is lost. */
  *until(frame: number, pauses: readonly SilentBlock[]): Generator<DecoderItem> {
    for (; this.#nextPause < pauses.length && pauses[this.#nextPause]!.firstFrame < frame; this.#nextPause++) {
      const pause = pauses[this.#nextPause]!;
      yield* this.#lost(pause.firstFrame);
      const end = Math.min(frame, pause.firstFrame + pause.frames);
      while (this.#frame < end) {
        const block = { ...pause, firstFrame: this.#frame, frames: Math.min(this.#stepFrames, end - this.#frame) };
        this.#frame += block.frames;
        yield { kind: 'silent', block };
      }
    }
    yield* this.#lost(frame);
  }

  *#lost(to: number): Generator<DecoderItem> {
    while (this.#frame < to) {
      const firstFrame = this.#frame;
      const frames = Math.min(this.#stepFrames, to - firstFrame);
      this.#frame += frames;
      yield { kind: 'lost', firstFrame, frames };
    }
  }
}
