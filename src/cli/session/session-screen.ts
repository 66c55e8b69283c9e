import type { PeerFigures } from '../../session/play/peer-figures.js';
import type { CliContext } from '../context.js';
import { type StatusLine, startDisplay } from '../status-line.js';
import { cutToWidth } from '../terminal-width.js';
import { sessionTable } from './session-table.js';

/** What the screen of a session shows, and in which form. */
export interface SessionScreenOptions {
  /** Neither table nor notes, only errors. */
  readonly quiet?: boolean;
  /** One JSON object per second, each on a line of standard output. */
  readonly jsonLines?: boolean;
  /** @returns the lines above the table, the table's rows, the lines below it, and the whole as a JSON object */
  snapshot(): {
    readonly head: readonly string[];
    readonly peers: readonly PeerFigures[];
    readonly foot: readonly string[];
    readonly json: object;
  };
}

const TERMINAL_MS = 500;

/** Shows a session while it lasts, as a table that is drawn over itself, or as JSON lines: {@link startDisplay}. */
export function startSessionScreen(context: CliContext, options: SessionScreenOptions): StatusLine {
  /** Lines that are shown, 0 for none. */
  let shown = 0;
  const clear = (): void => {
    if (shown > 0) context.stderr.write(`\x1b[${shown}A\r\x1b[J`);
    shown = 0;
  };
  return startDisplay(context, options, {
    everyMs: TERMINAL_MS,
    json: () => options.snapshot().json,
    draw() {
      const { head, peers, foot } = options.snapshot();
      const { columns = 80, rows = 24 } = context.stderr as { columns?: number; rows?: number };
      // A line that wraps would be counted as one; what does not fit the height is left out.
      const table = sessionTable(peers)
        .split('\n')
        .slice(0, Math.max(3, rows - 2 - head.length - foot.length));
      const lines = [...head, '', ...table, ...foot].map((line) => cutToWidth(line, columns - 1));
      clear();
      context.stderr.write(`${lines.join('\n')}\n`);
      shown = lines.length;
    },
    clear,
  });
}
