import { PNG } from 'pngjs';
import { GLYPH_ADVANCE, GLYPH_HEIGHT, GLYPH_WIDTH, glyph } from './bitmap-font.js';

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

  /** Draws text from its upper left corner; letters are 5·scale pixels wide and 8·scale high. */
  text(x: number, y: number, text: string, colour: Colour, scale = 2): void {
    [...text].forEach((character, n) => {
      const columns = glyph(character);
      for (let i = 0; i < GLYPH_WIDTH; i++)
        for (let j = 0; j < GLYPH_HEIGHT; j++)
          if ((columns[i]! >> j) & 1)
            this.fill(x + (n * GLYPH_ADVANCE + i) * scale, y + j * scale, scale, scale, colour);
    });
  }

  /** The bytes of a PNG file. */
  png(): Uint8Array {
    return PNG.sync.write(this.#png, { colorType: 2, inputColorType: 6 });
  }
}

/** Width of a text in pixels. */
export const textWidth = (text: string, scale = 2): number => text.length * GLYPH_ADVANCE * scale - scale;

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
