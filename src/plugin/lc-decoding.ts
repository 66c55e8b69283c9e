import { Decoder, type DecoderOptions } from '../codec/decoder.js';
import { withNormalizer } from '../codec/with-normalizer.js';
import { concatFloats } from '../core/buffers.js';
import { resampledLength } from '../core/dsp/resampler.js';
import { CodecError } from '../core/errors.js';
import { type LcHeader, lcModelMatches } from '../core/file/lc-file.js';
import { bytesPerFramePlane } from '../core/latent/format.js';
import { sliceBlock } from '../core/latent/frame-slice.js';
import type { DecoderItem, FrameBlock, SilentBlock } from '../core/latent/frames.js';
import { MAX_BITS } from '../core/latent/quantizer.js';
import type { LatentModel } from '../ports/model.js';

/** Frames per model call where latency does not matter: enough to make the overhead of a call negligible. */
const CALL_FRAMES = 64;

/** How an {@link LcDecoding} decodes. */
export interface LcDecodingOptions extends DecoderOptions {
  /** Decodes at most this many planes, 1..8. @default all */
  readonly planes?: number;
}

/** @throws CodecError MODEL_MISMATCH unless the model decodes what the header's model has encoded */
export function requireLcModel(header: LcHeader, { info }: LatentModel): void {
  if (![info.sha256, ...info.compatibleWith].some((sha256) => lcModelMatches(header, sha256)))
    throw new CodecError(
      'MODEL_MISMATCH',
      `was encoded with the model of sha256 ${header.modelSha256}…; the model given is ${info.id} (${info.sha256})`,
    );
}

/**
 * The blocks and pauses of one `.lc` file → its audio, of the file's length: what is missing is concealed, and the padding
 * of the last frame is cut. Channels are the model's, or 2 for a file with spatial parameters.
 */
export class LcDecoding {
  readonly decoder: Decoder;
  /** Samples per channel that were returned. */
  samples = 0;
  /** Frames that were decoded or concealed. */
  frames = 0;
  readonly #header: LcHeader;
  readonly #pauses: readonly SilentBlock[];
  readonly #planes: number;
  #nextPause = 0;
  /** Audio held back, interleaved: the last frame may be padding, which only the end of the file states. */
  #held = new Float32Array(0);

  /**
   * @param pauses those of the file in order; grows while the file is read
   * @throws CodecError MODEL_MISMATCH, RangeError naming a wrong option
   */
  constructor(
    model: LatentModel,
    header: LcHeader,
    pauses: readonly SilentBlock[],
    { planes = MAX_BITS, ...options }: LcDecodingOptions,
  ) {
    requireLcModel(header, model);
    this.#header = header;
    this.#pauses = pauses;
    this.#planes = planes;
    this.decoder = new Decoder(header.normalizer ? withNormalizer(model, header.normalizer) : model, {
      ...options,
      channels: options.channels ?? (header.hasSpatialParameters ? 2 : model.info.format.channels),
    });
  }

  /** @returns audio in parts, [n × channels], interleaved; each part is computed when it is asked for */
  async *push(block: FrameBlock): AsyncGenerator<Float32Array> {
    yield* this.#fill(block.firstFrame);
    const width = bytesPerFramePlane(this.#header);
    // In steps, so that a block of the file is not one long call of the model.
    for (let from = 0; from < block.frames; from += CALL_FRAMES) {
      const part = sliceBlock(block, from, Math.min(CALL_FRAMES, block.frames - from), width);
      yield* this.#play({ kind: 'frames', block: thin(part, this.#planes) });
    }
  }

  /**
   * @param frames of the whole file
   * @param totalSamples, originalSamples as the trailer states them, null where it does not
   */
  async *finish(
    frames: number,
    totalSamples: number | null,
    originalSamples: number | null,
  ): AsyncGenerator<Float32Array> {
    yield* this.#fill(frames);
    yield* this.#release(await this.decoder.flush(), 0);
    const { sampleRateHz, channels } = this.decoder;
    // At the original's rate the result has the original's length, which two roundings could miss by a sample.
    const total =
      originalSamples !== null && sampleRateHz === this.#header.originalSampleRateHz
        ? originalSamples
        : totalSamples === null
          ? Number.POSITIVE_INFINITY
          : resampledLength(totalSamples, this.#header.sampleRateHz, sampleRateHz);
    const left = Math.min(this.#held.length / channels, total - this.samples);
    if (left <= 0) return;
    this.samples += left;
    yield this.#held.slice(0, left * channels);
  }

  async *#fill(to: number): AsyncGenerator<Float32Array> {
    for (; this.#nextPause < this.#pauses.length && this.#pauses[this.#nextPause]!.firstFrame < to; this.#nextPause++) {
      const pause = this.#pauses[this.#nextPause]!;
      yield* this.#conceal(pause.firstFrame);
      const end = pause.firstFrame + pause.frames;
      // In steps: a pause may last for hours.
      for (let firstFrame = pause.firstFrame; firstFrame < end; firstFrame += CALL_FRAMES) {
        const frames = Math.min(CALL_FRAMES, end - firstFrame);
        yield* this.#play({ kind: 'silent', block: { ...pause, firstFrame, frames } });
      }
    }
    yield* this.#conceal(to);
  }

  async *#conceal(to: number): AsyncGenerator<Float32Array> {
    if (to > this.frames) yield* this.#play({ kind: 'lost', firstFrame: this.frames, frames: to - this.frames });
  }

  async *#play(item: DecoderItem): AsyncGenerator<Float32Array> {
    const pcm = await this.decoder.push(item);
    this.frames += item.kind === 'lost' ? item.frames : item.block.frames;
    const { hopSamples, sampleRateHz } = this.#header;
    yield* this.#release(pcm, Math.ceil((hopSamples * this.decoder.sampleRateHz) / sampleRateHz) + 1);
  }

  /** Returns all audio but the last `hold` samples per channel; with 0 it holds back everything. */
  *#release(pcm: Float32Array, hold: number): Generator<Float32Array> {
    const { channels } = this.decoder;
    const all = concatFloats([this.#held, pcm]);
    const ready = hold === 0 ? 0 : Math.max(0, all.length - hold * channels);
    this.#held = all.slice(ready);
    if (ready === 0) return;
    this.samples += ready / channels;
    yield all.slice(0, ready);
  }
}

/** At most `planes` planes of a block: the first ones of its payload. */
function thin(block: FrameBlock, planes: number): FrameBlock {
  if (block.planes <= planes) return block;
  return { ...block, planes, payload: block.payload.subarray(0, (block.payload.length / block.planes) * planes) };
}
