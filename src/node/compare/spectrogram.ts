import { hzToMel, melToHz, type Spectrogram } from '../../core/dsp/spectrum.js';
import { requireFloat32, requireNumber } from '../../core/errors.js';
import { writeOutput } from '../files/output-file.js';
import { PNG_KIND } from '../files/output-kind.js';
import { selectKernels } from '../native/native.js';
import { drawDifference, MAX_DIFFERENCE_DB } from './difference-panel.js';
import { textWidth } from './font.js';
import type { PanelLayout } from './panel-layout.js';
import { type Colour, magma, Picture, redOrBlue } from './picture.js';

/** One spectrogram of a picture. */
export interface SpectrogramPanel {
  readonly title: string;
  /** Mono, nominally in [−1, 1]. */
  readonly samples: Float32Array;
  /**
   * In place of the levels their difference to those of these samples is drawn, in half the height: red where it is louder,
   * blue where it is quieter.
   */
  readonly comparedWith?: Float32Array;
}

/** Options of {@link spectrogramPng}. */
export interface SpectrogramOptions {
  /** Sample rate of all panels, 1000..1000000. */
  readonly rateHz: number;
  /** Drawn one above the other on the same axes; 0 dB is the largest power of the first. */
  readonly panels: readonly SpectrogramPanel[];
  /** Longest duration that is drawn, from the start, 0.01..3600. @default 60 */
  readonly maxSeconds?: number;
  /** Pixels of the time axis. @default 1100 */
  readonly width?: number;
  /** Pixels of one panel's frequency axis. @default 300 */
  readonly panelHeight?: number;
}

/** Options of {@link writeSpectrogram}. */
export interface SpectrogramFileOptions extends SpectrogramOptions {
  /** Whether an existing file that is no PNG file is replaced. @default false */
  readonly replace?: boolean;
}

const INK: Colour = [40, 40, 46];
const FAINT: Colour = [120, 120, 130];
const PAPER: Colour = [255, 255, 255];
const RANGE_DB = 80;
const SIZE = 2048;
const LEFT = 84;
const RIGHT = 96;
const TITLE = 34;
const BOTTOM = 54;
const FREQUENCIES = [0, 100, 200, 500, 1000, 2000, 4000, 8000, 16_000];

/**
 * Spectrograms as a PNG, for example before and after: mel frequency axis, 80 dB range, time axis in seconds.
 *
 * @throws RangeError when there is nothing to draw
 */
export function spectrogramPng(options: SpectrogramOptions): Uint8Array {
  const { rateHz, panels, maxSeconds = 60, width = 1100, panelHeight = 300 } = options;
  requireNumber('rateHz', rateHz, 1000, 1e6);
  requireNumber('maxSeconds', maxSeconds, 0.01, 3600);
  if (panels.length === 0) throw new RangeError('panels must hold at least one panel, got 0');
  for (const { samples, comparedWith } of panels) {
    requireFloat32('samples', samples);
    if (comparedWith !== undefined) requireFloat32('comparedWith', comparedWith);
  }
  const longest = Math.max(...panels.map((panel) => panel.samples.length));
  if (longest === 0) throw new RangeError('samples must not be empty in every panel');
  const length = Math.min(longest, Math.ceil(maxSeconds * rateHz));
  const hop = Math.max(16, Math.min(SIZE / 2, Math.floor(length / width)));
  const kernels = selectKernels();
  const spectrumOf = (samples: Float32Array): Spectrogram =>
    kernels.powerSpectrogram(samples.subarray(0, length), SIZE, hop);
  const spectra = panels.map(({ samples }) => spectrumOf(samples));
  let loudest = 1e-12;
  for (const power of spectra[0]!.power) if (power > loudest) loudest = power;

  const heights = panels.map(({ comparedWith }) => (comparedWith ? Math.ceil(panelHeight / 2) : panelHeight));
  const total = heights.reduce((sum, height) => sum + TITLE + height, 0);
  const picture = new Picture(LEFT + width + RIGHT, total + BOTTOM, PAPER);
  let top = 0;
  panels.forEach(({ title, comparedWith }, p) => {
    top += TITLE;
    const height = heights[p]!;
    picture.text(LEFT, top - 25, fitted(title, width), INK);
    const layout = { left: LEFT, top, width, rows: frequencyRows(rateHz, height), loudest, frames: length / hop };
    if (comparedWith) drawDifference(picture, [spectra[p]!, spectrumOf(comparedWith)], layout);
    else drawPanel(picture, spectra[p]!, layout);
    drawFrequencyAxis(picture, top, height, rateHz);
    drawColourBar(picture, { left: LEFT + width + 16, top, height }, comparedWith ? DIFFERENCES : LEVELS);
    top += height;
  });
  drawTimeAxis(picture, total, width, length / rateHz);
  return picture.png();
}

/** As much of a title as fits. */
function fitted(title: string, width: number): string {
  let text = title;
  while (textWidth(text) > width) text = text.slice(0, -1);
  return text;
}

/**
 * Writes the picture of {@link spectrogramPng} to a file that ends in .png; an existing PNG file is replaced.
 *
 * @throws CodecError FILE_IO, OUTPUT_REFUSED; RangeError when there is nothing to draw
 */
export async function writeSpectrogram(path: string, options: SpectrogramFileOptions): Promise<void> {
  const png = spectrogramPng(options);
  await writeOutput(path, { kind: PNG_KIND, replace: options.replace ?? false }, (write) => write(png));
}

/** Height above the axis, 0 to 1, of a frequency. */
const heightOf = (hz: number, rateHz: number): number => hzToMel(hz) / hzToMel(rateHz / 2);

/** Each row's span of bins, fractional, from the top down. */
function frequencyRows(rateHz: number, height: number): readonly (readonly [low: number, high: number])[] {
  const bin = (level: number): number => (melToHz(level * hzToMel(rateHz / 2)) * SIZE) / rateHz;
  return Array.from(
    { length: height },
    (_, y) => [bin((height - 1 - y) / height), bin((height - y) / height)] as const,
  );
}

function drawPanel(picture: Picture, { power, bins, frames: have }: Spectrogram, layout: PanelLayout): void {
  const { left, top, width, rows, loudest, frames } = layout;
  for (let x = 0; x < width; x++) {
    const first = Math.floor((x * frames) / width);
    const last = Math.max(first + 1, Math.floor(((x + 1) * frames) / width));
    for (let y = 0; y < rows.length; y++) {
      let peak = 0;
      for (let t = first; t < last && t < have; t++) peak = Math.max(peak, rowPower(power, t * bins, bins, rows[y]!));
      const db = 10 * Math.log10(Math.max(peak / loudest, 1e-12));
      picture.set(left + x, top + y, magma(1 + db / RANGE_DB));
    }
  }
}

/** The loudest bin of a wide row; where rows are finer than bins, the value between the two nearest ones. */
function rowPower(power: Float32Array, base: number, bins: number, [low, high]: readonly [number, number]): number {
  if (high - low < 1) {
    const at = (low + high) / 2;
    const i = Math.min(bins - 2, Math.floor(at));
    const a = power[base + i]!;
    return a + (at - i) * (power[base + i + 1]! - a);
  }
  let peak = 0;
  for (let k = Math.round(low); k < Math.min(bins, Math.max(Math.round(high), Math.round(low) + 1)); k++)
    peak = Math.max(peak, power[base + k]!);
  return peak;
}

function drawFrequencyAxis(picture: Picture, top: number, height: number, rateHz: number): void {
  let lowest = Infinity;
  for (const hz of FREQUENCIES) {
    if (hz > rateHz / 2) continue;
    const y = top + Math.round((1 - heightOf(hz, rateHz)) * (height - 1));
    if (lowest - y < 20) continue; // labels must not touch
    lowest = y;
    const label = hz >= 1000 ? `${hz / 1000}k` : `${hz}`;
    picture.fill(LEFT - 7, y, 5, 1, INK);
    picture.text(LEFT - 12 - textWidth(label), y - 10, label, INK);
  }
  picture.text(8, top - 4, 'Hz', FAINT);
}

function drawTimeAxis(picture: Picture, top: number, width: number, seconds: number): void {
  const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600];
  const step = steps.find((s) => seconds / s <= 12) ?? 600;
  for (let i = 0; i * step <= seconds; i++) {
    const x = LEFT + Math.round(((i * step) / seconds) * (width - 1));
    const label = (i * step).toFixed(step < 0.1 ? 2 : step < 1 ? 1 : 0);
    picture.fill(x, top + 3, 1, 6, INK);
    picture.text(Math.round(x - textWidth(label) / 2), top + 9, label, INK);
  }
  const unit = 'seconds';
  picture.text(Math.round(LEFT + (width - textWidth(unit)) / 2), top + 29, unit, FAINT);
}

/** What the colours beside a panel stand for, from the top down. */
interface ColourScale {
  readonly labels: readonly string[];
  /** @param at 1 at the top, 0 at the bottom */
  colour(at: number): Colour;
}

const LEVELS: ColourScale = { labels: ['0 dB', '−20', '−40', '−60', '−80'], colour: magma };
const DIFFERENCES: ColourScale = {
  labels: [`+${MAX_DIFFERENCE_DB} dB`, '0', `−${MAX_DIFFERENCE_DB}`],
  colour: (at) => redOrBlue(2 * at - 1),
};

function drawColourBar(
  picture: Picture,
  { left, top, height }: { readonly left: number; readonly top: number; readonly height: number },
  { labels, colour }: ColourScale,
): void {
  for (let y = 0; y < height; y++) picture.fill(left, top + y, 12, 1, colour(1 - y / (height - 1)));
  labels.forEach((label, i) => {
    const y = top + Math.round((i / (labels.length - 1)) * (height - 1));
    picture.fill(left + 12, y, 4, 1, INK);
    picture.text(left + 20, Math.min(top + height - 17, Math.max(top - 4, y - 10)), label, INK);
  });
}
