import type { Spectrogram } from '../../core/dsp/spectrum.js';
import type { PanelLayout } from './panel-layout.js';
import { type Picture, redOrBlue } from './picture.js';

/** Full colour of a difference. */
export const MAX_DIFFERENCE_DB = 12;
/** Pixels over which powers are averaged before they are compared: single bins of noise differ by chance. */
const CELL = 5;
/** Levels below the loudest at which a difference is no longer heard: none is drawn, and all of it above the second. */
const FAINT_DB = -70;
const CLEAR_DB = -50;

/** Draws by how much the first spectrogram is louder (red) or quieter (blue) than the second. */
export function drawDifference(
  picture: Picture,
  [found, wanted]: readonly [Spectrogram, Spectrogram],
  { left, top, width, rows, loudest, frames }: PanelLayout,
): void {
  for (let x = 0; x < width; x += CELL)
    for (let y = 0; y < rows.length; y += CELL) {
      const lines = rows.slice(y, y + CELL);
      const bins = [lines.at(-1)![0], lines[0]![1]] as const;
      const times = [(x * frames) / width, ((x + CELL) * frames) / width] as const;
      const [a, b] = [found, wanted].map((of) => levelDb(meanPower(of, times, bins) / loudest)) as [number, number];
      const part = Math.min(1, Math.max(0, (Math.max(a, b) - FAINT_DB) / (CLEAR_DB - FAINT_DB)));
      const columns = Math.min(CELL, width - x);
      picture.fill(left + x, top + y, columns, lines.length, redOrBlue((part * (a - b)) / MAX_DIFFERENCE_DB));
    }
}

const levelDb = (power: number): number => 10 * Math.log10(Math.max(power, 1e-12));

/** Of all bins and frames that a cell touches. */
function meanPower(
  { power, bins, frames }: Spectrogram,
  [from, to]: readonly [number, number],
  [low, high]: readonly [number, number],
): number {
  const firstBin = Math.min(bins - 1, Math.floor(low));
  const lastBin = Math.min(bins, Math.max(Math.ceil(high), firstBin + 1));
  let sum = 0;
  let count = 0;
  for (let t = Math.floor(from); t < Math.max(Math.ceil(to), Math.floor(from) + 1); t++)
    for (let k = firstBin; k < lastBin; k++) {
      // What is missing of a shorter clip is silence.
      sum += t < frames ? power[t * bins + k]! : 0;
      count++;
    }
  return sum / count;
}
