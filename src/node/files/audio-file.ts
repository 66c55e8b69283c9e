import { type FileHandle, open, stat } from 'node:fs/promises';
import { CodecError } from '../../core/errors.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { checkAudioForm } from './audio-limits.js';
import { sniffAudio } from './audio-sniff.js';
import { BlockSource, type FileAudioSource } from './block-source.js';
import { ByteReader, fileChunks } from './byte-reader.js';
import { type CompressedContainer, decodeCompressed } from './compressed.js';
import { fileError } from './file-errors.js';
import { mp3TotalSamples, parseMp3Header } from './mp3-info.js';
import { oggTotalSamples, parseOggStart, parseStreamInfo } from './ogg-info.js';
import type { FileReference } from './same-file.js';
import { openWav } from './wav-reader.js';

/** Options of {@link openAudioFile} and {@link openAudioStream}. */
export interface OpenAudioOptions {
  /** Gives up waiting for a pipe's first bytes. */
  readonly signal?: AbortSignalLike;
}

/**
 * Opens WAV, FLAC, Ogg (Vorbis, Opus, FLAC) or MP3; the content decides the format, not the name. Files are streamed: one
 * of two hours needs no more memory than one of two seconds.
 *
 * `totalSamples` is exact where it is stated: always in WAV, FLAC and Ogg, in MP3 with a Xing or Info tag.
 *
 * @throws CodecError FILE_IO when it cannot be opened or read, FILE_MAGIC when it is no audio, AUDIO_FORMAT for a
 * format that cannot be read, AUDIO_EMPTY, FILE_TRUNCATED when it ends inside its header; each names the path
 */
export async function openAudioFile(path: string, options: OpenAudioOptions = {}): Promise<FileAudioSource> {
  const totalBytes = await regularFileSize(path);
  const reader = new ByteReader(fileChunks(path, options.signal));
  try {
    return await openAudio(reader, { name: path, input: path, ...(totalBytes !== undefined && { totalBytes }) });
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/**
 * Opens what {@link openAudioFile} reads from a reader of a stream's bytes, such as standard input. When it throws
 * FILE_MAGIC or AUDIO_FORMAT, the bytes after an ID3 tag have not been taken.
 *
 * @throws CodecError as `openAudioFile`
 */
export const openAudioStream = (reader: ByteReader, name: string, input?: FileReference): Promise<FileAudioSource> =>
  openAudio(reader, { name, ...(input !== undefined && { input }) });

interface AudioInput {
  readonly name: string;
  /** A path is read a second time for the end of an Ogg file. */
  readonly input?: FileReference;
  readonly totalBytes?: number;
}

async function openAudio(reader: ByteReader, from: AudioInput): Promise<FileAudioSource> {
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
  { name, input, totalBytes }: AudioInput,
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
      const isFile = totalBytes !== undefined && typeof input === 'string';
      const tail = isFile ? await readTail(input, totalBytes, 131_072) : new Uint8Array(0);
      return { sampleRateHz: info.sampleRateHz, channels: info.channels, ...length(oggTotalSamples(tail, info)) };
    }
  }
  throw new CodecError('FILE_TRUNCATED', `${name}: the file ends inside its header, at byte ${head.length}`);
}

/** Undefined for a named pipe, which has no size. @throws CodecError FILE_IO */
async function regularFileSize(path: string): Promise<number | undefined> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) throw Object.assign(new Error('EISDIR'), { code: 'EISDIR' });
    return stats.isFile() ? stats.size : undefined;
  } catch (cause) {
    throw fileError('open', path, cause);
  }
}

async function readTail(path: string, totalBytes: number, length: number): Promise<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const out = new Uint8Array(Math.min(length, totalBytes));
    const { bytesRead } = await file.read(out, 0, out.length, totalBytes - out.length);
    return out.subarray(0, bytesRead);
  } catch (cause) {
    throw fileError('read', path, cause);
  } finally {
    await file?.close();
  }
}
