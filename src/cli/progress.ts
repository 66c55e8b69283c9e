import cliProgress from 'cli-progress';
import { nodeClock } from '../node/clock.js';
import { type CliContext, note } from './context.js';

/** A progress bar on the terminal; where there is no terminal nothing, or lines that are seldom. */
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
  /** Where there is no terminal, a line every five seconds at most: for commands that take long. @default false */
  readonly hasLines?: boolean;
}

const NONE: Progress = { update: () => {}, stop: () => {} };

const LINE_EVERY_MS = 5000;

/** Lines of a log: the first after the interval, so that what is over sooner writes none. */
function startLines(context: CliContext, { label, format }: ProgressOptions, nowMs: () => number): Progress {
  let lastMs = nowMs();
  let isStopped = false;
  return {
    update(value, detail) {
      if (isStopped || nowMs() - lastMs < LINE_EVERY_MS) return;
      lastMs = nowMs();
      note(context, `${label}: ${format(value)}${detail ? `, ${detail}` : ''}`);
    },
    stop() {
      isStopped = true;
    },
  };
}

/** Shows a bar on standard error if that is a terminal: logs and pipes have no bars in them, and lines where the options ask for them. */
export function startProgress(
  context: CliContext,
  options: ProgressOptions,
  nowMs: () => number = () => nodeClock.nowMs(),
): Progress {
  if (options.isQuiet) return NONE;
  if (!context.stderr.isTTY) return options.hasLines ? startLines(context, options, nowMs) : NONE;
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
