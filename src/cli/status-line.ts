import type { Level } from '../core/dsp/level-meter.js';
import { nodeClock } from '../node/clock.js';
import { type CliContext, note } from './context.js';

export interface StatusOptions {
  /** No status at all, only what went wrong. */
  readonly quiet?: boolean;
  /** One JSON object a line on standard output, one a second, for machines. */
  readonly jsonLines?: boolean;
  /** @returns what is shown: the text of the line and the same as plain JSON. */
  snapshot(): { text: string; json: object };
}

export interface StatusLine {
  /** A line for a person, above the status. */
  note(text: string): void;
  /** An event for machines, or a note. */
  stop(): void;
}

const TERMINAL_MS = 200;
const JSON_MS = 1000;

/**
 * One line on standard error that is written over while it is a terminal, and JSON lines on standard output where they
 * are asked for; neither otherwise, so that logs stay clean.
 */
export function startStatus(context: CliContext, options: StatusOptions): StatusLine {
  const onTerminal = context.stderr.isTTY === true && !options.quiet && !options.jsonLines;
  let isShown = false;
  const clear = (): void => {
    if (isShown) context.stderr.write('\r\x1b[K');
    isShown = false;
  };
  const show = (): void => {
    const { text, json } = options.snapshot();
    if (options.jsonLines) context.stdout.write(`${JSON.stringify(json)}\n`);
    else if (onTerminal) {
      const columns = (context.stderr as { columns?: number }).columns ?? 80;
      context.stderr.write(`\r${[...text].slice(0, columns - 1).join('')}\x1b[K`);
      isShown = true;
    }
  };
  let cancel = (): void => {};
  if (onTerminal || options.jsonLines) {
    const every = options.jsonLines ? JSON_MS : TERMINAL_MS;
    const tick = (): void => {
      show();
      cancel = nodeClock.schedule(every, tick);
    };
    cancel = nodeClock.schedule(every, tick);
  }
  return {
    note(text) {
      if (options.quiet) return;
      clear();
      note(context, text);
    },
    stop() {
      cancel();
      if (options.jsonLines) show();
      clear();
    },
  };
}

const BAR_DB = 48;
const BAR_CELLS = 16;

/** RMS as a bar over 48 dB, the peak in figures, and a mark where it clipped: "▮▮▮▮▮▮▮▮▮▯▯▯▯▯▯▯ −12 dB". */
export function levelBar({ peakDb, rmsDb, isClipped }: Level): string {
  const cells = Math.max(0, Math.min(BAR_CELLS, Math.round(((rmsDb + BAR_DB) / BAR_DB) * BAR_CELLS))) || 0;
  const peak = Number.isFinite(peakDb) ? `${peakDb < 0 ? '−' : ''}${Math.abs(peakDb).toFixed(0)}`.padStart(3) : ' −∞';
  return `${'▮'.repeat(cells)}${'▯'.repeat(BAR_CELLS - cells)} ${peak} dB${isClipped ? ' CLIP' : ''}`;
}

/** JSON has no infinity: silence is null. */
export const levelJson = ({ peakDb, rmsDb, isClipped }: Level): object => ({
  peakDb: Number.isFinite(peakDb) ? Number(peakDb.toFixed(1)) : null,
  rmsDb: Number.isFinite(rmsDb) ? Number(rmsDb.toFixed(1)) : null,
  isClipped,
});
