import type { CodecFormat } from '../core/latent/format.js';
import type { LatentNormalizer } from '../core/latent/quantizer.js';
import type { SearchFormat } from '../core/latent/search-format.js';

/** The half of a model: its encoder or its decoder. */
export type Direction = 'encode' | 'decode';

/** What a model carries from call to call: one object per stream and direction, never shared. */
export interface ModelState {
  readonly direction: Direction;
  /** Time in ms that the runtime has spent on this state's calls, without waiting for other calls; where it is measured. */
  readonly computeMs?: number;
  /** Back to the cold start: the next call has no past. */
  reset(): void;
}

/** Latents whose sound is to be compared, and what with. */
export interface LatentTrial {
  /** [latentSize × frames] in (−1, 1), channel-major. */
  readonly latents: Float32Array;
  readonly frames: number;
  /** The original of these frames at the codec's rate, with `marginSamples` before and behind: [frames · hop + 2 · margin]. */
  readonly pcm: Float32Array;
  /** Aims of each row, [frames · rowsPerFrame × aimSize]: of another trial's result. */
  readonly aims: Float32Array;
  /** How much each row counts, [frames · rowsPerFrame], from 0 to 1. */
  readonly weights: Float32Array;
}

/** How far the decoder's sound for a trial's latents is from the original. */
export interface LatentDistance {
  readonly loss: number;
  /** By how much the loss rises with each latent, [latentSize × frames]. */
  readonly gradient: Float32Array;
  /** What these latents themselves have of what may be aimed at, such as their pitch. */
  readonly aims: Float32Array;
}

/** Identity and shape of a model. */
export interface ModelInfo {
  /** Name of the bit stream, e.g. `latentcast-44k-v5`. */
  readonly id: string;
  /** Hex sha256 of the hex sha256 of the encoder and of the decoder, joined. */
  readonly sha256: string;
  /** Hex sha256 of older models whose streams this model decodes. */
  readonly compatibleWith: readonly string[];
  readonly format: CodecFormat;
  /** Maps latents to (−1, 1) and back; null where the model's latents are in that range already. */
  readonly normalizer: LatentNormalizer | null;
  /** Present where the model can measure how far its sound is from the original: {@link LatentModel.measure}. */
  readonly search?: SearchFormat;
}

/**
 * A neural model that turns audio into latents and back.
 *
 * Implemented by `codec/onnx-latent-model.ts`, `node/model/worker-model.ts` and the fake of the tests; called by
 * `codec/`. One model serves many streams: calls may be made concurrently, each with a state of its own. The caller owns
 * every buffer that it passes and every buffer that is returned. `frames` are latent frames, hop is `format.hopSamples`.
 */
export interface LatentModel {
  readonly info: ModelInfo;
  /** A cold state for one stream. */
  createState(direction: Direction): ModelState;
  /**
   * @param pcm [channels × frames·hop], channel-major, nominally in [−1, 1]
   * @returns latents [latentSize × frames], channel-major, lagging by `format.encoder.delaySamples`
   * @throws CodecError MODEL_FAILED
   */
  encode(pcm: Float32Array, frames: number, state: ModelState): Promise<Float32Array>;
  /**
   * @param latents [latentSize × frames], channel-major
   * @param firstFrame absolute index of the first frame, which determines the decoder's noise, so that windows agree
   * @returns pcm [channels × frames·hop], channel-major, lagging by `format.decoder.delaySamples`
   * @throws CodecError MODEL_FAILED
   */
  decode(latents: Float32Array, frames: number, firstFrame: number, state: ModelState): Promise<Float32Array>;
  /**
   * How far the decoder's sound for some latents is from the original, and which way each latent would have to go. A window
   * is seen by itself, without state. Exists where `info.search` does.
   *
   * @throws CodecError MODEL_FAILED
   */
  measure?(trial: LatentTrial): Promise<LatentDistance>;
  /** Frees the runtime's memory; may be called twice. */
  close(): Promise<void>;
}
