import { requireFloat32, requireInteger, requireNumber } from '../errors.js';
import { RealFft } from './fft.js';

/** Periodic Hann window: the one for spectral analysis with overlap. */
export const hannWindow = (size: number): Float64Array =>
  Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));

/** Power spectra of overlapping windows. */
export interface Spectrogram {
  readonly frames: number;
  /** size / 2 + 1 */
  readonly bins: number;
  /** [frames × bins], frame-major: |STFT|², not scaled by the window. */
  readonly power: Float32Array;
}

/** Tables of the last window length: most callers use a single one. */
let tables: { readonly fft: RealFft; readonly window: Float64Array } | undefined;

/** Tables of a window length, and an empty result. */
export interface SpectrumPlan {
  readonly fft: RealFft;
  /** [size] */
  readonly window: Float64Array;
  readonly empty: Spectrogram;
}

/**
 * Checks the arguments of {@link powerSpectrogram}; makes its tables and allocates its result.
 *
 * @throws TypeError or RangeError when an argument does not fit
 */
export function planSpectrum(samples: Float32Array, size: number, hop: number): SpectrumPlan {
  requireFloat32('samples', samples);
  if (tables?.fft.size !== size) tables = { fft: new RealFft(size), window: hannWindow(size) };
  requireInteger('hop', hop, 1, size);
  const bins = size / 2 + 1;
  const frames = Math.floor(samples.length / hop) + 1;
  return { ...tables, empty: { frames, bins, power: new Float32Array(frames * bins) } };
}

/**
 * Short-time Fourier transform with a Hann window. Frame t is centred on sample t·hop; outside the signal are zeros.
 * There are floor(length / hop) + 1 frames, as in scipy's `stft(padded=False)`.
 *
 * @param samples mono
 * @param size window length, a power of two from 4 to 2^20
 * @param hop samples from one window to the next, 1..size
 * @throws TypeError or RangeError when an argument does not fit
 */
export function powerSpectrogram(samples: Float32Array, size = 2048, hop = 512): Spectrogram {
  const { fft, window, empty } = planSpectrum(samples, size, hop);
  const { frames, bins, power } = empty;
  const block = new Float64Array(size);
  const re = new Float64Array(bins);
  const im = new Float64Array(bins);
  for (let t = 0; t < frames; t++) {
    const start = t * hop - size / 2;
    for (let n = 0; n < size; n++) block[n] = window[n]! * (samples[start + n] ?? 0);
    fft.transform(block, re, im);
    for (let k = 0; k < bins; k++) power[t * bins + k] = re[k]! * re[k]! + im[k]! * im[k]!;
  }
  return empty;
}

// Slaney's mel scale, linear below 1 kHz, as in librosa's default.
const MEL_HZ = 200 / 3;
const LOG_START_HZ = 1000;
const LOG_STEP = Math.log(6.4) / 27;

/** Frequency in Hz (≥ 0) → Slaney's mel scale: 15 at 1 kHz, logarithmic above. Inverse of {@link melToHz}. */
export const hzToMel = (hz: number): number =>
  hz < LOG_START_HZ ? hz / MEL_HZ : LOG_START_HZ / MEL_HZ + Math.log(hz / LOG_START_HZ) / LOG_STEP;

/** Slaney's mel scale (≥ 0) → frequency in Hz. Inverse of {@link hzToMel}. */
export const melToHz = (mel: number): number =>
  mel < LOG_START_HZ / MEL_HZ ? mel * MEL_HZ : LOG_START_HZ * Math.exp(LOG_STEP * (mel - LOG_START_HZ / MEL_HZ));

/** Triangular bands, each with the bins where it is not zero. */
export interface MelBand {
  readonly firstBin: number;
  readonly weights: Float32Array;
}

/** `bands` triangles from 0 Hz to half the rate, each of unit area in Hz: `librosa.filters.mel` with its defaults. */
export function melFilterbank(rateHz: number, size: number, bands: number): MelBand[] {
  requireNumber('rateHz', rateHz, 1, 1e6);
  requireInteger('bands', bands, 1, size / 2);
  const edges = Array.from({ length: bands + 2 }, (_, i) => melToHz((hzToMel(rateHz / 2) * i) / (bands + 1)));
  return Array.from({ length: bands }, (_, b) => {
    const [low, mid, high] = [edges[b]!, edges[b + 1]!, edges[b + 2]!];
    const firstBin = Math.ceil((low * size) / rateHz);
    const lastBin = Math.min(size / 2, Math.floor((high * size) / rateHz));
    const weights = Float32Array.from({ length: Math.max(0, lastBin - firstBin + 1) }, (_, i) => {
      const hz = ((firstBin + i) * rateHz) / size;
      return (Math.max(0, Math.min((hz - low) / (mid - low), (high - hz) / (high - mid))) * 2) / (high - low);
    });
    return { firstBin, weights };
  });
}

/** [frames × bands.length], frame-major. */
export function melPower(spectrogram: Spectrogram, bands: readonly MelBand[]): Float32Array {
  const { frames, bins, power } = spectrogram;
  const out = new Float32Array(frames * bands.length);
  for (let t = 0; t < frames; t++) {
    for (let b = 0; b < bands.length; b++) {
      const { firstBin, weights } = bands[b]!;
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * power[t * bins + firstBin + i]!;
      out[t * bands.length + b] = sum;
    }
  }
  return out;
}

/**
 * Mel-spectral distance of two recordings: mean |dB| over 128 log-mel bands, windows of 2048 samples every 512, floor
 * 80 dB below the reference's loudest band. The two must be aligned; the longer one is cut. 0 dB is identical. At
 * 44.1 kHz it is the measure `mel_db` of the project's evaluation script.
 *
 * @param reference mono
 * @param degraded mono
 * @param kernels implementation of the spectrogram; all produce the same figure
 * @returns the distance in dB, ≥ 0; NaN when either recording is empty or the reference is silent
 */
export function melDistanceDb(
  reference: Float32Array,
  degraded: Float32Array,
  rateHz: number,
  kernels: { readonly powerSpectrogram: typeof powerSpectrogram } = { powerSpectrogram },
): number {
  requireFloat32('reference', reference);
  requireFloat32('degraded', degraded);
  const length = Math.min(reference.length, degraded.length);
  if (length === 0) return Number.NaN;
  const bands = melFilterbank(rateHz, 2048, 128);
  const a = melPower(kernels.powerSpectrogram(reference.subarray(0, length)), bands);
  const b = melPower(kernels.powerSpectrogram(degraded.subarray(0, length)), bands);
  let max = 0;
  for (const value of a) if (value > max) max = value;
  if (max === 0) return Number.NaN;
  const floor = max * 1e-8;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(Math.log10(Math.max(a[i]!, floor) / Math.max(b[i]!, floor)));
  return (10 * sum) / a.length;
}
