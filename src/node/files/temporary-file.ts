import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Bytes of a file's name that nearly every file system takes. */
const MAX_NAME_BYTES = 255;

/** Temporary files that are removed when the process exits: an interrupt must leave none behind. */
const disposable = new Set<string>();
let isListening = false;

/** A file under a name of its own beside another one, which it may become. */
export interface TemporaryFile {
  readonly path: string;
  readonly file: FileHandle;
  /** Removes it. May be called twice, and when it was renamed. */
  remove(): Promise<void>;
  /** It has been renamed: there is nothing left to remove. */
  renamed(): void;
}

/**
 * Opens `NAME.xxxxxxxx.partial` in the folder of `path`, so that a rename puts it in place in one step.
 *
 * @param mode permission bits
 * @param isDisposable whether it is removed when the process exits
 * @throws what the system throws
 */
export async function openTemporary(path: string, mode: number, isDisposable: boolean): Promise<TemporaryFile> {
  const ending = `.${randomBytes(4).toString('hex')}.partial`;
  let name = basename(path);
  while (Buffer.byteLength(name) > MAX_NAME_BYTES - ending.length) name = name.slice(0, -1);
  const temporary = join(dirname(path), name + ending);
  const file = await open(temporary, 'wx', mode);
  if (isDisposable) disposable.add(temporary);
  if (!isListening) process.on('exit', removeAll);
  isListening = true;
  return {
    path: temporary,
    file,
    async remove() {
      await file.close().catch(() => undefined);
      await rm(temporary, { force: true });
      disposable.delete(temporary);
    },
    renamed: () => void disposable.delete(temporary),
  };
}

function removeAll(): void {
  for (const path of disposable) rmSync(path, { force: true });
}
