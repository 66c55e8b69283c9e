import { concatFloats } from '../buffers.js';
import { RealFft } from '../dsp/fft.js';
import { hannWindow } from '../dsp/spectrum.js';
import { requireInteger } from '../errors.js';
import type { CodecFormat } from './format.js';

/**
 * Parametric stereo: one byte a frame beside the bit planes of a mono model, from which a listener with two speakers
 * makes two channels of the mono sound. Frame k says for band k mod {@link STEREO_BANDS} how much louder the left
 * channel is than the right and how alike they are; a listener in mono leaves the byte out.
 *
 *     byte = 8 · (index of the level difference) + (index of the coherence), 0..247; 255 = nothing new is known
 *
 * After J. Breebaart, S. van de Par, A. Kohlrausch and E. Schuijers, "Parametric Coding of Stereo Audio", 2005, whose
 * grids these are (ISO/IEC 14496-3, 8.6.4: fine level differences, coherences).
 */
export const STEREO_BANDS = 6;
/** Upper ends of all bands but the last, in Hz. */
export const STEREO_EDGES_HZ = [250, 600, 1400, 3200, 7000] as const;
/** A byte that says nothing: what was known of the band holds on. */
export const NO_SPATIAL = 255;
/** Inter-channel level differences in dB, left over right. */
const LEVELS_DB = [2, 4, 6, 8, 10, 13, 16, 19, 22, 25, 30, 35, 40, 45, 50];
const LEVEL_DIFFERENCES_DB = [...LEVELS_DB.map((dB) => -dB).reverse(), 0, ...LEVELS_DB];
/** Inter-channel coherences: the real part of the normalised cross spectrum. */
const COHERENCES = [1, 0.937, 0.84118, 0.60092, 0.36764, 0, -0.589, -1];
/** Greatest byte that says something. */
export const MAX_SPATIAL = LEVEL_DIFFERENCES_DB.length * COHERENCES.length - 1;

/** How a band lies between the speakers. */
export interface BandSpatial {
  /** Left over right in dB, −50..50. */
  readonly levelDifferenceDb: number;
  /** −1..1 */
  readonly coherence: number;
}

/** @param byte 0..247; anything else is `undefined`, as bytes come from the network */
export function parseSpatial(byte: number): BandSpatial | undefined {
  const levelDifferenceDb = LEVEL_DIFFERENCES_DB[byte >> 3];
  if (levelDifferenceDb === undefined) return undefined;
  return { levelDifferenceDb, coherence: COHERENCES[byte & 7]! };
}

/**
 * @param left energy of the left channel
 * @param right energy of the right channel
 * @param cross real part of their cross spectrum
 * @returns the byte; silence is in the middle
 */
export function imageOf(left: number, right: number, cross: number): number {
  const tiny = 1e-12;
  const levelDb = 10 * Math.log10((left + tiny) / (right + tiny));
  const isSilent = left + right < tiny;
  const coherence = isSilent ? 1 : cross / Math.sqrt((left + tiny) * (right + tiny));
  return 8 * nearest(LEVEL_DIFFERENCES_DB, levelDb) + nearest(COHERENCES, coherence);
}

function nearest(grid: readonly number[], value: number): number {
  let best = 0;
  for (let i = 1; i < grid.length; i++) if (Math.abs(grid[i]! - value) < Math.abs(grid[best]! - value)) best = i;
  return best;
}

/** Whether a format has room for an image: it is told from a bit plane by its length, which must be shorter. */
export const canCarrySpatial = (format: Pick<CodecFormat, 'channels' | 'latentSize'>): boolean =>
  format.channels === 1 && format.latentSize > 8;

const SPECTRUM = 2048;
const STEP = 1024;

/** Energies of one frame: of each band the left channel's, the right channel's, and the cross spectrum's real part. */
type Energies = Float64Array;

/**
 * Two channels → one byte a frame. What a frame says of its band is measured over as many frames as pass until the
 * band's turn comes again, those that the encoder has heard ahead of the frame counted.
 */
export class StereoAnalyser {
  readonly #hopSamples: number;
  readonly #aheadFrames: number;
  /** Frames that a byte is measured over: short ones need more, or some would lie between two spectra. */
  readonly #spanFrames: number;
  readonly #fft = new RealFft(SPECTRUM);
  readonly #window = hannWindow(SPECTRUM);
  readonly #block = new Float64Array(SPECTRUM);
  readonly #spectra = Array.from({ length: 4 }, () => new Float64Array(SPECTRUM / 2 + 1));
  /** First bin of every band, and the end of the last. */
  readonly #edges: readonly number[];
  #left: Float32Array = new Float32Array(0);
  #right: Float32Array = new Float32Array(0);
  /** Sample that the buffers begin with: that of the next spectrum. */
  #at = 0;
  #energies: Energies[] = [];
  /** Frame of the first of #energies. */
  #firstFrame = 0;

  /** @param format of a mono model: the encoder's look-ahead is made use of */
  constructor(format: Pick<CodecFormat, 'sampleRateHz' | 'hopSamples' | 'encoder'>) {
    const { sampleRateHz, encoder } = format;
    this.#hopSamples = requireInteger('hopSamples', format.hopSamples, 1, 65536);
    const heard = encoder.delaySamples + encoder.rightFrames * this.#hopSamples;
    this.#aheadFrames = Math.min(STEREO_BANDS / 2, Math.floor((heard - STEP) / this.#hopSamples));
    this.#spanFrames = Math.max(STEREO_BANDS, Math.ceil(STEP / this.#hopSamples));
    const bins = STEREO_EDGES_HZ.map((hz) => Math.min(SPECTRUM / 2, Math.round((hz * SPECTRUM) / sampleRateHz)));
    this.#edges = [1, ...bins, SPECTRUM / 2 + 1];
  }

  /** @param left [n] at the codec's rate, @param right [n] */
  push(left: Float32Array, right: Float32Array): void {
    this.#left = concatFloats([this.#left, left]);
    this.#right = concatFloats([this.#right, right]);
    let from = 0;
    for (; from + SPECTRUM <= this.#left.length; from += STEP) this.#measure(from);
    this.#left = this.#left.slice(from);
    this.#right = this.#right.slice(from);
    this.#at += from;
  }

  /** The bytes of `frames` frames from `firstFrame` on, in order; what is not there yet, at the end, is silence. */
  take(firstFrame: number, frames: number): Uint8Array {
    const out = new Uint8Array(frames);
    for (let i = 0; i < frames; i++) {
      const frame = firstFrame + i;
      const band = frame % STEREO_BANDS;
      const sum = [0, 0, 0];
      for (let f = frame + this.#aheadFrames + 1 - this.#spanFrames; f <= frame + this.#aheadFrames; f++) {
        const energies = this.#energies[f - this.#firstFrame];
        if (energies) for (let k = 0; k < 3; k++) sum[k]! += energies[3 * band + k]!;
      }
      out[i] = imageOf(sum[0]!, sum[1]!, sum[2]!);
    }
    const done = firstFrame + frames + this.#aheadFrames + 1 - this.#spanFrames - this.#firstFrame;
    if (done > 0) {
      this.#energies.splice(0, done);
      this.#firstFrame += done;
    }
    return out;
  }

  /** Adds the spectrum of the samples from `from` on, in the buffers, to the frame that its middle lies in. */
  #measure(from: number): void {
    const frame = Math.floor((this.#at + from + STEP) / this.#hopSamples);
    while (this.#firstFrame + this.#energies.length <= frame) this.#energies.push(new Float64Array(3 * STEREO_BANDS));
    const energies = this.#energies[frame - this.#firstFrame];
    if (!energies) return;
    const [lr, li, rr, ri] = this.#spectra as [Float64Array, Float64Array, Float64Array, Float64Array];
    this.#transform(this.#left, from, lr, li);
    this.#transform(this.#right, from, rr, ri);
    for (let band = 0; band < STEREO_BANDS; band++) {
      for (let bin = this.#edges[band]!; bin < this.#edges[band + 1]!; bin++) {
        energies[3 * band]! += lr[bin]! ** 2 + li[bin]! ** 2;
        energies[3 * band + 1]! += rr[bin]! ** 2 + ri[bin]! ** 2;
        energies[3 * band + 2]! += lr[bin]! * rr[bin]! + li[bin]! * ri[bin]!;
      }
    }
  }

  #transform(samples: Float32Array, from: number, re: Float64Array, im: Float64Array): void {
    for (let n = 0; n < SPECTRUM; n++) this.#block[n] = this.#window[n]! * samples[from + n]!;
    this.#fft.transform(this.#block, re, im);
  }
}
