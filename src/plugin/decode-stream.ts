import { requireBytes } from '../core/buffers.js';
import { MAX_CHANNELS } from '../core/dsp/channels.js';
import { encodePcm, PCM_BYTES, type PcmEncoding } from '../core/dsp/pcm.js';
import { RESAMPLER_RATES_HZ } from '../core/dsp/resampler.js';
import { requireInteger } from '../core/errors.js';
import { type LcDamage, type LcHeader, LcReader } from '../core/file/lc-file.js';
import type { FrameBlock } from '../core/latent/frames.js';
import { MAX_BITS } from '../core/latent/quantizer.js';
import { type OptionKinds, requireKind, requireOneOf, requireOptions, SHAPES } from '../core/options.js';
import type { AbortSignalLike } from '../ports/audio.js';
import type { Kernels } from '../ports/kernels.js';
import type { LatentModel } from '../ports/model.js';
import { LcDecoding } from './lc-decoding.js';
import { type ChunkTransform, webTransform } from './web-streams.js';

/** What {@link DecodeStreamOptions.onHeader} is told, before the first audio. */
export interface DecodedStreamForm {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly header: LcHeader;
}

/** How {@link decodeStream} decodes; TypeError or RangeError names an option outside its range. */
export interface DecodeStreamOptions {
  /** Decodes; it is not closed. A function is called with the header, and returns the model that it names. */
  readonly model: LatentModel | ((header: LcHeader) => LatentModel | Promise<LatentModel>);
  /** Decodes at most this many planes, 1..8. @default all */
  readonly planes?: number;
  /** Rate of the audio, 8000..192000 Hz. @default the model's */
  readonly sampleRateHz?: number;
  /** Channels of the audio, 1..32. @default 2 for a stream with spatial parameters, else the model's */
  readonly channels?: number;
  /** Chunks are bytes of PCM of this encoding. @default none: chunks are Float32Array, interleaved */
  readonly encoding?: PcmEncoding;
  /** Implementation of the inner loops; all give the same bits. @default the TypeScript kernels */
  readonly kernels?: Kernels;
  /** Called once, when the header is read. */
  readonly onHeader?: (form: DecodedStreamForm) => void;
  /** Called for each damaged or missing part: it is concealed and keeps its length, or is the end. */
  readonly onDamage?: (damage: LcDamage) => void;
  /** Errors the stream with its reason. */
  readonly signal?: AbortSignalLike;
}

const KINDS: OptionKinds<DecodeStreamOptions> = {
  model: 'any',
  planes: 'any',
  sampleRateHz: 'any',
  channels: 'any',
  encoding: 'string',
  kernels: SHAPES.kernels,
  onHeader: 'function',
  onDamage: 'function',
  signal: SHAPES.signal,
};

/**
 * Bytes of an `.lc` file → audio, as a Web stream: `response.body.pipeThrough(decodeStream({ model }))`. Bytes may be cut
 * anywhere; a block is decoded as soon as it is complete, and what nobody reads is not computed.
 *
 * The stream errors with CodecError FILE_* when not even the header can be read, MODEL_MISMATCH, MODEL_FAILED; TypeError for
 * a chunk that is no Uint8Array; the signal's reason.
 *
 * @throws TypeError, RangeError naming an option that is outside its range
 */
export function decodeStream(
  options: DecodeStreamOptions & { readonly encoding: PcmEncoding },
): TransformStream<Uint8Array, Uint8Array>;
export function decodeStream(options: DecodeStreamOptions): TransformStream<Uint8Array, Float32Array>;
export function decodeStream(options: DecodeStreamOptions): TransformStream<Uint8Array, Float32Array | Uint8Array> {
  return webTransform(decodeChunks(options), options.signal);
}

/** The same as a function of chunks, which both kinds of streams share. @throws TypeError, RangeError naming an option */
export function decodeChunks(options: DecodeStreamOptions): ChunkTransform<Uint8Array, Float32Array | Uint8Array> {
  requireOptions('', options, KINDS, ['model']);
  const { model, planes, sampleRateHz, channels, encoding } = options;
  if (typeof model !== 'function') requireKind('model', model, SHAPES.model);
  if (planes !== undefined) requireInteger('planes', planes, 1, MAX_BITS);
  if (sampleRateHz !== undefined) requireInteger('sampleRateHz', sampleRateHz, ...RESAMPLER_RATES_HZ);
  if (channels !== undefined) requireInteger('channels', channels, 1, MAX_CHANNELS);
  if (encoding !== undefined) requireOneOf('encoding', encoding, Object.keys(PCM_BYTES));
  return encoding === undefined
    ? (source) => decode(source, options)
    : async function* (source) {
        for await (const pcm of decode(source, options)) yield encodePcm(pcm, encoding);
      };
}

async function* decode(source: AsyncIterable<Uint8Array>, options: DecodeStreamOptions): AsyncGenerator<Float32Array> {
  const reader = new LcReader();
  let decoding: LcDecoding | undefined;
  let reported = 0;
  const report = (): void => {
    for (; reported < reader.damage.length; reported++) options.onDamage?.(reader.damage[reported]!);
  };
  async function* play(blocks: readonly FrameBlock[]): AsyncGenerator<Float32Array> {
    if (!reader.header) return;
    decoding ??= await open(reader, reader.header, options);
    report();
    for (const block of blocks) yield* decoding.push(block);
  }
  for await (const chunk of source) {
    requireBytes('chunk', chunk);
    yield* play(reader.push(chunk));
  }
  const end = reader.finish();
  yield* play(end.blocks);
  yield* decoding!.finish(end.frames, end.totalSamples, end.originalSamples);
}

async function open(reader: LcReader, header: LcHeader, options: DecodeStreamOptions): Promise<LcDecoding> {
  const { model: given, planes, sampleRateHz, channels, kernels, onHeader } = options;
  const model = typeof given === 'function' ? await given(header) : given;
  requireKind('model', model, SHAPES.model);
  const decoding = new LcDecoding(model, header, reader.pauses, {
    ...(planes !== undefined && { planes }),
    ...(sampleRateHz !== undefined && { sampleRateHz }),
    ...(channels !== undefined && { channels }),
    ...(kernels && { kernels }),
  });
  const { decoder } = decoding;
  onHeader?.({ sampleRateHz: decoder.sampleRateHz, channels: decoder.channels, header });
  return decoding;
}
