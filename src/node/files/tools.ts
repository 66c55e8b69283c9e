import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { CodecError } from '../../core/errors.js';
import type { AbortSignalLike } from '../../ports/audio.js';

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
/** Characters of a program's error output that are kept. */
const MAX_OUTPUT = 2000;

/**
 * Runs a program without a shell and waits for its end.
 *
 * @throws CodecError FILE_IO with the last line that it wrote when it fails or hangs, ABORTED
 */
export function runTool(path: string, args: readonly string[], signal?: AbortSignalLike): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: TIMEOUT_MS });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT);
    });
    child.once('error', (cause) =>
      reject(new CodecError('FILE_IO', `${path}: cannot be run: ${cause.message}`, { cause })),
    );
    child.once('close', (code, killedBy) => {
      if (code === 0) return resolve();
      if (signal?.aborted) return reject(new CodecError('ABORTED', `${path} was aborted`));
      const last = output.trim().split('\n').at(-1) ?? '';
      reject(new CodecError('FILE_IO', `${path}: ended with ${killedBy ?? `exit code ${code}`}${last && `: ${last}`}`));
    });
  });
}
