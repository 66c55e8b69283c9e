import { open, rename, rm } from 'node:fs/promises';
import { CodecError } from '../../core/errors.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { fileError } from './file-errors.js';

/**
 * Writes to a temporary file beside `path` and renames it at the end, so that `path` is never an incomplete file.
 *
 * @returns bytes written
 * @throws CodecError FILE_IO, and whatever `fill` throws
 */
export async function writeWhole(
  path: string,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<number> {
  const temporary = `${path}.partial`;
  let size = 0;
  try {
    const file = await open(temporary, 'w');
    try {
      await fill(async (bytes) => {
        if (bytes.length > 0) await file.writeFile(bytes);
        size += bytes.length;
      });
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error instanceof CodecError || !isSystemError(error) ? error : fileError('write', path, error);
  }
  return size;
}

const isSystemError = (error: unknown): boolean => typeof (error as { syscall?: unknown } | null)?.syscall === 'string';

/** @throws CodecError ABORTED */
export function throwIfAborted(signal: AbortSignalLike | undefined, what: string): void {
  if (signal?.aborted) throw new CodecError('ABORTED', `${what} was aborted`);
}
