import cliProgress from 'cli-progress';
import type { CliContext } from './context.js';

/** A progress bar on the terminal, or nothing where there is no terminal. */
export interface Progress {
  /** @param value in the total's unit; @param detail shown at the end of the line */
  update(value: number, detail?: string): void;
  /** Removes the bar. May be called twice. */
  stop(): void;
}

/** What a progress bar shows. */
export interface ProgressOptions {
  /** Text in front of the bar. */
  readonly label: string;
  /** Absent when unknown: then only the value is shown. */
  readonly total?: number;
  /** Shows nothing. @default false */
  readonly isQuiet?: boolean;
  /** Writes a value, e.g. as a duration. */
  readonly format: (value: number) => string;
}

const NONE: Progress = { update: () => {}, stop: () => {} };

/** Shows a bar on standard error if that is a terminal, else nothing, so that logs and pipes have no bars in them. */
export function startProgress(context: CliContext, options: ProgressOptions): Progress {
  if (!context.stderr.isTTY || options.isQuiet) return NONE;
  const { label, total, format } = options;
  const known = total !== undefined && total > 0;
  const bar = new cliProgress.SingleBar({
    stream: context.stderr as NodeJS.WriteStream,
    format: known ? `${label} {bar} {done} of {all} {detail}` : `${label} {done} {detail}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    gracefulExit: false,
  });
  bar.start(known ? total : 1, 0, { done: format(0), all: known ? format(total) : '', detail: '' });
  let stopped = false;
  return {
    update: (value, detail = '') => {
      if (!stopped) bar.update(known ? Math.min(value, total) : 0, { done: format(value), detail });
    },
    stop: () => {
      if (!stopped) bar.stop();
      stopped = true;
    },
  };
}
