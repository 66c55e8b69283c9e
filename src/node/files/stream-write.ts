import type { Writable } from 'node:stream';
import { fileError } from './file-errors.js';

/**
 * Writes to a stream; resolves when the stream has passed the bytes on. The caller may then reuse them, and a slow reader
 * slows the writer.
 *
 * @param name in errors
 * @throws CodecError FILE_IO when the stream fails or its reader has closed (EPIPE, kept as the cause)
 */
export function writeAll(stream: Writable, bytes: Uint8Array, name = 'standard output'): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => {
      if (error) reject(fileError('write', name, error));
      else resolve();
    });
  });
}

/** Whether an error, or a cause of it, is that the reader of a pipe has closed. */
export function isBrokenPipe(error: unknown): boolean {
  for (let e = error as { code?: unknown; cause?: unknown } | null | undefined; e; e = e.cause as typeof e) {
    if (e.code === 'EPIPE') return true;
  }
  return false;
}
