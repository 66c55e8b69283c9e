import { Crossover } from '../core/dsp/crossover.js';
import { requireInteger } from '../core/errors.js';
import { type CodecFormat, FORMAT_LIMITS } from '../core/latent/format.js';
import {
  parseSpatialParameters,
  type SpatialParameters,
  STEREO_BANDS,
  STEREO_EDGES_HZ,
} from '../core/latent/spatial-parameters.js';
import { StereoBand } from './stereo-band.js';

/**
 * The audio of a mono codec and the spatial parameters of its frames → two channels. Of each band's sound m are made
 *
 *     left  = cos-weighted m + sin-weighted d        right = … m − … d
 *
 * where d is m through a decorrelator: the two channels then have the level difference and coherence of the parameters
 * (Breebaart et al. 2005, mixing R_a). Fourth-order Linkwitz-Riley crossovers split the bands, so that they sum to the
 * input with nothing but a phase shift, and nothing is delayed. What the encoder's sum of both channels has cancelled is
 * made up for, by at most 6 dB.
 *
 * Parameters hold from their frame on; the change takes one frame. Until the first ones both channels are the mono sound.
 */
export class StereoUpmix {
  readonly #hopSamples: number;
  /** Frames after a frame that the decoder must have been given before that frame's audio comes out. */
  readonly #aheadFrames: number;
  readonly #bands: readonly StereoBand[];
  readonly #crossovers: readonly Crossover[];
  /** Parameters of frames that are yet to be played, in order. */
  #pending: { readonly frame: number; readonly band: number; readonly parameters: SpatialParameters }[] = [];
  /** Index of the next sample, counted from the stream's frame 0. */
  #position = 0;
  /** `off` while no parameters are known; `rising`, for one frame, where the first ones come in the middle of a stream. */
  #wet: 'off' | 'rising' | 'on' = 'off';
  /** Whether no frame of the stream has begun. */
  #isAtStart = true;
  /** Work space of one frame: what is still to be split, and the band that was split off. */
  #rest = new Float64Array(0);
  #low = new Float64Array(0);

  constructor(format: Pick<CodecFormat, 'sampleRateHz' | 'hopSamples' | 'decoder'>) {
    const { sampleRateHz, decoder } = format;
    this.#hopSamples = requireInteger('hopSamples', format.hopSamples, ...FORMAT_LIMITS.hopSamples);
    this.#aheadFrames = Math.floor(decoder.delaySamples / this.#hopSamples) + decoder.rightFrames;
    const edges = STEREO_EDGES_HZ.filter((hz) => hz < 0.45 * sampleRateHz);
    this.#crossovers = edges.map((hz, k) => new Crossover(hz, sampleRateHz, k));
    this.#bands = Array.from(
      { length: edges.length + 1 },
      (_, band) => new StereoBand(band, sampleRateHz, this.#hopSamples),
    );
  }

  /** Starts a stream at `firstFrame` without any parameters. */
  begin(firstFrame: number): void {
    this.#position = firstFrame * this.#hopSamples;
    this.#pending = [];
    this.#wet = 'off';
    this.#isAtStart = true;
    for (const part of [...this.#bands, ...this.#crossovers]) part.reset();
  }

  /** Takes the parameters of consecutive frames from `firstFrame` on, before their audio is given to {@link process}. */
  setParameters(firstFrame: number, bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) {
      const parameters = parseSpatialParameters(bytes[i]!);
      const frame = firstFrame + i;
      if (parameters) this.#pending.push({ frame, band: frame % STEREO_BANDS, parameters });
    }
  }

  /**
   * @param mono the next samples, at the codec's rate
   * @returns [2 × n], channel-major
   */
  process(mono: Float32Array): Float32Array {
    const n = mono.length;
    const out = new Float32Array(2 * n);
    for (let from = 0; from < n; ) {
      const inFrame = this.#position % this.#hopSamples;
      if (inFrame === 0) this.#beginFrame(this.#position / this.#hopSamples);
      const count = Math.min(n - from, this.#hopSamples - inFrame);
      this.#processInFrame(mono, from, count, inFrame, out);
      this.#position += count;
      from += count;
    }
    return out;
  }

  #beginFrame(frame: number): void {
    const isFirst = this.#wet === 'off';
    const isAtStart = this.#isAtStart;
    this.#isAtStart = false;
    if (isFirst && !this.#pending.some((item) => item.frame <= frame)) return;
    if (this.#wet === 'rising') this.#wet = 'on';
    for (const crossover of this.#crossovers) crossover.flushDenormals();
    for (const band of this.#bands) band.beginFrame();
    // The first parameters are those of all frames that the decoder has been given, however long the blocks are.
    const until = isFirst ? frame + this.#aheadFrames : frame;
    const due = this.#pending.filter((item) => item.frame <= until);
    this.#pending = this.#pending.filter((item) => item.frame > until);
    for (const { band, parameters } of due) this.#bands[band]?.setTarget(parameters, isFirst);
    if (isFirst) this.#wet = isAtStart ? 'on' : 'rising';
  }

  /** @param inFrame index in the frame of the first of `count` samples, all of which lie in that frame */
  #processInFrame(mono: Float32Array, from: number, count: number, inFrame: number, out: Float32Array): void {
    const n = mono.length;
    const left = out.subarray(from, from + count);
    const right = out.subarray(n + from, n + from + count);
    const dry = mono.subarray(from, from + count);
    if (this.#wet === 'off') {
      left.set(dry);
      right.set(dry);
      return;
    }
    if (this.#rest.length < count) {
      this.#rest = new Float64Array(this.#hopSamples);
      this.#low = new Float64Array(this.#hopSamples);
    }
    const rest = this.#rest.subarray(0, count);
    const low = this.#low.subarray(0, count);
    rest.set(dry);
    for (let k = 0; k < this.#crossovers.length; k++) {
      this.#crossovers[k]!.split(rest, low);
      for (let above = k + 1; above < this.#crossovers.length; above++) this.#crossovers[above]!.alignPhase(low, k);
      this.#bands[k]!.add(low, inFrame, left, right);
    }
    this.#bands[this.#crossovers.length]!.add(rest, inFrame, left, right);
    if (this.#wet === 'on') return;
    for (let i = 0; i < count; i++) {
      const wet = (inFrame + i) / this.#hopSamples;
      left[i] = wet * left[i]! + (1 - wet) * dry[i]!;
      right[i] = wet * right[i]! + (1 - wet) * dry[i]!;
    }
  }
}
