import type { CodecFormat } from '../core/latent/format.js';
import type { LatentNormalizer } from '../core/latent/quantizer.js';

/** Which half of a model a state belongs to. */
export type Direction = 'encode' | 'decode';

/** What a model carries from one call to the next: one object per stream and direction, never shared. */
export interface ModelState {
  readonly direction: Direction;
  /** Time that the runtime has spent on this state's calls, in ms, waiting for others not counted; where it is known. */
  readonly computeMs?: number;
  /** Back to the cold start: the next call sees no past. */
  reset(): void;
}

/** Identity and shape of a model. */
export interface ModelInfo {
  /** Name of the bit stream, e.g. `latentcast-44k-v5`. */
  readonly id: string;
  /** Hex sha256 of the model: of the encoder's and decoder's hex sha256 joined. */
  readonly sha256: string;
  /** sha256 of older models whose streams this model decodes too. */
  readonly compatibleWith: readonly string[];
  readonly format: CodecFormat;
  /** Maps latents to (−1, 1) and back for models whose latents are not there; null for those that are. */
  readonly normalizer: LatentNormalizer | null;
}

/**
 * A neural model that turns audio into latents and back.
 *
 * Implemented by `codec/onnx-latent-model.ts`, `node/model/worker-model.ts` and the fake of the tests; called by
 * `codec/`. One model serves many streams: calls may be made concurrently, each with a state of its own. The caller owns every buffer that it
 * passes and every buffer that is returned.
 */
export interface LatentModel {
  readonly info: ModelInfo;
  createState(direction: Direction): ModelState;
  /**
   * @param pcm [channels × frames·hop], channel-major, nominally in [−1, 1]
   * @returns latents [latentSize × frames], channel-major, lagging by `format.encoder.delaySamples`
   * @throws CodecError MODEL_FAILED
   */
  encode(pcm: Float32Array, frames: number, state: ModelState): Promise<Float32Array>;
  /**
   * @param latents [latentSize × frames], channel-major
   * @param firstFrame absolute index of the first frame: noise is a function of it, so that windows agree
   * @returns pcm [channels × frames·hop], channel-major, lagging by `format.decoder.delaySamples`
   * @throws CodecError MODEL_FAILED
   */
  decode(latents: Float32Array, frames: number, firstFrame: number, state: ModelState): Promise<Float32Array>;
  /** Frees the runtime's memory; may be called twice. */
  close(): Promise<void>;
}
