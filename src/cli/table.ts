import { singleLine } from '../core/single-line.js';
import { terminalWidth } from './terminal-width.js';

/** How {@link table} lays its columns out. */
export interface TableOptions {
  /** Indices of the columns that are aligned to the right. */
  readonly right?: readonly number[];
  /** Spaces in front of each line. @default 0 */
  readonly indent?: number;
}

/**
 * Rows of text as aligned columns two spaces apart, without trailing spaces. A row that is null is a horizontal rule.
 */
export function table(rows: readonly (readonly string[] | null)[], options: TableOptions = {}): string {
  const { right = [], indent = 0 } = options;
  const cleaned = rows.map((row) => row?.map(printable) ?? null);
  const cells = cleaned.filter((row) => row !== null);
  const columns = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) =>
    Math.max(...cells.map((row) => terminalWidth(row[c] ?? ''))),
  );
  const line = (row: readonly string[] | null): string =>
    row === null
      ? widths.map((w) => '─'.repeat(w)).join('──')
      : widths
          .map((w, c) => {
            const text = row[c] ?? '';
            const padding = ' '.repeat(w - terminalWidth(text));
            return right.includes(c) ? padding + text : text + padding;
          })
          .join('  ')
          .trimEnd();
  return cleaned.map((row) => ' '.repeat(indent) + line(row)).join('\n');
}

/** What a peer has stated, without line breaks and characters that drive a terminal or turn the direction of text. */
const printable = (text: string): string => singleLine(text).replace(/[\u200e\u200f]/g, ' ');
