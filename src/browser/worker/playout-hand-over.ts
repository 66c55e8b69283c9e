import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { HeldBlocks } from './held-blocks.js';

/** Options of a {@link PlayoutHandOver}. */
export interface PlayoutHandOverOptions {
  /** Latent frames to keep before playing, 1 or more. */
  readonly maxFrames: number;
  /** Of the model's format. */
  readonly bytesPerFramePlane: number;
  /** Resolves when the model runs; a rejection is reported by whoever loads the model. */
  readonly started: Promise<void>;
  /** Takes the blocks that were kept, oldest first. */
  push(block: FrameBlock | SilentBlock): void;
}

/**
 * Keeps the newest blocks of a stream until playing is asked for and the model runs, then hands them to the player. It
 * keeps none from then on.
 */
export class PlayoutHandOver {
  readonly #options: PlayoutHandOverOptions;
  /** Null from the hand-over on. */
  #held: HeldBlocks | null;
  #isAsked = false;

  constructor(options: PlayoutHandOverOptions) {
    this.#options = options;
    this.#held = new HeldBlocks(options.maxFrames);
  }

  /** Latent frames that are kept; null from the hand-over on. */
  get heldFrames(): number | null {
    return this.#held?.frames ?? null;
  }

  /** Whether the block was kept; otherwise it is for the player at once. */
  take(block: FrameBlock | SilentBlock): boolean {
    this.#held?.push(block);
    return this.#held !== null;
  }

  /** Another stream has begun: what is kept of the one before is dropped. */
  restart(): void {
    this.#held?.clear();
  }

  /** Playing is asked for. May be called twice. */
  play(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#options.started.then(
      () => this.#handOver(),
      () => undefined,
    );
  }

  #handOver(): void {
    const blocks = this.#held?.take(this.#options.bytesPerFramePlane) ?? [];
    this.#held = null;
    for (const block of blocks) this.#options.push(block);
  }
}
