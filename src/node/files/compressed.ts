import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { MPEGDecoder } from 'mpg123-decoder';
import { OggOpusDecoder } from 'ogg-opus-decoder';
import { CodecError } from '../../core/errors.js';
import type { AudioContainer, Warn } from './block-source.js';
import type { ByteReader } from './byte-reader.js';
import { OggTail } from './ogg-end.js';

/** Result of every WASM decoder: planar samples, and the errors that it skipped. */
interface Decoded {
  readonly channelData: Float32Array[];
  readonly samplesDecoded: number;
  readonly sampleRate: number;
  readonly errors: readonly { readonly message: string }[];
}

/** The common part of the WASM decoders. */
interface WasmDecoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): Decoded | Promise<Decoded>;
  /** Decodes what is buffered at the end of the file. */
  flush?(): Promise<Decoded>;
  free(): void;
}

/** The formats that a WASM decoder reads. */
export type CompressedContainer = Exclude<AudioContainer, 'wav' | 'raw' | 'ffmpeg'>;

const DECODERS: Readonly<Record<CompressedContainer, () => WasmDecoder>> = {
  flac: () => new FLACDecoder(),
  'ogg-flac': () => new FLACDecoder(),
  'ogg-vorbis': () => new OggVorbisDecoder(),
  'ogg-opus': () => new OggOpusDecoder(),
  mp3: () => new MPEGDecoder(),
};

/** What the header states of a compressed file; the decoded audio has to agree with it. */
export interface CompressedOptions {
  /** Selects the decoder. */
  readonly container: CompressedContainer;
  /** Named in errors: a path or "standard input". */
  readonly name: string;
  /** Rate in Hz that every decoded block must have. */
  readonly sampleRateHz: number;
  /** Channels that every decoded block must have; the blocks are interleaved by it. */
  readonly channels: number;
  /** Exact length where the file states it; samples beyond it are padding and are cut. */
  readonly totalSamples?: number;
}

/**
 * Decodes a file in chunks: a chunk and its samples are in memory, independent of the file's length.
 *
 * Damaged parts are skipped, with a warning. @throws CodecError AUDIO_FORMAT when the rate or the number of channels
 * changes inside the file, or nothing in it can be decoded.
 */
export async function* decodeCompressed(
  reader: ByteReader,
  options: CompressedOptions,
  warn: Warn,
): AsyncGenerator<Float32Array> {
  const { container, name, channels, sampleRateHz, totalSamples } = options;
  const decoder = DECODERS[container]();
  await decoder.ready;
  let left = totalSamples ?? Infinity;
  let samples = 0;
  let errors = 0;
  let firstError = '';
  const oggTail = container.startsWith('ogg') ? new OggTail() : undefined;
  const take = (decoded: Decoded): Float32Array | null => {
    errors += decoded.errors.length;
    firstError ||= decoded.errors[0]?.message ?? '';
    const count = Math.min(decoded.samplesDecoded, left);
    if (count <= 0) return null;
    // mpg123 returns two channels for mono.
    const have = container === 'mp3' && channels === 1 ? 1 : decoded.channelData.length;
    if (decoded.sampleRate !== sampleRateHz || have !== channels)
      throw new CodecError(
        'AUDIO_FORMAT',
        `${name}: the format must not change inside the file, got ${have} × ${decoded.sampleRate} Hz after ${samples} ` +
          `samples of ${channels} × ${sampleRateHz} Hz`,
      );
    samples += count;
    left -= count;
    return interleave(decoded.channelData, channels, count);
  };
  try {
    for await (const chunk of reader.remaining()) {
      oggTail?.push(chunk);
      const block = take(await decoder.decode(chunk));
      if (block) yield block;
    }
    const block = decoder.flush && take(await decoder.flush());
    if (block) yield block;
  } finally {
    decoder.free();
  }
  if (samples === 0 && errors > 0)
    throw new CodecError('AUDIO_FORMAT', `${name}: nothing in it can be decoded: ${firstError}`);
  if (errors > 0) warn(`${errors} damaged parts were skipped: ${firstError}`, true);
  if (oggTail?.end === 'cut') warn('the file ends within an Ogg page; what is behind that is missing', true);
  if (oggTail?.end === 'unmarked') warn('the last Ogg page does not mark the end: the file may have been cut short');
  if (totalSamples !== undefined && samples < totalSamples)
    warn(`the file states ${totalSamples} samples and ends after ${samples}; those samples were read`, true);
}

function interleave(planes: readonly Float32Array[], channels: number, count: number): Float32Array {
  const out = new Float32Array(count * channels);
  for (let c = 0; c < channels; c++) {
    const plane = planes[c]!;
    for (let i = 0; i < count; i++) out[i * channels + c] = plane[i]!;
  }
  return out;
}
