import { concatFloats } from '../core/buffers.js';
import { RealFft } from '../core/dsp/fft.js';
import { hannWindow } from '../core/dsp/spectrum.js';
import { requireInteger } from '../core/errors.js';
import { type CodecFormat, FORMAT_LIMITS } from '../core/latent/format.js';
import { encodeSpatialParameters, STEREO_BANDS, STEREO_EDGES_HZ } from '../core/latent/spatial-parameters.js';

/** Window length of the analysis, and the distance from one window to the next, in samples. */
const WINDOW = 2048;
const STEP = 1024;

/** Of each band in one frame: energy of the left channel, of the right, and the real part of their cross spectrum. */
type Energies = Float64Array;

/**
 * Two channels → one byte of spatial parameters per frame. A byte is measured over the frames until its band comes up
 * again ({@link STEREO_BANDS}), centred on its frame as far as the encoder's look-ahead allows.
 */
export class StereoAnalyser {
  readonly #hopSamples: number;
  readonly #aheadFrames: number;
  /** Frames that a byte is measured over: more for short frames, some of which no window is centred in. */
  readonly #spanFrames: number;
  readonly #fft = new RealFft(WINDOW);
  readonly #window = hannWindow(WINDOW);
  readonly #block = new Float64Array(WINDOW);
  readonly #spectra = Array.from({ length: 4 }, () => new Float64Array(WINDOW / 2 + 1));
  /** First bin of every band, and the bin after the last band. */
  readonly #edges: readonly number[];
  #left: Float32Array = new Float32Array(0);
  #right: Float32Array = new Float32Array(0);
  /** Index of the buffers' first sample, where the next window begins. */
  #start = 0;
  #energies: Energies[] = [];
  /** Frame that the first of #energies belongs to. */
  #firstFrame = 0;

  /** @param format of a mono model, whose encoder's delay and look-ahead are available to the analysis too */
  constructor(format: Pick<CodecFormat, 'sampleRateHz' | 'hopSamples' | 'encoder'>) {
    const { sampleRateHz, encoder } = format;
    this.#hopSamples = requireInteger('hopSamples', format.hopSamples, ...FORMAT_LIMITS.hopSamples);
    const aheadSamples = encoder.delaySamples + encoder.rightFrames * this.#hopSamples;
    this.#aheadFrames = Math.min(STEREO_BANDS / 2, Math.floor((aheadSamples - STEP) / this.#hopSamples));
    this.#spanFrames = Math.max(STEREO_BANDS, Math.ceil(STEP / this.#hopSamples));
    const bins = STEREO_EDGES_HZ.map((hz) => Math.min(WINDOW / 2, Math.round((hz * WINDOW) / sampleRateHz)));
    this.#edges = [1, ...bins, WINDOW / 2 + 1];
  }

  /**
   * @param left [n], at the codec's rate
   * @param right [n]
   */
  push(left: Float32Array, right: Float32Array): void {
    this.#left = concatFloats([this.#left, left]);
    this.#right = concatFloats([this.#right, right]);
    let from = 0;
    for (; from + WINDOW <= this.#left.length; from += STEP) this.#measure(from);
    this.#left = this.#left.slice(from);
    this.#right = this.#right.slice(from);
    this.#start += from;
  }

  /** The bytes of `frames` frames from `firstFrame` on, which follow those taken before; audio not pushed yet is silence. */
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
      out[i] = encodeSpatialParameters(sum[0]!, sum[1]!, sum[2]!);
    }
    const done = firstFrame + frames + this.#aheadFrames + 1 - this.#spanFrames - this.#firstFrame;
    if (done > 0) {
      this.#energies.splice(0, done);
      this.#firstFrame += done;
    }
    return out;
  }

  /** Adds the spectrum of the window that begins at `from` in the buffers to the frame in which its centre lies. */
  #measure(from: number): void {
    const frame = Math.floor((this.#start + from + STEP) / this.#hopSamples);
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
    for (let n = 0; n < WINDOW; n++) this.#block[n] = this.#window[n]! * samples[from + n]!;
    this.#fft.transform(this.#block, re, im);
  }
}
