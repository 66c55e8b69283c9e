import { type OptionKinds, SHAPES } from '../core/options.js';
import type { Kernels } from '../ports/kernels.js';

/**
 * The form of the audio and how an `Encoder` codes it; its constructor throws RangeError naming what is outside
 * its range.
 */
export interface EncoderOptions {
  /** Rate of the audio that is pushed, 8000..192000 Hz. */
  readonly sampleRateHz: number;
  /** Channels of the audio that is pushed, 1..32; mixed to the model's. */
  readonly channels: number;
  /** Speaker positions of the channels, as `AudioSource.channelMask`. @default those of the usual layout */
  readonly channelMask?: number | undefined;
  /**
   * Bit planes per value, 1..8.
   * @default 1
   */
  readonly planes?: number;
  /**
   * Latent frames per block, 1..1024: more are more efficient and add latency.
   * @default 12
   */
  readonly framesPerBlock?: number;
  /**
   * `windows` starts the model cold on every window with its whole left context, also a model that has a state.
   * @default 'state' for models that have one
   */
  readonly windowing?: 'state' | 'windows';
  /**
   * Adds one byte of spatial parameters per frame, from which a decoder makes stereo of a mono model: 172 bit/s at 21.5
   * frames/s. Needs audio of two or more channels, and a model of one channel and more than 8 latents.
   * @default false
   */
  readonly stereo?: boolean;
  /**
   * Steps, 0..64, of a search for bits whose sound is nearer to the original than that of the bits which the encoder's network
   * finds by itself. 12 reach most of what can be had. Each step is a call of the decoder's network there and back for every
   * block and plane. `auto`, for a stream that is encoded as its audio comes in, takes up to 12, as many as fit into half of
   * each block's duration by the constructor's clock `now`, and none while the stream is late. Needs a model with a search
   * graph (`model.info.search`); `auto` does without one.
   *
   * @default 0
   */
  readonly searchSteps?: number | 'auto';
  /**
   * Latent frames behind each block that the search sees with it, 0..64, so that the block's last bits suit what follows. Blocks
   * come that much later: for audio that need not come at once.
   *
   * @default 0
   */
  readonly searchAheadFrames?: number;
  /** Implementation of the inner loops; all give the same bits. @default the TypeScript kernels */
  readonly kernels?: Kernels;
  /**
   * Called with the audio of every block before it is encoded, [channels × n], channel-major, at the codec's rate: block
   * after block without gap, ahead of the block's frames by the encoder's delay. The buffer is valid during the call only.
   */
  readonly onAudio?: (pcm: Float32Array) => void;
  /**
   * Called with every block's latents, [latentSize × frames], before they are searched, normalised and quantised. The buffer is
   * valid during the call only.
   */
  readonly onLatents?: (latents: Float32Array, frames: number) => void;
}

/** Counters since the encoder was made; plain JSON. */
export interface EncoderStats {
  /** Samples per channel at the codec's rate. */
  readonly samples: number;
  /** Input samples that were NaN or infinite and became 0. */
  readonly invalidSamples: number;
  /** Latent frames so far, of the blocks that were returned. */
  readonly frames: number;
  /** Time spent in the model, in ms: as the model states it, or by the constructor's clock `now`. */
  readonly modelMs: number;
}

/** What each option must be; its range is checked where it is used. */
export const ENCODER_OPTION_KINDS: OptionKinds<EncoderOptions> = {
  sampleRateHz: 'any',
  channels: 'any',
  channelMask: 'any',
  planes: 'any',
  framesPerBlock: 'any',
  windowing: 'string',
  stereo: 'boolean',
  searchSteps: 'any',
  searchAheadFrames: 'any',
  kernels: SHAPES.kernels,
  onAudio: 'function',
  onLatents: 'function',
};
