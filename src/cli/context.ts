import type { Readable, Writable } from 'node:stream';
import { singleLine } from '../core/single-line.js';

/** Everything that a command uses of its process, so that tests can run commands in their own process. */
export interface CliContext {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGINT, SIGTERM, or when the reader of standard output has closed. */
  readonly signal: AbortSignal;
  /**
   * Sets what SIGHUP does, which otherwise ends the command; false from the handler ends it all the same. Undefined where
   * a process has no signals of its own, as in tests.
   */
  readonly onHangup?: (handler: () => boolean) => void;
  /** From now on output that cannot be written, to a closed pipe or a full disk, no longer ends the command. */
  readonly ignoreOutputErrors?: () => void;
  /** Set by a command that completes with a failure to report, as `doctor` does. @default 0 */
  exitCode: number;
}

/** One line of results on standard output. */
export const print = (context: CliContext, text: string): void => void context.stdout.write(`${text}\n`);

/** One line for the user on standard error: names of files and titles may hold line breaks and what terminals obey. */
export const note = (context: CliContext, text: string): void =>
  void context.stderr.write(`latentcast: ${singleLine(text)}\n`);

/** A result as JSON on standard output. */
export const printJson = (context: CliContext, value: unknown): void => print(context, JSON.stringify(value, null, 2));
