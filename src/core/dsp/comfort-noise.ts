import { requireFloat32, requireInteger } from '../errors.js';
import { noise } from './noise.js';

/**
 * Background noise of a silent stretch, as a silence packet carries it: a level and a coarse spectrum, after RFC 3389
 * (comfort noise payload), with the level in half decibels.
 */
export interface ComfortNoise {
  /** RMS in half decibels below full scale, 0..254; 255 is digital silence. */
  readonly level: number;
  /**
   * Reflection coefficients of an all-pole filter, at most 16, each coded as n = 0..254: k = 258 · (n − 127) / 32768. An
   * empty list is white noise.
   */
  readonly reflection: readonly number[];
}

/** `level` of digital silence. */
const NO_NOISE_LEVEL = 255;
/** Largest number of reflection coefficients of a silence packet. */
export const MAX_REFLECTION = 16;
/** Reflection coefficients that are measured: enough for tilt, hum and one or two resonances. */
const ORDER = 8;
/** Largest absolute value of a coefficient: beyond it a rounded one makes the filter ring. */
const MAX_COEFFICIENT = 0.98;
/** Weight of the measurement so far when a block is added. */
const KEEP = 0.7;
/** The gain follows a new level within about 10 ms at 44.1 kHz. */
const GAIN_SLOPE = 1 / 441;

/** Digital silence. */
export const NO_NOISE: ComfortNoise = { level: NO_NOISE_LEVEL, reflection: [] };

/** RMS of the noise, 0..1. */
export const noiseRms = ({ level }: ComfortNoise): number => (level >= NO_NOISE_LEVEL ? 0 : 10 ** (-level / 40));

const toReflection = (n: number): number =>
  Math.max(-MAX_COEFFICIENT, Math.min(MAX_COEFFICIENT, (258 * (n - 127)) / 32768));

/** Measures level and spectrum of the background noise in silent audio, recent blocks weighted most. */
export class NoiseMeter {
  readonly #lags = new Float64Array(ORDER + 1);
  #weight = 0;

  /** Discards the measurement. */
  reset(): void {
    this.#lags.fill(0);
    this.#weight = 0;
  }

  /** @param pcm [channels × n], channel-major, at the codec's rate */
  add(pcm: Float32Array, channels: number): void {
    requireFloat32('pcm', pcm);
    const n = requireInteger('pcm.length / channels', pcm.length / channels, 0, 2 ** 26);
    const sums = new Float64Array(ORDER + 1);
    for (let c = 0; c < channels; c++) {
      const block = withoutOffset(pcm.subarray(c * n, (c + 1) * n));
      for (let lag = 0; lag <= ORDER; lag++) for (let i = lag; i < n; i++) sums[lag]! += block[i]! * block[i - lag]!;
    }
    for (let lag = 0; lag <= ORDER; lag++) this.#lags[lag] = KEEP * this.#lags[lag]! + sums[lag]!;
    this.#weight = KEEP * this.#weight + pcm.length;
  }

  /** Noise like the audio added so far. */
  measure(): ComfortNoise {
    const power = this.#weight > 0 ? this.#lags[0]! / this.#weight : 0;
    const level = Math.round(-20 * Math.log10(power + 1e-30));
    if (level > 254) return NO_NOISE;
    return { level: Math.max(0, level), reflection: levinson(this.#lags) };
  }
}

/** An offset is inaudible: it does not count as noise. */
function withoutOffset(pcm: Float32Array): Float64Array {
  let sum = 0;
  for (let i = 0; i < pcm.length; i++) sum += pcm[i]!;
  const mean = sum / pcm.length;
  return Float64Array.from(pcm, (x) => x - mean);
}

/** Quantised reflection coefficients of an autocorrelation, with white noise at −30 dB added to keep them off ±1. */
function levinson(lags: Float64Array): number[] {
  let error = lags[0]! * 1.001;
  const a = new Float64Array(ORDER + 1);
  const out: number[] = [];
  for (let m = 1; m <= ORDER; m++) {
    let sum = lags[m]!;
    for (let i = 1; i < m; i++) sum += a[i]! * lags[m - i]!;
    const k = Math.max(-MAX_COEFFICIENT, Math.min(MAX_COEFFICIENT, -sum / error));
    const before = a.slice();
    for (let i = 1; i < m; i++) a[i] = before[i]! + k * before[m - i]!;
    a[m] = k;
    error *= 1 - k * k;
    out.push(Math.max(0, Math.min(254, Math.round((k * 32768) / 258) + 127)));
  }
  return out;
}

/**
 * Generates comfort noise: white noise, a function of the sample index, through a lattice filter. The output depends on
 * the calls before it only. A new level is reached within about 10 ms.
 */
export class NoiseSource {
  #k = new Float64Array(0);
  #past = new Float64Array(1);
  #gain = 0;
  #target = 0;
  #isFirst = true;

  /** Whether the noise is audible. */
  get isOn(): boolean {
    return this.#target > 0 || this.#gain > 1e-6;
  }

  /** Sets the noise; undefined fades to silence. */
  set(wanted: ComfortNoise | undefined): void {
    if (wanted && wanted.level < NO_NOISE_LEVEL) {
      const k = Float64Array.from(wanted.reflection, toReflection);
      if (k.length !== this.#k.length) this.#past = new Float64Array(k.length + 1);
      this.#k = k;
      this.#target = noiseRms(wanted) * Math.sqrt(k.reduce((gain, x) => gain * (1 - x * x), 1));
    } else this.#target = 0;
    if (this.#isFirst) this.#gain = this.#target;
    this.#isFirst = false;
  }

  /** The sample at index `at` ≥ 0; consecutive calls take consecutive indices. */
  next(at: number): number {
    this.#gain += (this.#target - this.#gain) * GAIN_SLOPE;
    let f = this.#gain * noise(at);
    const past = this.#past;
    for (let m = this.#k.length; m >= 1; m--) {
      f -= this.#k[m - 1]! * past[m - 1]!;
      past[m] = past[m - 1]! + this.#k[m - 1]! * f;
    }
    past[0] = f;
    return f;
  }
}
