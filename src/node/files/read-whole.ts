import { readFile, stat } from 'node:fs/promises';
import type { AbortSignalLike } from '../../ports/audio.js';
import { fileChunks } from './byte-reader.js';

/** Whether a path is a named pipe, or the end of one that a shell hands over (`<(command)`), which is read only once. */
export const isNamedPipe = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFIFO(),
    () => false,
  );

/**
 * A file as a whole; of a named pipe what its writers write. Reading that as a file would block a thread until somebody
 * writes, and with it the end of the process.
 *
 * @param signal ends the wait for a pipe's writer
 * @throws what the system throws; CodecError ABORTED
 */
export async function readWhole(path: string, signal?: AbortSignalLike): Promise<Buffer> {
  if (!(await isNamedPipe(path))) return readFile(path);
  const chunks: Uint8Array[] = [];
  for await (const chunk of fileChunks(path, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
