import { spawn } from 'node:child_process';

/** Of what a program writes, at most this many characters are kept: the first of its output, the last of its errors. */
const MAX_OUTPUT = 2 ** 22;
const MAX_ERRORS = 2000;

/** How long a program may run, and in which environment. */
export interface RunProgramOptions {
  /** It is ended by SIGTERM after this time. */
  readonly timeoutMs: number;
  /** All of the program's environment variables. @default that of this process */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** How a program ended and what it wrote. */
export interface ProgramEnd {
  /** Standard output. */
  readonly out: string;
  /** Last line of standard error; empty where it wrote none. */
  readonly lastError: string;
  /** null where a signal ended it, or it could not be started. */
  readonly exitCode: number | null;
  readonly killedBy: NodeJS.Signals | null;
  /** Why it could not be started. */
  readonly startError?: NodeJS.ErrnoException;
}

/** Runs a program without a shell, its standard input empty, and waits for its end. Never rejects. */
export function runProgram(file: string, args: readonly string[], options: RunProgramOptions): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const { timeoutMs, env = process.env } = options;
    const child = spawn(file, [...args], { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, env });
    let [out, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (out.length < MAX_OUTPUT) out = (out + text).slice(0, MAX_OUTPUT);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-MAX_ERRORS);
    });
    const end = (exitCode: number | null, killedBy: NodeJS.Signals | null, startError?: Error): void => {
      const lastError = errors.trim().split('\n').at(-1) ?? '';
      resolve({ out, lastError, exitCode, killedBy, ...(startError && { startError }) });
    };
    child.once('error', (error) => end(null, null, error));
    child.once('close', (code, signal) => end(code, signal));
  });
}
