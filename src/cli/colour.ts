import { inspect } from 'node:util';
import { hasColours } from '../node/has-colours.js';
import type { CliContext } from './context.js';

/** How text stands out on a terminal. */
export type TerminalColour = 'bold' | 'cyan' | 'green' | 'red' | 'yellow';

/** Text as it is, or within the codes of a colour. */
export const coloured = (text: string, colour: TerminalColour): string => {
  const [on, off] = inspect.colors[colour]!;
  return `\x1b[${on}m${text}\x1b[${off}m`;
};

/** Colours text for standard output or standard error, where that is a terminal. */
export const colourFor =
  (context: CliContext, stream: 'stdout' | 'stderr') =>
  (text: string, colour: TerminalColour): string =>
    hasColours(context[stream], context.env) ? coloured(text, colour) : text;

/** Of `✓`, `!`, `–` and `✗` in front of what was checked. */
const MARKS: Readonly<Record<string, TerminalColour>> = { '✓': 'green', '!': 'yellow', '–': 'yellow', '✗': 'red' };

/** Lines that begin with a mark, with the mark in its colour. */
export function colouredMarks(context: CliContext, text: string): string {
  const colour = colourFor(context, 'stdout');
  return text.replace(/^[✓!–✗]/gmu, (mark) => colour(mark, MARKS[mark]!));
}
