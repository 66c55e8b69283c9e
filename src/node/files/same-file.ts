import { type BigIntStats, fstat } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * A file that is read or written: its path (its bytes, where its name is no UTF-8), or the descriptor of an open one, as 0
 * is for standard input.
 */
export type FileReference = string | Uint8Array | number;

const fstatOf = promisify(fstat) as (fd: number, options: { bigint: true }) => Promise<BigIntStats>;

const statsOf = (file: FileReference): Promise<BigIntStats | null> =>
  (typeof file === 'number' ? fstatOf(file, { bigint: true }) : stat(file as Buffer, { bigint: true })).catch(
    () => null,
  );

/**
 * What names the data behind a reference, links followed: device and inode, or the real path on network file systems that
 * have no inodes. Null where nothing exists, and for devices and sockets.
 */
export async function fileIdentity(file: FileReference): Promise<string | null> {
  const found = await statsOf(file);
  if (!found || !(found.isFile() || found.isFIFO())) return null;
  if (found.ino !== 0n) return `${found.dev}:${found.ino}`;
  return typeof file === 'number' ? null : realpath(file as Buffer);
}

/**
 * Whether two references lead to the same data: by device and inode, so that hard links, symbolic links and the spellings
 * of a file system that ignores case are seen through. False where one does not exist, and for devices and sockets: a
 * terminal is read and written at once.
 */
export async function isSameFile(a: FileReference, b: FileReference): Promise<boolean> {
  const [one, other] = await Promise.all([fileIdentity(a), fileIdentity(b)]);
  return one !== null && one === other;
}
