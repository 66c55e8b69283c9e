import { hzToMel, melToHz } from '../../core/dsp/spectrum.js';
import { selectKernels } from '../native/native.js';
import { magma, Picture } from './picture.js';

const SIZE = 2048;
const RANGE_DB = 80;

/**
 * Spectrogram without axes: mel frequencies from 0 to half the rate, 80 dB below `loudest`, time from left to right.
 */
export function spectrogramStrip(
  mono: Float32Array,
  sampleRateHz: number,
  options: { readonly width: number; readonly height: number; readonly loudest: number },
): Uint8Array {
  const { width, height, loudest } = options;
  const hop = Math.max(16, Math.min(SIZE, Math.floor(mono.length / width) || 16));
  const { frames, bins, power } = selectKernels().powerSpectrogram(mono, SIZE, hop);
  const picture = new Picture(width, height, [0, 0, 4]);
  const topMel = hzToMel(sampleRateHz / 2);
  const edges = Array.from({ length: height + 1 }, (_, y) => (melToHz((topMel * y) / height) * SIZE) / sampleRateHz);
  for (let x = 0; x < width; x++) {
    const first = Math.floor((x * frames) / width);
    const last = Math.max(first + 1, Math.floor(((x + 1) * frames) / width));
    for (let y = 0; y < height; y++) {
      const low = Math.min(bins - 1, Math.round(edges[y]!));
      const high = Math.min(bins, Math.max(low + 1, Math.round(edges[y + 1]!)));
      let peak = 0;
      for (let t = first; t < last; t++) for (let k = low; k < high; k++) peak = Math.max(peak, power[t * bins + k]!);
      const db = 10 * Math.log10(Math.max(peak / loudest, 1e-12));
      picture.set(x, height - 1 - y, magma(1 + db / RANGE_DB));
    }
  }
  return picture.png();
}

/** The largest power in a clip's spectrogram: 0 dB in the pictures of all its versions. */
export function loudestPower(mono: Float32Array): number {
  let loudest = 1e-12;
  for (const value of selectKernels().powerSpectrogram(mono, SIZE, SIZE / 2).power)
    if (value > loudest) loudest = value;
  return loudest;
}

/** Outline of the samples as an SVG path over `width` × `height`, ±`peak` high: minimum and maximum of every column. */
export function waveformPath(
  mono: Float32Array,
  { width, height, peak }: { readonly width: number; readonly height: number; readonly peak: number },
): string {
  const upper: string[] = [];
  const lower: string[] = [];
  for (let x = 0; x < width; x++) {
    const from = Math.floor((x * mono.length) / width);
    const to = Math.max(from + 1, Math.floor(((x + 1) * mono.length) / width));
    let low = 0;
    let high = 0;
    for (let i = from; i < to && i < mono.length; i++) {
      low = Math.min(low, mono[i]!);
      high = Math.max(high, mono[i]!);
    }
    const y = (value: number): string => ((height / 2) * (1 - Math.max(-1, Math.min(1, value / peak)))).toFixed(1);
    upper.push(`${x} ${y(Math.max(high, 0.005 * peak))}`);
    lower.unshift(`${x} ${y(Math.min(low, -0.005 * peak))}`);
  }
  return `M${[...upper, ...lower].join('L')}Z`;
}
