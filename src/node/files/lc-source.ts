import type { Readable } from 'node:stream';
import { CodecError } from '../../core/errors.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { fileChunks, streamChunks, streamName } from './byte-reader.js';
import type { FileReference } from './same-file.js';

/** An `.lc` file that is read from a stream such as standard input. */
export interface LcStream {
  readonly stream: Readable;
  /** Descriptor of the stream, where it has one. */
  readonly input?: number;
}

/** Bytes of an `.lc` file, with the name for errors and what it is compared with. */
export interface LcSource {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly inputs: readonly FileReference[];
}

/** Opens a path or a stream for reading. */
export function lcSource(input: string | LcStream, signal: AbortSignalLike | undefined): LcSource {
  if (typeof input === 'string') return { name: input, chunks: fileChunks(input, signal), inputs: [input] };
  const name = streamName(input.stream);
  return {
    name,
    chunks: streamChunks(input.stream, name, signal),
    inputs: input.input === undefined ? [] : [input.input],
  };
}

/** What `read` returns; a CodecError of it names the file. */
export function namedLc<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof CodecError) throw new CodecError(error.code, `${path}: ${error.message}`, { cause: error });
    throw error;
  }
}
