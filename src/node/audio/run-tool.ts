import { execFile } from 'node:child_process';

export interface ToolResult {
  readonly ok: boolean;
  readonly out: string;
  /** Why it failed, in one line. */
  readonly reason: string;
}

/** Runs a program that answers and ends; one that is not there or hangs is a result, not an error. */
export function runTool(file: string, args: readonly string[], timeoutMs = 3000): Promise<ToolResult> {
  return new Promise((resolve) => {
    execFile(
      file,
      [...args],
      { timeout: timeoutMs, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
      (error, out, err) => {
        if (!error) return resolve({ ok: true, out, reason: '' });
        const code = (error as NodeJS.ErrnoException).code;
        const last = err.trim().split('\n').at(-1) ?? '';
        const reason =
          code === 'ENOENT'
            ? `${file} is not installed`
            : `${file}: ${last || (error.killed ? 'no answer' : `code ${code}`)}`;
        resolve({ ok: false, out, reason });
      },
    );
  });
}
