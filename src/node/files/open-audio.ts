import { fstatSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { CodecError, requireNumber } from '../../core/errors.js';
import { shown, shownKind } from '../../core/shown.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import type { AudioTags } from './audio-tags.js';
import { BlockSource, type FileAudioSource } from './block-source.js';
import { BreakableChunks } from './broken-connection.js';
import { ByteReader, fileChunks, streamChunks, streamName } from './byte-reader.js';
import { type FfmpegInput, openWithFfmpeg } from './ffmpeg-source.js';
import { fileError } from './file-errors.js';
import { fileTags, id3Tags, repairedTags } from './file-tags.js';
import { growingFileChunks } from './growing-file.js';
import { fetchAudio } from './http-audio.js';
import { openOwnReader } from './own-readers.js';
import { openablePath, shownPath } from './path-bytes.js';
import { type RawPcmForm, rawPcmOf } from './raw-pcm.js';
import type { FileReference } from './same-file.js';
import { findTool } from './tools.js';

/** Options of {@link openAudio}. */
export interface OpenAudioOptions {
  /** Gives up waiting for a pipe's or a server's first bytes. It does not end the blocks: they take a signal of their own. */
  readonly signal?: AbortSignalLike;
  /** Environment whose PATH is searched for FFmpeg. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What is read for `-`. @default process.stdin */
  readonly stdin?: Readable;
  /**
   * What a stream of bytes is called in errors and warnings.
   *
   * @default its path, where it has one; "standard input" for `-`; else "the stream"
   */
  readonly streamName?: string;
  /**
   * Form of samples without a header. `isRaw` takes a stream for these, whatever it starts with; otherwise a stream of
   * unknown format is refused all the same, and the refusal tells how to state that it is raw.
   *
   * @default none: a stream of unknown format is refused
   */
  readonly raw?: { readonly form: RawPcmForm; readonly isRaw: boolean };
  /**
   * Reads a file that another program still writes: at its end more is waited for, until it has not grown for this time, in
   * ms. For regular files.
   *
   * @default the file ends where it ends
   */
  readonly growsMs?: number;
  /** The connection to a server broke, for the reason that is stated, and is made again. */
  readonly onReconnect?: (reason: string) => void;
  /** Called when a stream states other tags while it is read: the title of a radio station, the next link of an Ogg chain. */
  readonly onTags?: (tags: AudioTags) => void;
}

/** What {@link openAudio} opens: text as a user types it, an address, a stream of bytes, or a path and nothing else. */
export type AudioInput = string | URL | Readable | { readonly path: string | Uint8Array };

/**
 * The one way to open audio, of the library and of every command.
 *
 * `input` is a path (also of a named pipe; its bytes where its name is no UTF-8), `-` for standard input, an `http://` or
 * `https://` address, also of an endless stream, or a stream of bytes. WAV, AIFF, CAF, AU, W64, FLAC, Ogg (Vorbis, Opus,
 * FLAC) and MP3 are read here, recognised by their content; for everything else FFmpeg is asked, where it is installed. Audio is streamed: two
 * hours need no more memory than two seconds.
 *
 * The result is an `AudioSource` with `container` ('ffmpeg' where FFmpeg reads), `tags`, `warnings`, `isIncomplete`, and
 * `totalSamples` where the length is known. Its `close` ends FFmpeg and the connection, and so does the end of its blocks.
 *
 * @throws CodecError FILE_IO when it cannot be opened or read, FILE_MAGIC or AUDIO_FORMAT when it is no audio that can be
 * read, with the reasons of both readers, AUDIO_EMPTY, FILE_TRUNCATED when it ends inside its header, ABORTED; each names
 * the input
 */
export async function openAudio(input: AudioInput, options: OpenAudioOptions = {}): Promise<FileAudioSource> {
  if (input instanceof URL || (typeof input === 'string' && /^https?:\/\//i.test(input)))
    return await openAddress(String(input), options);
  if (input === '-') return await openStream(options.stdin ?? process.stdin, options);
  if (typeof input === 'string') return await openPath(await openablePath(input), options);
  if (input === null || typeof input !== 'object')
    throw new TypeError(`input must be a path, an address, "-" or a stream, got ${shown(input)}`);
  if ('path' in input && (typeof input.path === 'string' || input.path instanceof Uint8Array))
    return await openPath(typeof input.path === 'string' ? await openablePath(input.path) : input.path, options);
  if (typeof (input as Partial<Readable>).destroy !== 'function')
    throw new TypeError(
      'path' in input
        ? `path must be a text or its bytes, got ${shown(input.path)}`
        : `input must be a path, an address, "-" or a stream, got ${shownKind(input)}`,
    );
  return await openStream(input as Readable, options);
}

/** An input whose bytes are being read, and what FFmpeg would read of it. */
interface OpenInput {
  readonly name: string;
  readonly reader: ByteReader;
  readonly input?: FileReference;
  readonly totalBytes?: number;
  /** What FFmpeg opens by itself; the reader's bytes where there is none. */
  readonly direct?: FfmpegInput['from'];
  /** Whether the file is still written, so that lengths in its header are out of date. */
  readonly isGrowing?: boolean;
  /** Whether it may be raw PCM, so that a refusal tells how to state that. */
  readonly mayBeRaw?: boolean;
}

async function openPath(path: string | Uint8Array, options: OpenAudioOptions): Promise<FileAudioSource> {
  const name = shownPath(path);
  const totalBytes = await regularFileSize(path);
  if (options.growsMs !== undefined) {
    const idleMs = requireNumber('growsMs', options.growsMs, 0, MAX_GROWS_MS);
    if (totalBytes === undefined)
      throw new CodecError('FILE_IO', `${name}: is no regular file, and only such a file can grow`);
    const chunks = growingFileChunks(path, idleMs, options.signal);
    return await read({ name, input: path, reader: new ByteReader(chunks), isGrowing: true }, options);
  }
  return await read(
    {
      name,
      input: path,
      reader: new ByteReader(fileChunks(path, options.signal)),
      ...(totalBytes !== undefined && { totalBytes, direct: { path } }),
    },
    options,
  );
}

async function openStream(stream: Readable, options: OpenAudioOptions): Promise<FileAudioSource> {
  const name = options.streamName ?? (stream === options.stdin ? 'standard input' : streamName(stream));
  const { fd } = stream as { readonly fd?: unknown };
  const input = typeof fd === 'number' && fd >= 0 ? { input: fd } : {};
  if (input.input !== undefined && fstatSync(input.input).isDirectory())
    throw fileError('read', name, Object.assign(new Error('EISDIR'), { code: 'EISDIR' }));
  const chunks = Object.assign(streamChunks(stream, name), { destroy: () => void stream.destroy() });
  const reader = new ByteReader(chunks);
  const { raw, signal } = options;
  if (raw?.isRaw) return rawPcmOf(reader, raw.form, name, input);
  const onAbort = (): void => void stream.destroy();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    return await read({ name, reader, ...input, mayBeRaw: raw !== undefined }, options);
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

async function openAddress(url: string, options: OpenAudioOptions): Promise<FileAudioSource> {
  const { chunks, isPlaylist, isStation, tags } = await fetchAudio(url, options);
  const input = { name: url, ...(isPlaylist && { direct: { url } }) };
  // A station's stream has no end that it could miss.
  const breakable = isStation ? undefined : new BreakableChunks(chunks);
  const reading = read({ ...input, reader: new ByteReader(breakable ?? chunks) }, options);
  const source = breakable ? await breakable.orReason(reading) : await reading;
  if (source instanceof BlockSource) breakable?.watch(source);
  return tags === undefined ? source : Object.assign(source, { tags: { ...tags, ...source.tags } });
}

/** Reads with our own readers, else with FFmpeg, and the tags that the reader does not know. */
async function read(from: OpenInput, options: OpenAudioOptions): Promise<FileAudioSource> {
  const id3: Uint8Array[] = [];
  const source = await openReader(from, options, (tag) => id3.push(tag));
  // Ogg and FLAC state their tags where their reader reads them.
  const path = TAGGED_ELSEWHERE.has(source.container) && from.direct && 'path' in from.direct ? from.direct.path : '';
  const ofFile = typeof path === 'string' && path !== '' ? await fileTags(path) : {};
  return Object.assign(source, { tags: repairedTags({ ...ofFile, ...(await id3Tags(id3)), ...source.tags }) });
}

const TAGGED_ELSEWHERE: ReadonlySet<string> = new Set(['mp3', 'mp2', 'wav', 'aiff', 'caf', 'au', 'w64', 'ffmpeg']);

async function openReader(
  from: OpenInput,
  options: OpenAudioOptions,
  onId3: (tag: Uint8Array) => void,
): Promise<FileAudioSource> {
  const { reader, name, input, direct, mayBeRaw } = from;
  reader.keep();
  try {
    const source = await openOwnReader(reader, {
      ...from,
      onId3,
      ...(options.onTags && { onTags: options.onTags }),
    });
    reader.forget();
    return source;
  } catch (error) {
    if (!(error instanceof CodecError) || !ASKS_FFMPEG.has(error.code)) {
      await reader.close();
      throw error;
    }
    reader.rewind();
    const ffmpeg = await findTool('ffmpeg', options.env ?? process.env);
    const rawHint = error.code === 'FILE_MAGIC' && mayBeRaw ? RAW_HINT : '';
    if (!ffmpeg) {
      await reader.close();
      const hint = `${error.message} (with FFmpeg installed, anything that it reads can be)${rawHint}`;
      throw new CodecError(error.code, hint, { cause: error });
    }
    if (direct) await reader.close();
    try {
      return await openWithFfmpeg(ffmpeg, { name, from: direct ?? { reader }, ...(input !== undefined && { input }) });
    } catch (cause) {
      await reader.close();
      const reason = (cause as Error).message;
      // FFmpeg's samples meet the same limit.
      if (reason === error.message) throw error;
      throw new CodecError(error.code, `${error.message}; FFmpeg cannot read it either: ${reason}${rawHint}`, {
        cause,
      });
    }
  }
}

const RAW_HINT = '; raw PCM must be declared as such: --raw, or --rate, --channels, --format';

/** A day. */
const MAX_GROWS_MS = 86_400_000;

/** What our own readers throw for what FFmpeg may read. */
const ASKS_FFMPEG: ReadonlySet<string> = new Set(['FILE_MAGIC', 'AUDIO_FORMAT']);

/** Undefined for a named pipe, which has no size. @throws CodecError FILE_IO */
async function regularFileSize(path: string | Uint8Array): Promise<number | undefined> {
  try {
    const stats = await stat(path as Buffer);
    if (stats.isDirectory()) throw Object.assign(new Error('EISDIR'), { code: 'EISDIR' });
    return stats.isFile() ? stats.size : undefined;
  } catch (cause) {
    throw fileError('open', shownPath(path), cause);
  }
}
