import { PCM_BYTES, type PcmEncoding } from '../../core/dsp/pcm.js';
import { resampledLength } from '../../core/dsp/resampler.js';
import { CodecError } from '../../core/errors.js';
import { selectKernels } from '../native/native.js';
import { readableForm } from './audio-limits.js';
import { type AudioContainer, BlockSource, type FileAudioSource, type Warn } from './block-source.js';
import { ByteReader, CHUNK_BYTES } from './byte-reader.js';
import type { DecodedAudioForm, DecodedBlock } from './decoded-block.js';
import { adapted } from './form-adapter.js';
import type { FileReference } from './same-file.js';
import { readWavHeader, type WavHeader } from './wav-header.js';

/** What is known of the bytes beside their content. */
export interface WavInput {
  /** Named in errors and warnings. */
  readonly name: string;
  /** The whole input's length where it is known: a file's size. */
  readonly totalBytes?: number;
  /** What is read, where it is a file: its path or descriptor. */
  readonly input?: FileReference;
  /** Whether the file is still written: then its stated length is out of date, and it is read to its end. @default false */
  readonly isGrowing?: boolean;
  /** What the source states as its format. @default 'wav' */
  readonly container?: AudioContainer;
  /** Asked at the end, with the samples that were read, why audio is missing. @default nothing is missing */
  readonly findLoss?: (samples: number, sampleRateHz: number) => string | undefined;
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
    const stated = await readWavHeader(reader, name);
    const { dataBytes: _, ...unending } = stated;
    const header: WavHeader = options.isGrowing ? unending : stated;
    const available = totalBytes === undefined ? undefined : totalBytes - reader.position;
    const dataBytes = unwrapped(header.dataBytes, available);
    const known = dataBytes === undefined ? available : Math.min(dataBytes, available ?? Infinity);
    const totalSamples = known === undefined ? undefined : Math.floor(known / header.blockAlign);
    if (totalSamples === 0) throw new CodecError('AUDIO_EMPTY', `${name}: the data chunk holds no samples`);
    const form = header;
    const target = readableForm(name, header);
    const isConverted = target.sampleRateHz !== form.sampleRateHz || target.channels !== form.channels;
    const { findLoss } = options;
    async function* blocks(warn: Warn): AsyncGenerator<Float32Array> {
      let values = 0;
      for await (const block of pcmBlocks(
        reader,
        header.encoding,
        header.blockAlign,
        dataBytes,
        warn,
        header.isBigEndian,
      )) {
        values += block.length;
        yield block;
      }
      const loss = findLoss?.(values / header.channels, header.sampleRateHz);
      if (loss !== undefined) warn(loss, true);
    }
    return new BlockSource({
      container: options.container ?? 'wav',
      name,
      ...(options.input !== undefined && { input: options.input }),
      ...target,
      tags: header.tags,
      ...(totalSamples !== undefined && {
        totalSamples: resampledLength(totalSamples, form.sampleRateHz, target.sampleRateHz),
      }),
      warnings: [
        ...header.faults.map((fault) => `${name}: ${fault}`),
        ...(dataBytes === header.dataBytes
          ? []
          : [`${name}: the data chunk states ${header.dataBytes} bytes, 4 GiB less than there are; all were read`]),
      ],
      produce: (warn) => (isConverted ? adapted(withForm(blocks(warn), header), target) : blocks(warn)),
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
  isBigEndian = false,
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
    if (whole === 0) continue;
    const samples = bytes.subarray(0, whole);
    yield kernels.decodePcm(isBigEndian ? swapped(samples, PCM_BYTES[encoding]) : samples, encoding);
  }
  if (left > 0 && dataBytes !== undefined)
    warn(`the data chunk states ${dataBytes} bytes and ends after ${dataBytes - left}; those bytes were read`, true);
  else if (carry.length > 0) warn(`the last ${carry.length} bytes are no whole sample and were dropped`);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  // In pieces, so that blocks are as long as those of a file.
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** A length of 32 bits that was exceeded has lost multiples of 4 GiB; the file's own length has them. */
function unwrapped(stated: number | undefined, available: number | undefined): number | undefined {
  if (stated === undefined || available === undefined || available < 2 ** 32) return stated;
  return stated + Math.floor((available - stated) / 2 ** 32) * 2 ** 32;
}

/** A copy with the bytes of every sample in the other order. */
function swapped(bytes: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += width)
    for (let i = 0; i < width; i++) out[at + i] = bytes[at + width - 1 - i]!;
  return out;
}

async function* withForm(
  blocks: AsyncIterable<Float32Array>,
  { sampleRateHz, channels, channelMask }: DecodedAudioForm,
): AsyncGenerator<DecodedBlock> {
  for await (const pcm of blocks)
    yield { sampleRateHz, channels, ...(channelMask !== undefined && { channelMask }), pcm };
}
