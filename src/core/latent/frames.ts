import type { ComfortNoise } from '../dsp/comfort-noise.js';

/** Consecutive latent frames as bit planes: the content of packets and files, and the decoder's input. */
export interface FrameBlock {
  /** Absolute index of the first frame since the source started, 0 ≤ firstFrame ≤ 2^53 − 1. */
  readonly firstFrame: number;
  readonly frames: number;
  /** Bit planes in the payload, 1..8; fewer than were encoded where a relay cut the tail. */
  readonly planes: number;
  /** [planes × frames × bytesPerFramePlane], most significant plane first. */
  readonly payload: Uint8Array;
  /** [frames]: one byte of spatial parameters per frame (`spatial-parameters.ts`); absent in a mono stream. */
  readonly spatial?: Uint8Array;
}

/** Consecutive frames that were not sent because they are silent, and the noise to play in their place. */
export interface SilentBlock {
  /** Absolute index of the first frame since the source started. */
  readonly firstFrame: number;
  readonly frames: number;
  readonly noise: ComfortNoise;
  /** Whether the frames after these are silent too, until the next block: playout need not wait for it. */
  readonly continues: boolean;
}

/** One item from a jitter buffer to the decoder: frames, silence or a loss. Loss is a value, not an error. */
export type DecoderItem =
  | { readonly kind: 'frames'; readonly block: FrameBlock }
  | { readonly kind: 'silent'; readonly block: SilentBlock }
  | { readonly kind: 'lost'; readonly firstFrame: number; readonly frames: number };
