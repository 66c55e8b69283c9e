import { stat } from 'node:fs/promises';
import { Decoder } from '../../codec/decoder.js';
import { withNormalizer } from '../../codec/with-normalizer.js';
import { MAX_CHANNELS } from '../../core/dsp/channels.js';
import { RESAMPLER_RATES_HZ, resampledLength } from '../../core/dsp/resampler.js';
import { CodecError, requireInteger } from '../../core/errors.js';
import { type LcDamage, type LcHeader, LcReader, lcModelMatches } from '../../core/file/lc-file.js';
import { bytesPerFramePlane } from '../../core/latent/format.js';
import { sliceBlock } from '../../core/latent/frame-slice.js';
import type { DecoderItem, FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { MAX_BITS } from '../../core/latent/quantizer.js';
import { type OptionKinds, requireOptions, SHAPES } from '../../core/options.js';
import type { AbortSignalLike, AudioSink } from '../../ports/audio.js';
import type { LatentModel } from '../../ports/model.js';
import { nodeClock } from '../clock.js';
import { selectKernels } from '../native/native.js';
import { FILE_BLOCK_FRAMES, type FileProgress } from './file-encode.js';
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
  /** @param isPartial whether a part of the audio is missing, or replaced by concealment */
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
      await output.push(block);
      options.onProgress?.({ frames: output.frames, totalFrames });
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
    const { decoder } = output!;
    const samples = await output!.finish(end.frames, end.totalSamples, end.originalSamples);
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

/** Decoder and sink of one file: fills gaps, and cuts the padding of the last frame. */
class Output {
  frames = 0;
  #nextPause = 0;
  #written = 0;
  /** Audio held back, interleaved: the last frame may be padding, which only the end of the file states. */
  #held = new Float32Array(0);

  private constructor(
    readonly decoder: Decoder,
    readonly sink: DecodedSink,
    readonly header: LcHeader,
    /** Grows while the file is read. */
    readonly pauses: readonly SilentBlock[],
    readonly planes: number,
  ) {}

  static async open(
    { name, inputs }: LcSource,
    header: LcHeader,
    pauses: readonly SilentBlock[],
    options: DecodeFileOptions,
  ): Promise<Output> {
    const model = await options.openModel(header);
    const { info } = model;
    if (![info.sha256, ...info.compatibleWith].some((sha256) => lcModelMatches(header, sha256)))
      throw new CodecError(
        'MODEL_MISMATCH',
        `${name}: was encoded with the model of sha256 ${header.modelSha256}…; the model given is ${info.id} (${info.sha256})`,
      );
    const decoder = new Decoder(header.normalizer ? withNormalizer(model, header.normalizer) : model, {
      kernels: selectKernels(),
      ...(options.sampleRateHz !== undefined && { sampleRateHz: options.sampleRateHz }),
      channels: options.channels ?? (header.hasSpatialParameters ? 2 : info.format.channels),
    });
    const { sampleRateHz, channels } = decoder;
    return new Output(
      decoder,
      await options.openSink({ sampleRateHz, channels, header, inputs, isWhole: true }),
      header,
      pauses,
      options.planes ?? MAX_BITS,
    );
  }

  async push(block: FrameBlock): Promise<void> {
    await this.#fill(block.firstFrame);
    const width = bytesPerFramePlane(this.header);
    // In steps, so that a block of the file is not one long call of the model.
    for (let from = 0; from < block.frames; from += FILE_BLOCK_FRAMES) {
      const part = sliceBlock(block, from, Math.min(FILE_BLOCK_FRAMES, block.frames - from), width);
      await this.#play({ kind: 'frames', block: thin(part, this.planes) });
    }
  }

  /** @returns samples per channel written */
  async finish(frames: number, totalSamples: number | null, originalSamples: number | null): Promise<number> {
    await this.#fill(frames);
    await this.#write(await this.decoder.flush(), 0);
    const { sampleRateHz, channels } = this.decoder;
    // At the original's rate the result has the original's length, which two roundings could miss by a sample.
    const total =
      originalSamples !== null && sampleRateHz === this.header.originalSampleRateHz
        ? originalSamples
        : totalSamples === null
          ? Number.POSITIVE_INFINITY
          : resampledLength(totalSamples, this.header.sampleRateHz, sampleRateHz);
    const left = Math.min(this.#held.length / channels, total - this.#written);
    if (left > 0) await this.sink.write(this.#held.subarray(0, left * channels));
    this.#written += Math.max(0, left);
    return this.#written;
  }

  async #fill(to: number): Promise<void> {
    for (; this.#nextPause < this.pauses.length && this.pauses[this.#nextPause]!.firstFrame < to; this.#nextPause++) {
      const pause = this.pauses[this.#nextPause]!;
      await this.#conceal(pause.firstFrame);
      const end = pause.firstFrame + pause.frames;
      // In steps: a pause may last for hours.
      for (let firstFrame = pause.firstFrame; firstFrame < end; firstFrame += FILE_BLOCK_FRAMES) {
        const frames = Math.min(FILE_BLOCK_FRAMES, end - firstFrame);
        await this.#play({ kind: 'silent', block: { ...pause, firstFrame, frames } });
      }
    }
    await this.#conceal(to);
  }

  async #conceal(to: number): Promise<void> {
    if (to > this.frames) await this.#play({ kind: 'lost', firstFrame: this.frames, frames: to - this.frames });
  }

  async #play(item: DecoderItem): Promise<void> {
    const pcm = await this.decoder.push(item);
    this.frames += item.kind === 'lost' ? item.frames : item.block.frames;
    await this.#write(
      pcm,
      Math.ceil((this.header.hopSamples * this.decoder.sampleRateHz) / this.header.sampleRateHz) + 1,
    );
  }

  /** Writes all audio but the last `hold` samples per channel. */
  async #write(pcm: Float32Array, hold: number): Promise<void> {
    const { channels } = this.decoder;
    const all = new Float32Array(this.#held.length + pcm.length);
    all.set(this.#held);
    all.set(pcm, this.#held.length);
    const ready = hold === 0 ? 0 : Math.max(0, all.length - hold * channels);
    this.#held = all.slice(ready);
    if (ready === 0) return;
    this.#written += ready / channels;
    await this.sink.write(all.subarray(0, ready));
  }
}

/** At most `planes` planes of a block: the first ones of its payload. */
function thin(block: FrameBlock, planes: number): FrameBlock {
  if (block.planes <= planes) return block;
  return { ...block, planes, payload: block.payload.subarray(0, (block.payload.length / block.planes) * planes) };
}
