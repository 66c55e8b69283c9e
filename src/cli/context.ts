import type { Readable, Writable } from 'node:stream';

/** What a command sees of the world: nothing else of the process, so that tests run commands in place. */
export interface CliContext {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGINT, SIGTERM, or when the reader of standard output has gone. */
  readonly signal: AbortSignal;
  /** Set by a command that ran to its end and has bad news: `doctor`. @default 0 */
  exitCode: number;
}

/** One line of results. */
export const print = (context: CliContext, text: string): void => void context.stdout.write(`${text}\n`);

/** One line for a person, beside the results. */
export const note = (context: CliContext, text: string): void => void context.stderr.write(`latentcast: ${text}\n`);

export const printJson = (context: CliContext, value: unknown): void => print(context, JSON.stringify(value, null, 2));
