import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CodecError } from '../../core/errors.js';

/** What Node puts in place of bytes that are no UTF-8. */
const REPLACEMENT = '\ufffd';

/** A path as text, for messages: bytes that are no UTF-8 become U+FFFD. */
export const shownPath = (path: string | Uint8Array): string =>
  typeof path === 'string' ? path : Buffer.from(path).toString();

/**
 * The path by which a file can be opened. Node decodes the arguments of a program as UTF-8 and replaces what is none, so
 * that a name such as `caf\xe9.wav` cannot be opened as it was given; the folder has its bytes.
 *
 * @returns the path itself, or its bytes where exactly one entry of its folder is shown in the same way
 * @throws CodecError FILE_IO where several are
 */
export async function openablePath(path: string): Promise<string | Buffer> {
  if (!path.includes(REPLACEMENT)) return path;
  const folder = dirname(path).includes(REPLACEMENT) ? await openablePath(dirname(path)) : dirname(path);
  const entries = await readdir(folder, { encoding: 'buffer' }).catch((): Buffer[] => []);
  const name = basename(path);
  const found = entries.filter((entry) => entry.toString() === name);
  if (found.length > 1)
    throw new CodecError(
      'FILE_IO',
      `${path}: ${found.length} names in its folder are shown like this; give the folder`,
    );
  const entry = found[0];
  return entry ? Buffer.concat([Buffer.from(folder), Buffer.from('/'), entry]) : path;
}
