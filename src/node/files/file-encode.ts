import { Encoder } from '../../codec/encoder.js';
import { latentsToBlock } from '../../codec/latent-block.js';
import { withNormalizer } from '../../codec/with-normalizer.js';
import { resampledLength } from '../../core/dsp/resampler.js';
import { type LcHeader, LcWriter } from '../../core/file/lc-file.js';
import { bytesPerFramePlane, framesForSamples } from '../../core/latent/format.js';
import type { FrameBlock } from '../../core/latent/frames.js';
import type { LatentNormalizer } from '../../core/latent/quantizer.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import type { LatentModel } from '../../ports/model.js';
import { nodeClock } from '../clock.js';
import { fileNormalizer, LatentStatistics } from '../model/quantiser-scale.js';
import { selectKernels } from '../native/native.js';
import type { FileAudioSource } from './block-source.js';
import { throwIfAborted, writeWhole } from './whole-file.js';

/** Frames per model call for files, where latency does not matter: enough to make the overhead of a call negligible. */
export const FILE_BLOCK_FRAMES = 64;

/** How far a file is encoded or decoded. */
export interface FileProgress {
  /** Latent frames done. */
  readonly frames: number;
  /** Latent frames of the whole file, where known. */
  readonly totalFrames: number | undefined;
}

/** What a file is encoded with; RangeError names an option outside its range. */
export interface EncodeFileOptions {
  /** Encodes; it is not closed. Its sha256 goes into the file's header. */
  readonly model: LatentModel;
  /** Bit planes, 1..8. @default 1 */
  readonly planes?: number;
  /** Compresses the blocks without loss; versions before this feature cannot read the file. @default false */
  readonly pack?: boolean;
  /**
   * Adds one byte of spatial parameters per frame, from which stereo is decoded. Needs a source of two or more channels and
   * a mono model.
   *
   * @default false
   */
  readonly stereo?: boolean;
  /** Stops with CodecError ABORTED; nothing appears under the file's name. */
  readonly signal?: AbortSignalLike;
  /** Called after every block of audio that the source delivers. */
  onProgress?(progress: FileProgress): void;
}

/** What was written, and what was wrong with the source. */
export interface EncodeFileResult {
  readonly frames: number;
  /** Samples per channel at the codec's rate. */
  readonly samples: number;
  readonly seconds: number;
  readonly planes: number;
  readonly payloadBytes: number;
  readonly fileBytes: number;
  /** Processing time over audio time. */
  readonly realTimeFactor: number;
  readonly warnings: readonly string[];
}

/**
 * Encodes a source into an `.lc` file. The file appears under its name only when it is complete.
 *
 * Where the model has an assumed normaliser, the latents of the whole file are measured first, held in memory (20 MB per
 * hour with 64 values per frame), and the file's header holds the normaliser.
 *
 * @throws CodecError FILE_IO, AUDIO_*, MODEL_FAILED, ABORTED; RangeError naming an option
 */
export async function encodeFile(
  source: FileAudioSource,
  path: string,
  options: EncodeFileOptions,
): Promise<EncodeFileResult> {
  const { signal, planes = 1 } = options;
  const { format, sha256, normalizer } = options.model.info;
  const startedMs = nodeClock.nowMs();
  const measured = normalizer?.isAssumed ? new MeasuredLatents(format.latentSize) : undefined;
  const own = measured ? null : fileNormalizer(normalizer, planes).inHeader;
  const encoder = new Encoder(own ? withNormalizer(options.model, own) : options.model, {
    sampleRateHz: source.sampleRateHz,
    channels: source.channels,
    planes,
    framesPerBlock: FILE_BLOCK_FRAMES,
    ...(options.stereo && { stereo: true }),
    kernels: selectKernels(),
    ...(measured && { onLatents: (latents, count) => measured.add(latents, count) }),
  });
  const writerOf = (ranges: LatentNormalizer | null): LcWriter => {
    const header: LcHeader = {
      modelSha256: sha256,
      originalSampleRateHz: source.sampleRateHz,
      originalChannels: source.channels,
      sampleRateHz: format.sampleRateHz,
      channels: format.channels,
      hopSamples: format.hopSamples,
      latentSize: format.latentSize,
      planes: encoder.planes,
      ...(ranges && { normalizer: ranges }),
      ...(options.pack && { isPacked: true }),
      ...(options.stereo && { hasSpatialParameters: true }),
    };
    return new LcWriter(header);
  };
  const totalFrames =
    source.totalSamples === undefined
      ? undefined
      : framesForSamples(format, resampledLength(source.totalSamples, source.sampleRateHz, format.sampleRateHz));
  let writer = writerOf(own);
  let originalSamples = 0;
  const fileBytes = await writeWhole(path, async (write) => {
    if (!measured) await write(writer.header());
    const append = async (blocks: readonly FrameBlock[]): Promise<void> => {
      if (measured) for (const { spatial } of blocks) measured.addSpatial(spatial);
      else for (const block of blocks) await write(writer.append(block));
      options.onProgress?.({ frames: encoder.stats.frames, totalFrames });
    };
    for await (const pcm of source.blocks(signal)) {
      throwIfAborted(signal, 'encoding');
      originalSamples += pcm.length / source.channels;
      await append(await encoder.push(pcm));
    }
    throwIfAborted(signal, 'encoding');
    await append(await encoder.flush());
    if (measured) {
      const ranges = fileNormalizer(normalizer, planes, measured.statistics);
      writer = writerOf(ranges.inHeader);
      await write(writer.header());
      for (const block of measured.blocks(planes, ranges.used)) await write(writer.append(block));
    }
    await write(writer.finish(encoder.stats.samples, originalSamples));
  });
  const { frames, samples } = encoder.stats;
  const replaced = source.invalidSamples + encoder.stats.invalidSamples;
  const invalid = replaced > 0 ? [`${replaced} samples are NaN or infinite and were taken as silence`] : [];
  const seconds = samples / format.sampleRateHz;
  return {
    frames,
    samples,
    seconds,
    planes: encoder.planes,
    payloadBytes: frames * (encoder.planes * bytesPerFramePlane(format) + (options.stereo ? 1 : 0)),
    fileBytes,
    realTimeFactor: (nodeClock.nowMs() - startedMs) / 1000 / seconds,
    warnings: [...source.warnings, ...invalid],
  };
}

/** The latents of a whole file, to be quantised once their ranges are known. */
class MeasuredLatents {
  readonly statistics: LatentStatistics;
  readonly #spatial: (Uint8Array | undefined)[] = [];
  readonly #parts: { readonly latents: Float32Array; readonly frames: number }[] = [];

  constructor(readonly latentSize: number) {
    this.statistics = new LatentStatistics(latentSize);
  }

  add(latents: Float32Array, frames: number): void {
    this.statistics.add(latents, frames);
    this.#parts.push({ latents: latents.slice(), frames });
  }

  /** Adds the spatial parameters of the oldest latents that have none yet. */
  addSpatial(spatial: Uint8Array | undefined): void {
    this.#spatial.push(spatial);
  }

  *blocks(planes: number, normalizer: LatentNormalizer | null): Iterable<FrameBlock> {
    const kernels = selectKernels();
    let firstFrame = 0;
    for (const [i, { latents, frames }] of this.#parts.entries()) {
      const at = { firstFrame, frames, latentSize: this.latentSize };
      const spatial = this.#spatial[i];
      yield { ...latentsToBlock(latents, at, planes, normalizer, kernels), ...(spatial && { spatial }) };
      firstFrame += frames;
    }
  }
}
