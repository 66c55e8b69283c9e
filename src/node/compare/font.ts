import { inflateSync } from 'node:zlib';
import { FONT_DATA } from './font-data.js';

/** Rows of a letter; the baseline is below the 16th. */
export const LETTER_HEIGHT = 21;
const LEVELS = 15;

/** A letter: `width` × {@link LETTER_HEIGHT} levels, row by row. */
export interface Letter {
  readonly width: number;
  /** How much of each pixel is ink, 0 to 1. */
  coverage(x: number, y: number): number;
}

let letters: Map<number, Letter> | undefined;

/** The letter of a character; “?” for one that the font here does not have. */
export function letter(character: string): Letter {
  letters ??= read();
  return letters.get(character.codePointAt(0) ?? 0) ?? letters.get(63)!;
}

/** Width of a text in pixels. */
export const textWidth = (text: string): number =>
  [...text].reduce((width, character) => width + letter(character).width, 0);

function read(): Map<number, Letter> {
  const bytes = inflateSync(Buffer.from(FONT_DATA, 'base64'));
  const found = new Map<number, Letter>();
  for (let at = 0; at < bytes.length; ) {
    const code = bytes.readUInt16LE(at);
    const width = bytes[at + 2]!;
    const start = at + 3;
    found.set(code, { width, coverage: (x, y) => bytes[start + y * width + x]! / LEVELS });
    at = start + width * LETTER_HEIGHT;
  }
  return found;
}
