import cliProgress from 'cli-progress';
import type { CliContext } from './context.js';
import type { Progress } from './progress.js';

/** Progress bars of several jobs, and one of all of them together. */
export interface MultiProgress {
  /** Adds the bar of one job; `total` is in the unit that `format` takes. */
  start(label: string, total: number | undefined): Progress;
  /** @param share of all jobs that is done, 0..1 */
  total(share: number, detail: string): void;
  stop(): void;
}

const NONE: MultiProgress = { start: () => ({ update: () => {}, stop: () => {} }), total: () => {}, stop: () => {} };
const LABEL = 28;

/** On standard error while it is a terminal; nothing otherwise. */
export function startMultiProgress(
  context: CliContext,
  format: (value: number) => string,
  isQuiet = false,
): MultiProgress {
  if (!context.stderr.isTTY || isQuiet) return NONE;
  const bars = new cliProgress.MultiBar({
    stream: context.stderr as NodeJS.WriteStream,
    format: '{label} {bar} {percentage} % {detail}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    gracefulExit: false,
  });
  const all = bars.create(1, 0, { label: 'all'.padEnd(LABEL), detail: '' });
  return {
    start: (label, total) => {
      const size = total ?? 1;
      const bar = bars.create(size, 0, { label: shorten(label), detail: '' });
      let stopped = false;
      return {
        update: (value) => {
          if (!stopped) bar.update(total ? Math.min(value, size) : 0, { detail: format(value) });
        },
        stop: () => {
          if (!stopped) bars.remove(bar);
          stopped = true;
        },
      };
    },
    total: (share, detail) => all.update(Math.min(1, share), { detail }),
    stop: () => bars.stop(),
  };
}

/** Keeps the end of a long name, which distinguishes files better than its start. */
const shorten = (label: string): string => (label.length > LABEL ? `…${label.slice(1 - LABEL)}` : label.padEnd(LABEL));
