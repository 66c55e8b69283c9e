import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import type { StreamHello } from '../../core/wire/hello.js';
import type { PlayedInfo } from '../../stream/receive/played-info.js';

/** How far the stream under way has been received and decoded, in latent frames by their index in the stream. */
export class ListenProgress {
  #hello: StreamHello | null = null;
  /** Bit planes of the last block with sound, 1..8; 0 before the first. */
  #planes = 0;
  /** First latent frame that has arrived of this stream, 0..2^53 − 1; null before it. */
  #first: number | null = null;
  /** Index after the newest latent frame that has arrived, ≥ #first. */
  #receivedEnd = 0;
  /** Index after the last latent frame that was decoded, #first..#receivedEnd. */
  #decodedEnd = 0;

  /** Of the stream under way, or of the last one; null before the first. */
  get hello(): StreamHello | null {
    return this.#hello;
  }

  /** Bit planes of the last block with sound, 1..8; 0 before the first. */
  get planes(): number {
    return this.#planes;
  }

  /** Index after the last latent frame that was decoded. */
  get decodedEnd(): number {
    return this.#decodedEnd;
  }

  /** Latent frames that have arrived and are not decoded. */
  get waitingFrames(): number {
    return this.#receivedEnd - this.#decodedEnd;
  }

  /** A stream has begun (`isNewEpoch`: indices start anew), or has come back. */
  begin(hello: StreamHello, isNewEpoch: boolean): void {
    this.#hello = hello;
    if (!isNewEpoch) return;
    this.#first = null;
    this.#receivedEnd = this.#decodedEnd = hello.resumeFrame ?? 0;
  }

  /** A block has arrived, in any order. */
  received(block: FrameBlock | SilentBlock): void {
    const { firstFrame, frames } = block;
    if ('planes' in block) this.#planes = block.planes;
    if (this.#first === null) {
      this.#first = this.#decodedEnd = firstFrame;
      this.#receivedEnd = firstFrame + frames;
      return;
    }
    this.#first = Math.min(this.#first, firstFrame);
    this.#receivedEnd = Math.max(this.#receivedEnd, firstFrame + frames);
  }

  /** The stream has ended and all of it that will be decoded is: nothing waits any more. */
  finish(): void {
    this.#decodedEnd = this.#receivedEnd;
  }

  /** Frames were decoded. Those of a stream that ended before this one began may still come; they do not count. */
  decoded({ firstFrame, frames }: Pick<PlayedInfo, 'firstFrame' | 'frames'>): void {
    const end = firstFrame + frames;
    if (this.#first === null || firstFrame < this.#first || end > this.#receivedEnd) return;
    this.#decodedEnd = end;
  }
}
