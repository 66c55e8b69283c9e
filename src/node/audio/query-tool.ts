import { runProgram } from '../run-program.js';

/** What a program of a sound system answered, or why it did not. */
export interface ToolAnswer {
  readonly isOk: boolean;
  /** Standard output; empty where it failed. */
  readonly out: string;
  /** Why it failed, in one line. */
  readonly reason: string;
}

/** Asks a program that answers and ends, in English; one that is not installed or hangs is a result, not an error. */
export async function queryTool(file: string, args: readonly string[], timeoutMs = 3000): Promise<ToolAnswer> {
  const env = { ...process.env, LC_ALL: 'C' };
  const { out, lastError, exitCode, killedBy, startError } = await runProgram(file, args, { timeoutMs, env });
  if (exitCode === 0) return { isOk: true, out, reason: '' };
  if (startError?.code === 'ENOENT') return { isOk: false, out: '', reason: `${file} is not installed` };
  const why = lastError || startError?.message || (killedBy ? 'no answer' : `code ${exitCode}`);
  return { isOk: false, out: '', reason: `${file}: ${why}` };
}
