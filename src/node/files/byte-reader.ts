import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { CodecError } from '../../core/errors.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { fileError } from './file-errors.js';
import { shownPath } from './path-bytes.js';
import { pipeReader } from './special-file.js';

/** Bytes of one read of a file. */
export const CHUNK_BYTES = 65_536;

/**
 * A file in chunks of at most {@link CHUNK_BYTES}, each owned by the consumer; a named pipe as its writer fills it.
 *
 * @param signal ends the wait for a pipe's writer
 * @param start place of the first byte that is read; 0 of a pipe
 * @throws CodecError FILE_IO, ABORTED
 */
export async function* fileChunks(
  file: string | Uint8Array,
  signal?: AbortSignalLike,
  start = 0,
): AsyncGenerator<Uint8Array> {
  const path = shownPath(file);
  let stream: Readable | undefined;
  const onAbort = (): void => void stream?.destroy(new CodecError('ABORTED', `${path}: aborted`));
  try {
    // Opening a named pipe as a file would block a thread, which no abort could end. Other systems than Linux report the end
    // of a pipe that has no writer yet.
    const isPipe = process.platform === 'linux' && (await stat(file as Buffer)).isFIFO();
    stream = isPipe ? await pipeReader(file) : createReadStream(file as Buffer, { highWaterMark: CHUNK_BYTES, start });
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (cause) {
    throw fileError('read', path, cause);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    stream?.destroy();
  }
}

/** What a stream is called in messages: standard input, the path of the file that it reads, or just a stream. */
export function streamName(stream: Readable): string {
  if (stream === process.stdin) return 'standard input';
  const { path } = stream as { readonly path?: unknown };
  return typeof path === 'string' || path instanceof Uint8Array ? shownPath(path) : 'the stream';
}

/** A stream such as standard input in chunks. @param signal ends the wait for them @throws CodecError FILE_IO, ABORTED */
export async function* streamChunks(
  stream: Readable,
  name: string,
  signal?: AbortSignalLike,
): AsyncGenerator<Uint8Array> {
  const onAbort = (): void => void stream.destroy(new CodecError('ABORTED', `${name}: aborted`));
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (cause) {
    throw fileError('read', name, cause);
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Bytes on demand from chunks of any size, of a file, a pipe or memory: the input of header parsers. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);
  #position = 0;
  #ended = false;
  #pulling = false;
  #waitMs: number | undefined;
  /** What was taken since {@link keep}, to be given back. */
  #kept: Uint8Array[] | undefined;
  #watcher: ((bytes: Uint8Array) => void) | undefined;

  constructor(readonly source: AsyncIterable<Uint8Array> & { destroy?: () => void }) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** Bytes taken so far. */
  get position(): number {
    return this.#position;
  }

  /** The next 1 to `max` bytes, as many as are buffered; null at the end. A view, valid until the next call. */
  async some(max: number): Promise<Uint8Array | null> {
    while (this.#rest.length === 0) {
      if (!(await this.#pull())) return null;
    }
    return this.#take(Math.min(max, this.#rest.length));
  }

  /** The next `length` bytes, fewer at the end. */
  async read(length: number): Promise<Uint8Array> {
    await this.#fill(length);
    return this.#take(Math.min(length, this.#rest.length));
  }

  /** The next `length` bytes, fewer at the end, without taking them. */
  async peek(length: number): Promise<Uint8Array> {
    await this.#fill(length);
    return this.#rest.subarray(0, length);
  }

  /** Drops `length` bytes; resolves to how many there were. */
  async skip(length: number): Promise<number> {
    let left = length;
    while (left > 0) {
      const some = await this.some(left);
      if (!some) break;
      left -= some.length;
    }
    return length - left;
  }

  /** Calls `watcher` with all bytes that are taken from now on. */
  watch(watcher: (bytes: Uint8Array) => void): void {
    this.#watcher = watcher;
  }

  /** From now on, where nothing comes for `waitMs` the input has ended; undefined: it is waited for. */
  limitWait(waitMs: number | undefined): void {
    this.#waitMs = waitMs;
  }

  /** Puts back what the last call of {@link read} took. */
  unread(bytes: Uint8Array): void {
    this.#kept?.pop();
    this.#rest = new Uint8Array(Buffer.concat([bytes, this.#rest]));
    this.#position -= bytes.length;
  }

  /** Keeps what is taken from now on, for {@link rewind}. */
  keep(): void {
    this.#kept = [];
  }

  /** Ends {@link keep}: what was taken is dropped. */
  forget(): void {
    this.#kept = undefined;
  }

  /** Gives back what was taken since {@link keep}: it is read again. */
  rewind(): void {
    const parts = [...(this.#kept ?? []), this.#rest];
    this.#kept = undefined;
    this.#position -= parts.slice(0, -1).reduce((sum, part) => sum + part.length, 0);
    this.#rest = new Uint8Array(Buffer.concat(parts));
  }

  /** The rest, in chunks. */
  async *remaining(): AsyncGenerator<Uint8Array> {
    for (let some = await this.some(Infinity); some; some = await this.some(Infinity)) yield some;
  }

  /** Ends the source. May be called twice. */
  async close(): Promise<void> {
    this.#ended = true;
    this.#rest = new Uint8Array(0);
    // Destroying a stream ends a pending read; returning a generator that waits for input would not.
    this.source.destroy?.();
    const returned = this.#chunks.return?.();
    if (this.#pulling) returned?.catch(() => undefined);
    else await returned;
  }

  #take(length: number): Uint8Array {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    this.#position += length;
    this.#kept?.push(taken);
    this.#watcher?.(taken);
    return taken;
  }

  async #pull(): Promise<boolean> {
    if (this.#ended) return false;
    this.#pulling = true;
    let isGone = false;
    let timer: NodeJS.Timeout | undefined;
    try {
      const next = this.#chunks.next();
      const late = new Promise<undefined>((resolve) => {
        if (this.#waitMs !== undefined) timer = setTimeout(resolve, this.#waitMs, undefined);
      });
      const found = this.#waitMs === undefined ? await next : await Promise.race([next, late]);
      isGone = found === undefined;
      if (isGone) next.catch(() => undefined);
      const { done, value } = found ?? { done: true };
      if (done) {
        this.#ended = true;
        return false;
      }
      // A Buffer's `slice` would be a view.
      this.#rest = new Uint8Array(value.buffer, value.byteOffset, value.length);
      return true;
    } finally {
      clearTimeout(timer);
      // What is given up is still being waited for.
      this.#pulling = isGone;
    }
  }

  async #fill(length: number): Promise<void> {
    const parts = [this.#rest];
    let have = this.#rest.length;
    while (have < length && (await this.#pull())) {
      parts.push(this.#rest);
      have += this.#rest.length;
    }
    if (parts.length === 1) return;
    this.#rest = new Uint8Array(have);
    let at = 0;
    for (const part of parts) {
      this.#rest.set(part, at);
      at += part.length;
    }
  }
}
