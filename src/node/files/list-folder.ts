import { readdir, realpath, stat } from 'node:fs/promises';
import { normalize } from 'node:path';
import { isAudioName } from './audio-names.js';
import { fileError } from './file-errors.js';
import { openablePath, shownPath } from './path-bytes.js';

/**
 * The regular files in a folder and below it, by name, symbolic links to such files and folders included; each folder
 * once. A name that is no UTF-8 is shown with U+FFFD, and `openAudio` opens it so.
 *
 * Hidden files are left out, those that macOS keeps beside others (`._NAME`) among them.
 *
 * @param onSkipped told of what is named like audio and is none, or cannot be read: a pipe, a broken link
 * @throws CodecError FILE_IO where the folder cannot be read
 */
export async function listFolder(folder: string, onSkipped: (reason: string) => void): Promise<string[]> {
  const found: string[] = [];
  const visited = new Set<string>();
  const visit = async (path: Buffer): Promise<void> => {
    // A link may lead back to a folder that contains it.
    const real = await realpath(path);
    if (visited.has(real)) return;
    visited.add(real);
    const names = await readdir(path, { encoding: 'buffer' });
    for (const name of names.sort(byShown)) if (name[0] !== DOT) await add(Buffer.concat([path, SEPARATOR, name]));
  };
  const add = async (path: Buffer): Promise<void> => {
    const shown = normalize(shownPath(path));
    try {
      const stats = await stat(path);
      if (stats.isDirectory()) await visit(path);
      else if (stats.isFile()) found.push(shown);
      else if (isAudioName(shown)) onSkipped(`${shown}: skipped: it is ${kindOf(stats)}`);
    } catch (cause) {
      const reason = LINKS[(cause as NodeJS.ErrnoException).code ?? ''];
      if (!reason) onSkipped(`skipped: ${fileError('read', shown, cause).message}`);
      else if (isAudioName(shown)) onSkipped(`${shown}: skipped: ${reason}`);
    }
  };
  try {
    await visit(Buffer.from(await openablePath(folder)));
  } catch (cause) {
    throw fileError('read', folder, cause);
  }
  return found;
}

const DOT = 0x2e;
const SEPARATOR = Buffer.from('/');
/** What is wrong with a symbolic link, by the system's error. */
const LINKS: Readonly<Record<string, string>> = { ENOENT: 'it is a link to nothing', ELOOP: 'it is a link to itself' };
const byShown = (a: Buffer, b: Buffer): number => (shownPath(a) < shownPath(b) ? -1 : 1);
const kindOf = (stats: { isFIFO(): boolean; isSocket(): boolean }): string =>
  stats.isFIFO() ? 'a named pipe' : stats.isSocket() ? 'a socket' : 'a device';
