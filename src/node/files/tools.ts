import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { CodecError } from '../../core/errors.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { runProgram } from '../run-program.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Path of an installed program, or null. Nothing is run. */
export async function findTool(name: string, env: Env = process.env): Promise<string | null> {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const dir of (env.PATH ?? '').split(delimiter).filter((path) => path !== ''))
    for (const ending of endings) {
      const path = join(dir, name + ending);
      const found = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (found) return path;
    }
  return null;
}

/** Longest run of a program. */
const TIMEOUT_MS = 300_000;

/**
 * Runs a program without a shell and waits for its end.
 *
 * @throws CodecError FILE_IO with the last line that it wrote when it fails or hangs, ABORTED
 */
export async function runTool(path: string, args: readonly string[], signal?: AbortSignalLike): Promise<void> {
  const { exitCode, killedBy, lastError, startError } = await runProgram(path, args, { timeoutMs: TIMEOUT_MS });
  if (startError)
    throw new CodecError('FILE_IO', `${path}: cannot be run: ${startError.message}`, { cause: startError });
  if (exitCode === 0) return;
  if (signal?.aborted) throw new CodecError('ABORTED', `${path} was aborted`);
  const how = killedBy ?? `exit code ${exitCode}`;
  throw new CodecError('FILE_IO', `${path}: ended with ${how}${lastError && `: ${lastError}`}`);
}
