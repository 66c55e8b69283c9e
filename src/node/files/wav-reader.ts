import type { PcmEncoding } from '../../core/dsp/pcm.js';
import { CodecError } from '../../core/errors.js';
import { selectKernels } from '../native/native.js';
import { type AudioContainer, BlockSource, type FileAudioSource, type Warn } from './block-source.js';
import { ByteReader, CHUNK_BYTES } from './byte-reader.js';
import type { FileReference } from './same-file.js';
import { readWavHeader } from './wav-header.js';

/** What is known of the bytes beside their content. */
export interface WavInput {
  /** Named in errors and warnings. */
  readonly name: string;
  /** The whole input's length where it is known: a file's size. */
  readonly totalBytes?: number;
  /** What is read, where it is a file: its path or descriptor. */
  readonly input?: FileReference;
  /** What the source states as its format. @default 'wav' */
  readonly container?: AudioContainer;
}

/**
 * Reads WAV from chunks of bytes, a file's or a pipe's, holding one chunk at a time in memory.
 *
 * A data chunk that ends early is read up to its end, with a warning. A length of zero or one that cannot be true, as
 * writers to a pipe leave them, means "to the end".
 *
 * @throws CodecError see {@link readWavHeader}; AUDIO_EMPTY when the data chunk is empty
 */
export async function openWav(
  input: Uint8Array | AsyncIterable<Uint8Array> | ByteReader,
  options: WavInput,
): Promise<FileAudioSource> {
  const { name } = options;
  const reader =
    input instanceof ByteReader ? input : new ByteReader(input instanceof Uint8Array ? once(input) : input);
  const totalBytes = input instanceof Uint8Array ? input.length : options.totalBytes;
  try {
    const header = await readWavHeader(reader, name);
    const available = totalBytes === undefined ? undefined : totalBytes - reader.position;
    const known = header.dataBytes === undefined ? available : Math.min(header.dataBytes, available ?? Infinity);
    const totalSamples = known === undefined ? undefined : Math.floor(known / header.blockAlign);
    if (totalSamples === 0) throw new CodecError('AUDIO_EMPTY', `${name}: the data chunk holds no samples`);
    return new BlockSource({
      container: options.container ?? 'wav',
      name,
      ...(options.input !== undefined && { input: options.input }),
      sampleRateHz: header.sampleRateHz,
      channels: header.channels,
      ...(totalSamples !== undefined && { totalSamples }),
      produce: (warn) => pcmBlocks(reader, header.encoding, header.blockAlign, header.dataBytes, warn),
      release: () => reader.close(),
    });
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/**
 * PCM bytes → [samples × channels]. Chunks may end inside a sample; an incomplete last sample is dropped.
 *
 * @param blockAlign bytes of one sample of all channels
 * @param dataBytes bytes to read; undefined for all
 */
export async function* pcmBlocks(
  reader: ByteReader,
  encoding: PcmEncoding,
  blockAlign: number,
  dataBytes: number | undefined,
  warn: Warn,
): AsyncGenerator<Float32Array> {
  let left = dataBytes ?? Infinity;
  let carry = new Uint8Array(0);
  const kernels = selectKernels();
  while (left > 0) {
    const some = await reader.some(left);
    if (!some) break;
    left -= some.length;
    let bytes = some;
    if (carry.length > 0) {
      bytes = new Uint8Array(carry.length + some.length);
      bytes.set(carry);
      bytes.set(some, carry.length);
    }
    const whole = bytes.length - (bytes.length % blockAlign);
    carry = bytes.slice(whole);
    if (whole > 0) yield kernels.decodePcm(bytes.subarray(0, whole), encoding);
  }
  if (left > 0 && dataBytes !== undefined)
    warn(`the data chunk states ${dataBytes} bytes and ends after ${dataBytes - left}; those bytes were read`, true);
  else if (carry.length > 0) warn(`the last ${carry.length} bytes are no whole sample and were dropped`);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  // In pieces, so that blocks are as long as those of a file.
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}
