import { PCM_BYTES } from '../../core/dsp/pcm.js';
import { CodecError } from '../../core/errors.js';
import { selectKernels } from '../native/native.js';
import { type BehindData, behindData } from './behind-data.js';
import type { Warn } from './block-source.js';
import { ByteReader, fileChunks } from './byte-reader.js';
import type { OpenedAudio } from './opened-audio.js';
import type { PcmHeader } from './pcm-header.js';
import type { FileReference } from './same-file.js';

/** What is known of the bytes beside their content. */
export interface PcmFileInput {
  /** Named in errors and warnings. */
  readonly name: string;
  /** The whole input's length where it is known: a file's size. */
  readonly totalBytes?: number;
  /** What is read, where it is a file: its path or descriptor. */
  readonly input?: FileReference;
  /** Whether the file is still written: then its stated length is out of date, and it is read to its end. @default false */
  readonly isGrowing?: boolean;
}

/**
 * Samples behind a header that has been read. Data that ends early is read up to its end, with a warning; where the stated
 * length is too small, what follows and is no chunk is samples, too.
 *
 * @throws CodecError AUDIO_EMPTY when the data is empty
 */
export async function openPcm(reader: ByteReader, stated: PcmHeader, from: PcmFileInput): Promise<OpenedAudio> {
  const { name, totalBytes } = from;
  const { dataBytes: _, ...unending } = stated;
  const header: PcmHeader = from.isGrowing ? unending : stated;
  const { blockAlign, sampleRateHz, channels, channelMask } = header;
  const available = totalBytes === undefined ? undefined : totalBytes - reader.position;
  const dataBytes = unwrapped(header.dataBytes, available);
  const behind = await lookBehind(reader, header, dataBytes, from, available);
  const known =
    dataBytes === undefined || behind === 'samples' ? available : Math.min(dataBytes, available ?? Infinity);
  const totalSamples =
    known === undefined || behind === 'data' || behind === 'file' ? undefined : Math.floor(known / blockAlign);
  if (totalSamples === 0) throw new CodecError('AUDIO_EMPTY', `${name}: the data chunk holds no samples`);
  const isWrapped = dataBytes !== header.dataBytes;
  return {
    container: header.container,
    form: { sampleRateHz, channels, ...(channelMask !== undefined && { channelMask }) },
    ...(totalSamples !== undefined && { totalSamples }),
    tags: header.tags,
    faults: [
      ...header.faults,
      ...(isWrapped
        ? [`the data chunk states ${header.dataBytes} bytes, 4 GiB less than there are; all were read`]
        : []),
    ],
    async *decode(warn) {
      const data = dataBytes === undefined ? undefined : new StatedData(reader, header, dataBytes, available);
      for await (const pcm of pcmBlocks(reader, header, warn, data))
        yield { sampleRateHz, channels, ...(channelMask !== undefined && { channelMask }), pcm };
    },
  };
}

/** What follows the stated data of a file; undefined where nothing does, or it is no file. */
async function lookBehind(
  reader: ByteReader,
  header: PcmHeader,
  dataBytes: number | undefined,
  { input }: PcmFileInput,
  available: number | undefined,
): Promise<BehindData['kind'] | undefined> {
  if (dataBytes === undefined || available === undefined || available <= dataBytes) return undefined;
  if (input === undefined || typeof input === 'number') return undefined;
  const rest = new ByteReader(fileChunks(input, undefined, reader.position + dataBytes));
  try {
    return (await behindData(rest, header, dataBytes, available - dataBytes)).kind;
  } finally {
    await rest.close();
  }
}

/** The lengths that are stated of data, one after another. */
export class StatedData {
  /** Bytes that are stated so far. */
  stated: number;
  /** Whether there is more than is stated. */
  isMore = false;

  constructor(
    readonly reader: ByteReader,
    readonly header: PcmHeader,
    dataBytes: number,
    readonly available = Infinity,
  ) {
    this.stated = dataBytes;
  }

  /** Called at the end of the stated bytes. @returns how many more there are, Infinity for all, 0 at the end */
  async more(readBytes: number): Promise<number> {
    if (this.isMore) return 0;
    const behind = await behindData(this.reader, this.header, readBytes, this.available - readBytes);
    if (behind.kind === 'data') this.stated += behind.bytes;
    this.isMore = behind.kind === 'samples';
    return behind.kind === 'data' ? behind.bytes : this.isMore ? Infinity : 0;
  }
}

/**
 * PCM bytes → [samples × channels]. Chunks may end inside a sample; an incomplete last sample is dropped.
 *
 * @param data how many bytes to read; undefined for all
 */
export async function* pcmBlocks(
  reader: ByteReader,
  form: Pick<PcmHeader, 'encoding' | 'blockAlign' | 'isBigEndian' | 'isSigned8'>,
  warn: Warn,
  data?: StatedData,
): AsyncGenerator<Float32Array> {
  const { encoding, blockAlign, isBigEndian, isSigned8 = false } = form;
  const width = PCM_BYTES[encoding];
  let left = data?.stated ?? Infinity;
  let carry = new Uint8Array(0);
  let readBytes = 0;
  const kernels = selectKernels();
  while (left > 0) {
    const some = await reader.some(left);
    if (!some) break;
    left -= some.length;
    readBytes += some.length;
    let bytes = some;
    if (carry.length > 0) {
      bytes = new Uint8Array(carry.length + some.length);
      bytes.set(carry);
      bytes.set(some, carry.length);
    }
    const whole = bytes.length - (bytes.length % blockAlign);
    carry = bytes.slice(whole);
    const samples = bytes.subarray(0, whole);
    if (whole > 0)
      yield kernels.decodePcm(
        width === 1 && isSigned8 ? offset(samples) : isBigEndian && width > 1 ? swapped(samples, width) : samples,
        encoding,
      );
    if (left === 0 && data) left = await data.more(readBytes);
  }
  if (data && left > 0 && left < Infinity)
    warn(
      `the data chunk states ${data.stated} bytes and ends after ${data.stated - left}; those bytes were read`,
      true,
    );
  else if (carry.length > 0) warn(`the last ${carry.length} bytes are no whole sample and were dropped`);
  if (data?.isMore)
    warn(`the data chunk states ${data.stated} bytes, and samples follow these: all ${readBytes} were read`);
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

/** Signed samples of 8 bits as those around 128. */
const offset = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x80);
