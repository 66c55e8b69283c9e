import { Encoder } from '../codec/encoder.js';
import type { EncoderOptions } from '../codec/encoder-options.js';
import { MAX_SEARCH_STEPS } from '../codec/stream-search.js';
import { withNormalizer } from '../codec/with-normalizer.js';
import { concatBytes } from '../core/buffers.js';
import { decodePcm, PCM_BYTES, type PcmEncoding } from '../core/dsp/pcm.js';
import { CodecError, requireInteger } from '../core/errors.js';
import { LcWriter } from '../core/file/lc-file.js';
import { lcHeaderOf } from '../core/file/lc-header.js';
import { LC_BLOCK_FRAMES } from '../core/file/lc-record.js';
import { PRESETS } from '../core/latent/presets.js';
import { streamNormalizer } from '../core/latent/quantiser-scale.js';
import { type OptionKinds, requireOneOf, requireOptions, SHAPES } from '../core/options.js';
import type { AbortSignalLike } from '../ports/audio.js';
import type { Kernels } from '../ports/kernels.js';
import type { LatentModel } from '../ports/model.js';
import { type AudioDataLike, type PcmForm, samplesOf } from './audio-data-like.js';
import { webTransform } from './web-streams.js';

/**
 * One chunk of audio: interleaved samples [n × channels], an `AudioData`, or bytes of PCM where `encoding` is given. An
 * `AudioData` is closed when it has been read.
 */
export type PcmChunk = Float32Array | Uint8Array | AudioDataLike;

/** How {@link encodeStream} encodes; TypeError or RangeError names an option outside its range. */
export interface EncodeStreamOptions {
  /** Encodes; it is not closed. Its sha256 goes into the header. */
  readonly model: LatentModel;
  /** Rate of the audio, 8000..192000 Hz. @default that of the first chunk, which must be an `AudioData` */
  readonly sampleRateHz?: number;
  /** Channels of the audio, 1..32. @default those of the first chunk, which must be an `AudioData` */
  readonly channels?: number;
  /**
   * Encoding of chunks of bytes, which may be cut anywhere; a sample that is incomplete at the end is left out.
   *
   * @default none: bytes are refused
   */
  readonly encoding?: PcmEncoding;
  /** Bit planes, 1..8. @default 1 */
  readonly planes?: number;
  /**
   * Latent frames in each block of the output, 1..256: a block is written when it is complete, and each has 6 bytes beside its
   * frames.
   *
   * @default 12
   */
  readonly framesPerBlock?: number;
  /** Adds one byte of spatial parameters per frame; see {@link EncoderOptions.stereo}. @default false */
  readonly stereo?: boolean;
  /** Steps of the search for better bits, 0..64; see {@link EncoderOptions.searchSteps}. @default 0 */
  readonly searchSteps?: number;
  /** Implementation of the inner loops; all give the same bits. @default the TypeScript kernels */
  readonly kernels?: Kernels;
  /** Errors the stream with its reason. */
  readonly signal?: AbortSignalLike;
}

const KINDS: OptionKinds<EncodeStreamOptions> = {
  model: SHAPES.model,
  sampleRateHz: 'any',
  channels: 'any',
  encoding: 'string',
  planes: 'any',
  framesPerBlock: 'any',
  stereo: 'boolean',
  searchSteps: 'any',
  kernels: SHAPES.kernels,
  signal: SHAPES.signal,
};

/**
 * Audio → bytes of an `.lc` file, as a Web stream: `readable.pipeThrough(encodeStream({ model, sampleRateHz, channels }))`.
 * The header comes with the first block. What nobody reads is not computed.
 *
 * The stream errors with CodecError AUDIO_FORMAT for a chunk of another form than those before and for a
 * sample beyond ±1,000,000 (full scale is 1), MODEL_FAILED; TypeError for
 * a chunk that is no audio; the signal's reason.
 *
 * @throws TypeError, RangeError naming an option that is outside its range
 */
export function encodeStream(options: EncodeStreamOptions): TransformStream<PcmChunk, Uint8Array> {
  return webTransform(encodeChunks(options), options.signal);
}

/** The same as a function of chunks, which both kinds of streams share. @throws TypeError, RangeError naming an option */
export function encodeChunks(
  options: EncodeStreamOptions,
): (source: AsyncIterable<PcmChunk>) => AsyncGenerator<Uint8Array> {
  requireOptions('', options, KINDS, ['model']);
  const { encoding, sampleRateHz, channels, framesPerBlock = PRESETS.normal, searchSteps = 0 } = options;
  if (encoding !== undefined) requireOneOf('encoding', encoding, Object.keys(PCM_BYTES));
  if ((sampleRateHz === undefined) !== (channels === undefined))
    throw new TypeError('sampleRateHz and channels must be given together, or neither');
  if (encoding !== undefined && sampleRateHz === undefined)
    throw new TypeError('encoding needs sampleRateHz and channels: bytes do not state them');
  const form = sampleRateHz === undefined ? undefined : { sampleRateHz, channels: channels! };
  requireInteger('framesPerBlock', framesPerBlock, 1, LC_BLOCK_FRAMES);
  requireInteger('searchSteps', searchSteps, 0, MAX_SEARCH_STEPS);
  // Options are checked now, not at the first chunk.
  new LcEncoding(options, form ?? { sampleRateHz: 48_000, channels: options.stereo ? 2 : 1 });
  return (source) => encode(source, options, form);
}

async function* encode(
  source: AsyncIterable<PcmChunk>,
  options: EncodeStreamOptions,
  stated: PcmForm | undefined,
): AsyncGenerator<Uint8Array> {
  let form = stated;
  let encoding: LcEncoding | undefined;
  const bytes = options.encoding && form && new PcmBytes(options.encoding, form.channels);
  for await (const chunk of source) {
    const isBytes = chunk instanceof Uint8Array;
    if (isBytes && !bytes)
      throw new TypeError('chunk must be a Float32Array or an AudioData, got bytes: encoding is not given');
    const audio = isBytes ? { pcm: bytes!.push(chunk) } : readAudio(chunk);
    form = agreed(form, audio.form);
    encoding ??= new LcEncoding(options, form);
    if (audio.pcm.length % form.channels !== 0)
      throw new RangeError(`chunk.length must be a multiple of channels (${form.channels}), got ${audio.pcm.length}`);
    // In steps: a chunk may last for minutes, and what nobody reads is not computed.
    const step = encoding.samplesPerBlock * form.channels;
    for (let at = 0; at < audio.pcm.length; at += step) {
      const out = await encoding.push(audio.pcm.subarray(at, at + step));
      if (out.length > 0) yield out;
    }
  }
  if (!form) throw new CodecError('AUDIO_EMPTY', 'the stream ended before its first chunk, which states its form');
  encoding ??= new LcEncoding(options, form);
  yield await encoding.finish();
}

/** Reads a chunk; an `AudioData` is closed, also where it cannot be read. @throws TypeError for a chunk that is no audio */
function readAudio(chunk: Float32Array | AudioDataLike): ReturnType<typeof samplesOf> {
  try {
    return samplesOf(chunk);
  } finally {
    if (typeof (chunk as Partial<AudioDataLike> | null)?.close === 'function') (chunk as AudioDataLike).close();
  }
}

/** @throws TypeError where no form is known, CodecError AUDIO_FORMAT where it changes */
function agreed(before: PcmForm | undefined, now: PcmForm | undefined): PcmForm {
  const form = before ?? now;
  if (!form) throw new TypeError('sampleRateHz and channels must be given for chunks of Float32Array');
  if (now && (now.sampleRateHz !== form.sampleRateHz || now.channels !== form.channels))
    throw new CodecError(
      'AUDIO_FORMAT',
      `chunk must have ${form.sampleRateHz} Hz and ${form.channels} channels, got ${now.sampleRateHz} Hz and ${now.channels}`,
    );
  return form;
}

/** Bytes that are cut anywhere → whole samples of all channels. */
class PcmBytes {
  #rest: Uint8Array = new Uint8Array(0);

  constructor(
    readonly encoding: PcmEncoding,
    readonly channels: number,
  ) {}

  push(chunk: Uint8Array): Float32Array {
    const all = this.#rest.length === 0 ? chunk : concatBytes([this.#rest, chunk]);
    const whole = all.length - (all.length % (PCM_BYTES[this.encoding] * this.channels));
    this.#rest = all.slice(whole);
    return decodePcm(all.subarray(0, whole), this.encoding);
  }
}

/** An encoder and the file that it writes. */
class LcEncoding {
  /** Samples per channel of one block, at the rate of the audio. */
  readonly samplesPerBlock: number;
  readonly #encoder: Encoder;
  readonly #writer: LcWriter;
  readonly #form: PcmForm;
  #header: Uint8Array;
  #samples = 0;

  constructor(options: EncodeStreamOptions, form: PcmForm) {
    const { model, planes = 1, stereo, searchSteps, kernels, framesPerBlock = PRESETS.normal } = options;
    const own = streamNormalizer(model.info.normalizer, planes);
    const encoderOptions: EncoderOptions = {
      ...form,
      planes,
      framesPerBlock,
      ...(stereo !== undefined && { stereo }),
      ...(searchSteps !== undefined && { searchSteps }),
      ...(kernels && { kernels }),
    };
    const { hopSamples, sampleRateHz } = model.info.format;
    this.#encoder = new Encoder(own ? withNormalizer(model, own) : model, encoderOptions);
    this.samplesPerBlock = Math.ceil((framesPerBlock * hopSamples * form.sampleRateHz) / sampleRateHz);
    this.#form = form;
    this.#writer = new LcWriter(
      lcHeaderOf(model.info, form, {
        planes,
        ...(own && { normalizer: own }),
        ...(stereo && { hasSpatialParameters: true }),
      }),
      framesPerBlock,
    );
    this.#header = this.#writer.header();
  }

  async push(pcm: Float32Array): Promise<Uint8Array> {
    this.#samples += pcm.length / this.#form.channels;
    const blocks = await this.#encoder.push(pcm);
    return this.#withHeader(blocks.map((block) => this.#writer.append(block)));
  }

  async finish(): Promise<Uint8Array> {
    const blocks = (await this.#encoder.flush()).map((block) => this.#writer.append(block));
    const end = this.#writer.finish(this.#encoder.stats.samples, this.#samples);
    return this.#withHeader([...blocks, end]);
  }

  #withHeader(parts: readonly Uint8Array[]): Uint8Array {
    if (parts.length === 0) return new Uint8Array(0);
    const header = this.#header;
    this.#header = new Uint8Array(0);
    return concatBytes([header, ...parts]);
  }
}
