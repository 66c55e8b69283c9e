import { mkdir, stat } from 'node:fs/promises';
import { CodecError } from '../../core/errors.js';
import { fileError } from './file-errors.js';

/**
 * Makes a folder for outputs, with those above it, unless it exists.
 *
 * @throws CodecError FILE_IO where a file has its name, or it cannot be made
 */
export async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found && !found.isDirectory())
    throw new CodecError('FILE_IO', `${path}: cannot write into it: it is a file, and a folder must be named`);
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw fileError('write', path, cause);
  });
}
