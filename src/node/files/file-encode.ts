import type { Writable } from 'node:stream';
import { Encoder } from '../../codec/encoder.js';
import { latentsToBlock } from '../../codec/latent-block.js';
import { withNormalizer } from '../../codec/with-normalizer.js';
import { resampledLength } from '../../core/dsp/resampler.js';
import { LcWriter } from '../../core/file/lc-file.js';
import { lcHeaderOf } from '../../core/file/lc-header.js';
import { bytesPerFramePlane, framesForSamples } from '../../core/latent/format.js';
import type { FrameBlock } from '../../core/latent/frames.js';
import { fileNormalizer, LatentStatistics } from '../../core/latent/quantiser-scale.js';
import type { LatentNormalizer } from '../../core/latent/quantizer.js';
import { type OptionKinds, requireOptions, SHAPES } from '../../core/options.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import type { LatentModel } from '../../ports/model.js';
import { nodeClock } from '../clock.js';
import { selectKernels } from '../native/native.js';
import type { FileAudioSource } from './block-source.js';
import { type OutputFile, openOutput } from './output-file.js';
import { LC_KIND } from './output-kind.js';
import { writeAll } from './stream-write.js';
import { throwIfAborted } from './throw-if-aborted.js';

/** Frames per model call for files, where latency does not matter: enough to make the overhead of a call negligible. */
export const FILE_BLOCK_FRAMES = 64;
/** Steps of the search with which a file is encoded unless others are named. */
export const FILE_SEARCH_STEPS = 12;

/** Latent frames behind each block that the search of a file sees. */
export const FILE_SEARCH_AHEAD_FRAMES = 12;

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
  /**
   * Steps of the search for better bits, 0..64, as {@link EncoderOptions.searchSteps}: more take longer.
   *
   * @default 12, or 0 for a model that has no search graph
   */
  readonly searchSteps?: number;
  /** Whether an existing file that is no `.lc` file is replaced. @default false */
  readonly replace?: boolean;
  /** Stops with CodecError ABORTED; nothing appears under the file's name. */
  readonly signal?: AbortSignalLike;
  /** Called after every block of audio that the source delivers. */
  onProgress?(progress: FileProgress): void;
}

const KINDS: OptionKinds<EncodeFileOptions> = {
  model: SHAPES.model,
  planes: 'any',
  pack: 'boolean',
  stereo: 'boolean',
  searchSteps: 'any',
  replace: 'boolean',
  signal: SHAPES.signal,
  onProgress: 'function',
};

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
  /** Whether a part of the source's audio was missing: it ended early, or damaged parts of it were skipped. */
  readonly isPartial: boolean;
}

/**
 * Encodes a source into an `.lc` file. The file appears under its name only when it is complete; a named pipe, a device or
 * a stream such as standard output is written to as the frames come.
 *
 * Where the model has an assumed normaliser, the latents of the whole file are measured first, held in memory (20 MB per
 * hour with 64 values per frame), and the file's header holds the normaliser.
 *
 * @param output a path that ends in .lc, a pipe or a device, or a stream, which stays open
 * @throws CodecError FILE_IO, AUDIO_*, MODEL_FAILED, ABORTED; OUTPUT_REFUSED for the source's own file, an existing file of
 * another kind, a folder or another ending; TypeError, RangeError naming an option
 */
export async function encodeFile(
  source: FileAudioSource,
  output: string | Writable,
  options: EncodeFileOptions,
): Promise<EncodeFileResult> {
  requireOptions('', options, KINDS, ['model']);
  const { signal, planes = 1 } = options;
  const { format, normalizer } = options.model.info;
  const startedMs = nodeClock.nowMs();
  const measured = normalizer?.isAssumed ? new MeasuredLatents(format.latentSize) : undefined;
  const own = measured ? null : fileNormalizer(normalizer, planes).inHeader;
  const encoder = new Encoder(own ? withNormalizer(options.model, own) : options.model, {
    sampleRateHz: source.sampleRateHz,
    channels: source.channels,
    channelMask: source.channelMask,
    planes,
    framesPerBlock: FILE_BLOCK_FRAMES,
    ...(options.stereo && { stereo: true }),
    searchSteps: options.searchSteps ?? (options.model.info.search ? FILE_SEARCH_STEPS : 0),
    searchAheadFrames: FILE_SEARCH_AHEAD_FRAMES,
    kernels: selectKernels(),
    ...(measured && { onLatents: (latents, count) => measured.add(latents, count) }),
  });
  const writerOf = (ranges: LatentNormalizer | null): LcWriter => {
    const header = lcHeaderOf(options.model.info, source, {
      planes: encoder.planes,
      ...(ranges && { normalizer: ranges }),
      ...(options.pack && { isPacked: true }),
      ...(options.stereo && { hasSpatialParameters: true }),
    });
    return new LcWriter(header);
  };
  const totalFrames =
    source.totalSamples === undefined
      ? undefined
      : framesForSamples(format, resampledLength(source.totalSamples, source.sampleRateHz, format.sampleRateHz));
  let writer = writerOf(own);
  let originalSamples = 0;
  const target = typeof output === 'string' ? await openLc(source, output, options) : streamTarget(output);
  const append = async (blocks: readonly FrameBlock[]): Promise<void> => {
    if (measured) for (const { spatial } of blocks) measured.addSpatial(spatial);
    else for (const block of blocks) await target.write(writer.append(block));
    options.onProgress?.({ frames: encoder.stats.frames, totalFrames });
  };
  try {
    if (!measured) await target.write(writer.header());
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
      await target.write(writer.header());
      for (const block of measured.blocks(planes, ranges.used)) await target.write(writer.append(block));
    }
    await target.write(writer.finish(encoder.stats.samples, originalSamples));
    await target.commit(source.isIncomplete);
  } finally {
    await target.discard();
  }
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
    fileBytes: target.size,
    realTimeFactor: (nodeClock.nowMs() - startedMs) / 1000 / seconds,
    warnings: [...source.warnings, ...invalid],
    isPartial: source.isIncomplete,
  };
}

type LcTarget = Pick<OutputFile, 'size' | 'write' | 'commit' | 'discard'>;

const openLc = (source: FileAudioSource, path: string, options: EncodeFileOptions): Promise<LcTarget> =>
  openOutput(path, {
    kind: LC_KIND,
    ...(options.replace !== undefined && { replace: options.replace }),
    ...(source.input !== undefined && { inputs: [source.input] }),
    ...(options.signal && { signal: options.signal }),
  });

function streamTarget(stream: Writable): LcTarget {
  const target = {
    size: 0,
    async write(bytes: Uint8Array) {
      await writeAll(stream, bytes);
      target.size += bytes.length;
    },
    commit: () => Promise.resolve('-'),
    discard: () => Promise.resolve(),
  };
  return target;
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
