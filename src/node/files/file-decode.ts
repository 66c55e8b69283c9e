import { stat } from 'node:fs/promises';
import { MAX_CHANNELS } from '../../core/dsp/channels.js';
import { RESAMPLER_RATES_HZ } from '../../core/dsp/resampler.js';
import { requireInteger } from '../../core/errors.js';
import { type LcDamage, type LcHeader, LcReader } from '../../core/file/lc-file.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { MAX_BITS } from '../../core/latent/quantizer.js';
import { type OptionKinds, requireOptions, SHAPES } from '../../core/options.js';
import { LcDecoding } from '../../plugin/lc-decoding.js';
import type { AbortSignalLike, AudioSink } from '../../ports/audio.js';
import type { LatentModel } from '../../ports/model.js';
import { nodeClock } from '../clock.js';
import { selectKernels } from '../native/native.js';
import type { FileProgress } from './file-encode.js';
import { type LcSource, type LcStream, lcSource, namedLc } from './lc-source.js';
import type { FileReference } from './same-file.js';
import { throwIfAborted } from './throw-if-aborted.js';

/** What {@link DecodeFileOptions.openSink} is given. */
export interface DecodedForm {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly header: LcHeader;
  /** The file that is read, which no output may overwrite. */
  readonly inputs: readonly FileReference[];
  /** Only the complete file is of use. */
  readonly isWhole: true;
}

/** A sink, which may distinguish the end of complete audio from that of audio with parts missing, and from a failure. */
export interface DecodedSink extends AudioSink {
  /** Finishes the output. @param isPartial whether a part of the audio is missing, or replaced by concealment */
  close(isPartial?: boolean): Promise<void>;
  /** Called instead of `close` when the decoding has failed. */
  discard?(): Promise<void>;
}

export type { LcStream } from './lc-source.js';

/** Options of {@link decodeFile}. */
export interface DecodeFileOptions {
  /** Loads the model that the header names. */
  openModel(header: LcHeader): Promise<LatentModel>;
  /** Decodes at most this many planes, 1..8. @default all */
  readonly planes?: number;
  /** Rate of the output. @default the model's */
  readonly sampleRateHz?: number;
  /** Channels of the output, 1..32. @default 2 for a file with spatial parameters, else the model's */
  readonly channels?: number;
  /** Stops between two blocks with CodecError ABORTED; the sink is left to the caller. */
  readonly signal?: AbortSignalLike;
  /** Opens the sink once the header is read; the form can be passed to `wavFileSink` as it is. */
  openSink(form: DecodedForm): Promise<DecodedSink>;
  /** Called after every block; `totalFrames` is an estimate from the file's size, where that is known. */
  onProgress?(progress: FileProgress): void;
}

const KINDS: OptionKinds<DecodeFileOptions> = {
  openModel: 'function',
  planes: 'any',
  sampleRateHz: 'any',
  channels: 'any',
  signal: SHAPES.signal,
  openSink: 'function',
  onProgress: 'function',
};

/** Checks the options before the file is opened. */
function requireDecode(options: DecodeFileOptions): void {
  requireOptions('', options, KINDS, ['openModel', 'openSink']);
  const { planes, sampleRateHz, channels } = options;
  if (planes !== undefined) requireInteger('planes', planes, 1, MAX_BITS);
  if (sampleRateHz !== undefined) requireInteger('sampleRateHz', sampleRateHz, ...RESAMPLER_RATES_HZ);
  if (channels !== undefined) requireInteger('channels', channels, 1, MAX_CHANNELS);
}

/** What was decoded and written, and which parts of the file were damaged. */
export interface DecodeFileResult {
  readonly header: LcHeader;
  readonly frames: number;
  readonly lostFrames: number;
  /** Samples per channel written, at the output's rate. */
  readonly samples: number;
  readonly seconds: number;
  readonly damage: readonly LcDamage[];
  /** Whether a part of the audio is missing: frames were lost to damage, or the file ends without its trailer. */
  readonly isPartial: boolean;
  readonly realTimeFactor: number;
}

/**
 * Decodes an `.lc` file into a sink. Damaged blocks are concealed, keep their length and are reported; a file that ends
 * early is decoded up to its end.
 *
 * @param input path of the file, or a stream of its bytes
 * @throws TypeError, RangeError naming a wrong option; CodecError FILE_* when not even the header can be read, MODEL_MISMATCH, MODEL_FAILED, ABORTED
 */
export async function decodeFile(input: string | LcStream, options: DecodeFileOptions): Promise<DecodeFileResult> {
  requireDecode(options);
  const { signal } = options;
  const startedMs = nodeClock.nowMs();
  const source = lcSource(input, signal);
  const totalBytes = typeof input === 'string' ? await regularSize(input) : undefined;
  const reader = new LcReader();
  let output: Output | undefined;
  let bytesRead = 0;
  let framesRead = 0;
  const play = async (blocks: readonly FrameBlock[], header: LcHeader): Promise<void> => {
    output ??= await Output.open(source, header, reader.pauses, options);
    for (const { frames } of blocks) framesRead += frames;
    const totalFrames =
      totalBytes !== undefined && framesRead > 0 ? Math.round((framesRead * totalBytes) / bytesRead) : undefined;
    for (const block of blocks) {
      throwIfAborted(signal, 'decoding');
      await output.write(output.decoding.push(block));
      options.onProgress?.({ frames: output.decoding.frames, totalFrames });
    }
  };
  try {
    for await (const bytes of source.chunks) {
      bytesRead += bytes.length;
      const blocks = namedLc(source.name, () => reader.push(bytes));
      if (reader.header) await play(blocks, reader.header);
    }
    throwIfAborted(signal, 'decoding');
    const end = namedLc(source.name, () => reader.finish());
    await play(end.blocks, end.header);
    const { decoding } = output!;
    await output!.write(decoding.finish(end.frames, end.totalSamples, end.originalSamples));
    const { decoder, samples } = decoding;
    const { lostFrames } = decoder.stats;
    const isPartial = lostFrames > 0 || end.totalSamples === null;
    await output!.sink.close(isPartial);
    const seconds = samples / decoder.sampleRateHz;
    return {
      header: end.header,
      frames: end.frames,
      lostFrames,
      samples,
      seconds,
      damage: end.damage,
      isPartial,
      realTimeFactor: seconds > 0 ? (nodeClock.nowMs() - startedMs) / 1000 / seconds : 0,
    };
  } catch (error) {
    await output?.sink.discard?.();
    throw error;
  }
}

/** Size of a regular file; undefined for a pipe, and for what cannot be looked at: reading it reports why. */
const regularSize = (path: string): Promise<number | undefined> =>
  stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );

/** Decoder and sink of one file. */
class Output {
  private constructor(
    readonly decoding: LcDecoding,
    readonly sink: DecodedSink,
  ) {}

  static async open(
    { name, inputs }: LcSource,
    header: LcHeader,
    pauses: readonly SilentBlock[],
    options: DecodeFileOptions,
  ): Promise<Output> {
    const model = await options.openModel(header);
    const { planes, sampleRateHz, channels } = options;
    const decoding = namedLc(
      name,
      () =>
        new LcDecoding(model, header, pauses, {
          kernels: selectKernels(),
          ...(planes !== undefined && { planes }),
          ...(sampleRateHz !== undefined && { sampleRateHz }),
          ...(channels !== undefined && { channels }),
        }),
    );
    const form = { sampleRateHz: decoding.decoder.sampleRateHz, channels: decoding.decoder.channels };
    return new Output(decoding, await options.openSink({ ...form, header, inputs, isWhole: true }));
  }

  async write(parts: AsyncIterable<Float32Array>): Promise<void> {
    for await (const pcm of parts) await this.sink.write(pcm);
  }
}
