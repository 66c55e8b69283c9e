import { type FileHandle, open } from 'node:fs/promises';
import { CodecError } from '../../core/errors.js';
import { checkAudioForm } from './audio-limits.js';
import { sniffAudio } from './audio-sniff.js';
import { BlockSource, type FileAudioSource } from './block-source.js';
import type { ByteReader } from './byte-reader.js';
import { type CompressedContainer, decodeCompressed } from './compressed.js';
import { fileError } from './file-errors.js';
import { mp3TotalSamples, parseMp3Header } from './mp3-info.js';
import { oggTotalSamples, parseOggStart, parseStreamInfo } from './ogg-info.js';
import type { FileReference } from './same-file.js';
import { openWav } from './wav-reader.js';

/** What is known of the bytes of an audio file beside their content. */
export interface OwnReaderInput {
  /** Named in errors and warnings. */
  readonly name: string;
  /** What is read, where it is a file. A path is read a second time for the end of an Ogg file. */
  readonly input?: FileReference;
  /** The input's length where it is known: a file's size. */
  readonly totalBytes?: number;
}

/**
 * Opens WAV, FLAC, Ogg (Vorbis, Opus, FLAC) or MP3 without any other program; the content decides the format. When it throws
 * FILE_MAGIC or AUDIO_FORMAT, whoever reads next must start at the first byte: see `ByteReader.rewind`.
 *
 * @throws CodecError FILE_MAGIC when it is no audio, AUDIO_FORMAT for a format that cannot be read, AUDIO_EMPTY,
 * FILE_TRUNCATED when it ends inside its header, FILE_IO; each names the input
 */
export async function openOwnReader(reader: ByteReader, from: OwnReaderInput): Promise<FileAudioSource> {
  const { name, input } = from;
  const container = await sniffAudio(reader, name);
  if (container === 'wav') return await openWav(reader, from);
  const form = await probe(reader, container as CompressedContainer, from);
  checkAudioForm(name, form.sampleRateHz, form.channels);
  const options = { container: container as CompressedContainer, name, ...form };
  return new BlockSource({
    ...options,
    ...(input !== undefined && { input }),
    produce: (warn) => decodeCompressed(reader, options, warn),
    release: () => reader.close(),
  });
}

interface Form {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly totalSamples?: number;
}

/** Rate, channels and length from the file's start, and for Ogg from its end too. */
async function probe(
  reader: ByteReader,
  container: CompressedContainer,
  { name, input, totalBytes }: OwnReaderInput,
): Promise<Form> {
  const head = await reader.peek(8192);
  const length = (totalSamples: number | undefined): { totalSamples?: number } =>
    totalSamples ? { totalSamples } : {};
  if (container === 'mp3') {
    const header = parseMp3Header(head, 0);
    if (header)
      return {
        sampleRateHz: header.sampleRateHz,
        channels: header.channels,
        ...length(mp3TotalSamples(head, 0, header)),
      };
  } else if (container === 'flac') {
    const info = parseStreamInfo(head.subarray(8)); // "fLaC" and the block's header come before it
    if (info) return { sampleRateHz: info.sampleRateHz, channels: info.channels, ...length(info.totalSamples) };
  } else {
    const info = parseOggStart(head, container);
    if (info) {
      const isFile = totalBytes !== undefined && input !== undefined && typeof input !== 'number';
      const tail = isFile ? await readTail(input, totalBytes, 131_072) : new Uint8Array(0);
      return { sampleRateHz: info.sampleRateHz, channels: info.channels, ...length(oggTotalSamples(tail, info)) };
    }
  }
  throw new CodecError('FILE_TRUNCATED', `${name}: the file ends inside its header, at byte ${head.length}`);
}

async function readTail(path: string | Uint8Array, totalBytes: number, length: number): Promise<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    file = await open(path as Buffer, 'r');
    const out = new Uint8Array(Math.min(length, totalBytes));
    const { bytesRead } = await file.read(out, 0, out.length, totalBytes - out.length);
    return out.subarray(0, bytesRead);
  } catch (cause) {
    throw fileError('read', String(path), cause);
  } finally {
    await file?.close();
  }
}
