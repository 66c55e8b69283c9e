import stringWidth from 'string-width';
import { graphemes } from '../core/graphemes.js';

/** Columns that a terminal gives to a text: two for an emoji or an ideograph, none for what is added to a letter. */
export function terminalWidth(text: string): number {
  let width = 0;
  for (const character of graphemes(text)) width += characterWidth(character);
  return width;
}

/** The beginning of a text that has room in so many columns, in whole characters. */
export function cutToWidth(text: string, columns: number): string {
  let width = 0;
  let cut = '';
  for (const character of graphemes(text)) {
    width += characterWidth(character);
    if (width > columns) break;
    cut += character;
  }
  return cut;
}

/** A character of several parts is drawn as one, of two columns at most. */
const characterWidth = (character: string): number => Math.min(2, stringWidth(character));
