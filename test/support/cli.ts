import { PassThrough, Writable } from 'node:stream';
import type { CliContext } from '../../src/cli/context.js';
import { run } from '../../src/cli/program.js';

/** A stream that stores what is written, and resolves promises that wait for a text in it. */
export class Capture extends Writable {
  readonly chunks: Buffer[] = [];
  isTTY = false;
  #waiting: { pattern: RegExp; resolve: (match: RegExpMatchArray) => void }[] = [];

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.chunks.push(chunk);
    this.#waiting = this.#waiting.filter(({ pattern, resolve }) => {
      const match = this.text.match(pattern);
      if (match) resolve(match);
      return !match;
    });
    done();
  }

  waitFor(pattern: RegExp): Promise<RegExpMatchArray> {
    const match = this.text.match(pattern);
    return match ? Promise.resolve(match) : new Promise((resolve) => this.#waiting.push({ pattern, resolve }));
  }
}

export interface Running {
  readonly done: Promise<{ code: number; out: string; err: string; bytes: Buffer }>;
  readonly stdin: PassThrough;
  readonly stderr: Capture;
  readonly stdout: Capture;
  /** As SIGINT does. */
  interrupt(): void;
}

/** Runs one command line in this process; `isTerminal` is of its standard output and error. */
export function startCli(args: readonly string[], env: Record<string, string> = {}, isTerminal = false): Running {
  const [stdin, stdout, stderr] = [new PassThrough(), new Capture(), new Capture()];
  stdout.isTTY = isTerminal;
  stderr.isTTY = isTerminal;
  const abort = new AbortController();
  const context: CliContext = { stdin, stdout, stderr, env, signal: abort.signal, exitCode: 0 };
  const done = run(args, context).then((code) => ({ code, out: stdout.text, err: stderr.text, bytes: stdout.bytes }));
  return { done, stdin, stdout, stderr, interrupt: () => abort.abort(new Error('SIGINT')) };
}

export const cli = (args: readonly string[], env: Record<string, string> = {}) => startCli(args, env).done;
