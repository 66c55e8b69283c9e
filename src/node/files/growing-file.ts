import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { CodecError } from '../../core/errors.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { CHUNK_BYTES } from './byte-reader.js';
import { fileError } from './file-errors.js';
import { shownPath } from './path-bytes.js';

/** How often the end of a file is looked at. */
const POLL_MS = 50;

/**
 * Reads a file that grows, until it has not grown for `idleMs`.
 *
 * @throws CodecError FILE_IO, also where the file becomes shorter than what was read; ABORTED
 */
export function growingFileChunks(
  file: string | Uint8Array,
  idleMs: number,
  signal?: AbortSignalLike,
): AsyncGenerator<Uint8Array> & { destroy: () => void } {
  const path = shownPath(file);
  const closed = new AbortController();
  const onAbort = (): void => closed.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(file as Buffer, 'r');
      let position = 0;
      let waitedMs = 0;
      while (waitedMs < idleMs && !closed.signal.aborted) {
        const bytes = new Uint8Array(CHUNK_BYTES);
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, position);
        if (bytesRead > 0) {
          position += bytesRead;
          waitedMs = 0;
          yield bytes.subarray(0, bytesRead);
          continue;
        }
        if ((await handle.stat()).size < position)
          throw new CodecError('FILE_IO', `${path}: it became shorter while it was read`);
        await wait(POLL_MS, undefined, { signal: closed.signal }).catch(() => undefined);
        waitedMs += POLL_MS;
      }
      if (signal?.aborted) throw new CodecError('ABORTED', `${path}: aborted`);
    } catch (cause) {
      throw fileError('read', path, cause);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      await handle?.close();
    }
  }
  return Object.assign(chunks(), { destroy: () => closed.abort() });
}
