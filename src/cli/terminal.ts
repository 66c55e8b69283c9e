import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** Whether a command was started from a terminal that has been closed since. */
export function hasLostTerminal(stdin: Readable): boolean {
  if (!(stdin as { isTTY?: boolean }).isTTY || process.platform === 'win32') return false;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return false;
  } catch {
    return true;
  }
}
