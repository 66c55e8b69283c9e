import type { ComfortNoise } from '../dsp/comfort-noise.js';

/** Consecutive latent frames as bit planes: what packets and files carry and what the decoder is given. */
export interface FrameBlock {
  /** Absolute index of the first frame since the source started, 0 ≤ firstFrame ≤ 2^53 − 1. */
  readonly firstFrame: number;
  readonly frames: number;
  /** Bit planes in the payload, 1..8; fewer than were encoded when a relay cut the tail. */
  readonly planes: number;
  /** [planes × frames × bytesPerFramePlane], most significant plane first. */
  readonly payload: Uint8Array;
  /** [frames], a byte each: the spatial parameters of `spatial-parameters.ts`; absent from a stream in mono. */
  readonly spatial?: Uint8Array;
}

/** Consecutive frames that hold no sound worth sending, and what to play instead. */
export interface SilentBlock {
  /** Absolute index of the first frame since the source started. */
  readonly firstFrame: number;
  readonly frames: number;
  readonly noise: ComfortNoise;
  /** The frames after these are silent too until a packet signals otherwise: playout need not wait for it. */
  readonly continues: boolean;
}

/** What a jitter buffer hands to the decoder: frames, or the fact that they are lost. Loss is a value, not an error. */
export type DecoderItem =
  | { readonly kind: 'frames'; readonly block: FrameBlock }
  | { readonly kind: 'silent'; readonly block: SilentBlock }
  | { readonly kind: 'lost'; readonly firstFrame: number; readonly frames: number };
