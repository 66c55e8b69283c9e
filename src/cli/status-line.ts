import type { Level } from '../core/dsp/level-meter.js';
import { nodeClock } from '../node/clock.js';
import { type CliContext, note } from './context.js';
import { cutToWidth } from './terminal-width.js';

/** What the status of a live command shows, and in which form. */
export interface StatusOptions {
  /** No status and no notes, only errors. */
  readonly quiet?: boolean;
  /** One JSON object per second, each on a line of standard output. */
  readonly jsonLines?: boolean;
  /** @returns the status as the text of the line, and as a JSON object */
  snapshot(): { text: string; json: object };
}

/** The status of a live command while it runs. */
export interface StatusLine {
  /** Writes a line for the user above the status. */
  note(text: string): void;
  /** Removes the line; in JSON writes the last status. */
  stop(): void;
}

const TERMINAL_MS = 200;
const JSON_MS = 1000;

/** How a status is drawn on a terminal. */
interface Drawing {
  readonly everyMs: number;
  /** The status as a JSON object. */
  json(): object;
  /** Draws the status, over the last one. */
  draw(): void;
  /** Removes what is drawn; nothing where nothing is. */
  clear(): void;
}

/**
 * Shows a status while a command runs: drawn on standard error, if that is a terminal, or as JSON lines on standard output
 * where the options ask for them.
 */
export function startDisplay(
  context: CliContext,
  options: Pick<StatusOptions, 'quiet' | 'jsonLines'>,
  { everyMs, json, draw, clear }: Drawing,
): StatusLine {
  const onTerminal = context.stderr.isTTY === true && !options.quiet && !options.jsonLines;
  const show = (): void => {
    if (options.jsonLines) context.stdout.write(`${JSON.stringify(json())}\n`);
    else if (onTerminal) draw();
  };
  let cancel = (): void => {};
  if (onTerminal || options.jsonLines) {
    const every = options.jsonLines ? JSON_MS : everyMs;
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

/** Shows the status as one line that is overwritten, or as JSON lines: {@link startDisplay}. */
export function startStatus(context: CliContext, options: StatusOptions): StatusLine {
  let isShown = false;
  return startDisplay(context, options, {
    everyMs: TERMINAL_MS,
    json: () => options.snapshot().json,
    draw() {
      const columns = (context.stderr as { columns?: number }).columns ?? 80;
      context.stderr.write(`\r${cutToWidth(options.snapshot().text, columns - 1)}\x1b[K`);
      isShown = true;
    },
    clear() {
      if (isShown) context.stderr.write('\r\x1b[K');
      isShown = false;
    },
  });
}

const BAR_DB = 48;
const BAR_CELLS = 16;

/** RMS as a bar over 48 dB, the peak in figures, and a mark for clipping: "▮▮▮▮▮▮▮▮▮▯▯▯▯▯▯▯ −12 dB". */
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
