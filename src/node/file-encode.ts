import { Encoder } from '../codec/encoder.js';
import { bytesPerFramePlane } from '../core/format.js';
import type { FrameBlock } from '../core/frames.js';
import { type LcHeader, LcWriter } from '../core/lc-file.js';
import { resampledLength } from '../core/resampler.js';
import type { AbortSignalLike } from '../ports/audio.js';
import type { LatentModel } from '../ports/model.js';
import type { FileAudioSource } from './block-source.js';
import { nodeClock } from './clock.js';
import { selectKernels } from './native.js';
import { throwIfAborted, writeWhole } from './whole-file.js';

/** Frames per model call for files, where nobody waits: large enough that call overhead vanishes. */
export const FILE_BLOCK_FRAMES = 64;

export interface FileProgress {
  /** Latent frames done. */
  readonly frames: number;
  /** Latent frames in all, where known. */
  readonly totalFrames: number | undefined;
}

export interface EncodeFileOptions {
  readonly model: LatentModel;
  /** Bit planes, 1..8. @default 1 */
  readonly planes?: number;
  readonly signal?: AbortSignalLike;
  onProgress?(progress: FileProgress): void;
}

export interface EncodeFileResult {
  readonly frames: number;
  /** Samples per channel at the codec's rate. */
  readonly samples: number;
  readonly seconds: number;
  readonly planes: number;
  readonly payloadBytes: number;
  readonly fileBytes: number;
  /** Processing time over audio time, everything included. */
  readonly realTimeFactor: number;
  readonly warnings: readonly string[];
}

/**
 * Encodes a source into an `.lc` file. The file appears under its name only when it is whole.
 *
 * @throws CodecError FILE_IO, AUDIO_*, MODEL_FAILED, ABORTED; RangeError naming an option
 */
export async function encodeFile(
  source: FileAudioSource,
  path: string,
  options: EncodeFileOptions,
): Promise<EncodeFileResult> {
  const { model, signal } = options;
  const { format, sha256, normalizer } = model.info;
  const startedMs = nodeClock.nowMs();
  const encoder = new Encoder(model, {
    sampleRateHz: source.sampleRateHz,
    channels: source.channels,
    planes: options.planes ?? 1,
    framesPerBlock: FILE_BLOCK_FRAMES,
    kernels: selectKernels(),
  });
  const header: LcHeader = {
    modelSha256: sha256,
    originalSampleRateHz: source.sampleRateHz,
    originalChannels: source.channels,
    sampleRateHz: format.sampleRateHz,
    channels: format.channels,
    hopSamples: format.hopSamples,
    latentSize: format.latentSize,
    planes: encoder.planes,
    ...(normalizer && { normalizer }),
  };
  const totalFrames =
    source.totalSamples === undefined
      ? undefined
      : Math.ceil(resampledLength(source.totalSamples, source.sampleRateHz, format.sampleRateHz) / format.hopSamples);
  const writer = new LcWriter(header);
  let originalSamples = 0;
  const fileBytes = await writeWhole(path, async (write) => {
    await write(writer.header());
    const append = async (blocks: readonly FrameBlock[]): Promise<void> => {
      for (const block of blocks) await write(writer.append(block));
      options.onProgress?.({ frames: encoder.stats.frames, totalFrames });
    };
    for await (const pcm of source.blocks(signal)) {
      throwIfAborted(signal, 'encoding');
      originalSamples += pcm.length / source.channels;
      await append(await encoder.push(pcm));
    }
    throwIfAborted(signal, 'encoding');
    await append(await encoder.flush());
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
    payloadBytes: frames * encoder.planes * bytesPerFramePlane(format),
    fileBytes,
    realTimeFactor: (nodeClock.nowMs() - startedMs) / 1000 / seconds,
    warnings: [...source.warnings, ...invalid],
  };
}
