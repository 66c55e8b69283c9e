import { PNG } from 'pngjs';
import { LETTER_HEIGHT, letter } from './font.js';

/** 0..255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A picture to draw a diagram on, and to write as a PNG. */
export class Picture {
  readonly #png: PNG;

  constructor(
    readonly width: number,
    readonly height: number,
    background: Colour,
  ) {
    this.#png = new PNG({ width, height });
    this.fill(0, 0, width, height, background);
  }

  /** Sets a pixel; outside of the picture it does nothing. */
  set(x: number, y: number, [red, green, blue]: Colour): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = (y * this.width + x) * 4;
    const { data } = this.#png;
    data[at] = red;
    data[at + 1] = green;
    data[at + 2] = blue;
    data[at + 3] = 255;
  }

  /** Fills a rectangle. */
  fill(x: number, y: number, width: number, height: number, colour: Colour): void {
    for (let j = y; j < y + height; j++) for (let i = x; i < x + width; i++) this.set(i, j, colour);
  }

  /** Draws text from its upper left corner; see {@link LETTER_HEIGHT} and `textWidth`. */
  text(x: number, y: number, text: string, colour: Colour): void {
    let left = x;
    for (const character of text) {
      const { width, coverage } = letter(character);
      for (let j = 0; j < LETTER_HEIGHT; j++)
        for (let i = 0; i < width; i++) this.#blend(left + i, y + j, colour, coverage(i, j));
      left += width;
    }
  }

  /** Covers a part of a pixel; outside of the picture it does nothing. */
  #blend(x: number, y: number, colour: Colour, part: number): void {
    if (part === 0 || x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = (y * this.width + x) * 4;
    const under = (c: number): number => this.#png.data[at + c]!;
    const mixed = (c: 0 | 1 | 2): number => Math.round(under(c) + part * (colour[c] - under(c)));
    this.set(x, y, [mixed(0), mixed(1), mixed(2)]);
  }

  /** The bytes of a PNG file. */
  png(): Uint8Array {
    return PNG.sync.write(this.#png, { colorType: 2, inputColorType: 6 });
  }
}

// Control points of matplotlib's magma (CC0): its brightness grows evenly to the eye, in grey too.
const MAGMA: readonly Colour[] = [
  [0, 0, 4],
  [28, 16, 68],
  [79, 18, 123],
  [129, 37, 129],
  [181, 54, 122],
  [229, 80, 100],
  [251, 135, 97],
  [254, 194, 135],
  [252, 253, 191],
];

/**
 * The colour of a level in a spectrogram, of matplotlib's magma.
 *
 * @param level 0 (dark) to 1 (bright); other values are clamped
 */
export function magma(level: number): Colour {
  const at = Math.min(1, Math.max(0, level)) * (MAGMA.length - 1);
  const i = Math.min(MAGMA.length - 2, Math.floor(at));
  const mix = (c: 0 | 1 | 2): number => Math.round(MAGMA[i]![c] + (at - i) * (MAGMA[i + 1]![c] - MAGMA[i]![c]));
  return [mix(0), mix(1), mix(2)];
}

/**
 * The colour of a difference: white for none, red for louder, blue for quieter.
 *
 * @param difference −1 to 1; other values are clamped
 */
export function redOrBlue(difference: number): Colour {
  const at = Math.min(1, Math.max(-1, difference));
  const full: Colour = at > 0 ? [178, 24, 43] : [33, 102, 172];
  const part = Math.abs(at);
  const mix = (c: 0 | 1 | 2): number => Math.round(255 + part * (full[c] - 255));
  return [mix(0), mix(1), mix(2)];
}
