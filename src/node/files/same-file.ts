import { type BigIntStats, fstat } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A file that is read or written: its path, or the descriptor of an open one, as 0 is for standard input. */
export type FileReference = string | number;

const fstatOf = promisify(fstat) as (fd: number, options: { bigint: true }) => Promise<BigIntStats>;

const statsOf = (file: FileReference): Promise<BigIntStats | null> =>
  (typeof file === 'number' ? fstatOf(file, { bigint: true }) : stat(file, { bigint: true })).catch(() => null);

/**
 * Whether two references lead to the same data: by device and inode, so that hard links, symbolic links and the spellings
 * of a file system that ignores case are seen through. False where one does not exist, and for devices and sockets: a
 * terminal is read and written at once.
 */
export async function isSameFile(a: FileReference, b: FileReference): Promise<boolean> {
  const [one, other] = await Promise.all([statsOf(a), statsOf(b)]);
  if (!one || !other || !(one.isFile() || one.isFIFO())) return false;
  // Some network file systems have no inodes.
  if (one.ino !== 0n || other.ino !== 0n) return one.ino === other.ino && one.dev === other.dev;
  if (typeof a === 'number' || typeof b === 'number') return false;
  return (await realpath(a)) === (await realpath(b));
}
