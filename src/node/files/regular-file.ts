import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';

/**
 * The status of a file that is to be read. Waiting for a named pipe or a device would block a thread, and with it the end of
 * the process, until somebody writes.
 *
 * @throws Error where `path` is neither a regular file nor a folder (which reading refuses); what the system says otherwise
 */
export async function requireRegularFile(path: string): Promise<Stats> {
  const stats = await stat(path);
  if (!stats.isFile() && !stats.isDirectory()) throw new Error('it is not a regular file');
  return stats;
}
