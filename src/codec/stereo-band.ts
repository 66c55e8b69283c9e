import { Decorrelator } from '../core/dsp/decorrelator.js';
import { type SpatialParameters, STEREO_BANDS } from '../core/latent/spatial-parameters.js';

/** Highest amplitude factor that makes up for what the encoder's mono sum has cancelled: 6 dB. */
const MAX_GAIN = 2;
/**
 * Delays of the decorrelator in ms, a plain one and those of its all-pass sections, in the lowest and in the highest
 * band: low sound needs longer ones.
 */
const DELAYS_MS = [
  [9.7, 11.3, 7.1, 4.3],
  [2.9, 3.7, 2.3, 1.3],
] as const;

/** Weights of the band's sound m and its decorrelated copy d in the left channel, then in the right one. */
type Mix = readonly [leftM: number, leftD: number, rightM: number, rightD: number];
const CENTRE: Mix = [1, 0, 1, 0];

/** One band of the upmix: mixes its sound into both channels, moving from one mix to the next within each frame. */
export class StereoBand {
  readonly #hopSamples: number;
  readonly #decorrelator: Decorrelator;
  #decorrelated = new Float64Array(0);
  /** Mixes where the frame begins and where it ends. */
  #from: Mix = CENTRE;
  #to: Mix = CENTRE;

  /** @param index 0 for the lowest band, at most STEREO_BANDS − 1 */
  constructor(index: number, sampleRateHz: number, hopSamples: number) {
    this.#hopSamples = hopSamples;
    const position = index / (STEREO_BANDS - 1);
    const [low, high] = DELAYS_MS;
    const samples = low.map((ms, i) => (ms ** (1 - position) * high[i]! ** position * sampleRateHz) / 1000);
    this.#decorrelator = new Decorrelator(samples, sampleRateHz);
  }

  reset(): void {
    this.#decorrelator.reset();
    this.#from = this.#to = CENTRE;
  }

  /** Begins a frame with the mix that the frame before ended with. */
  beginFrame(): void {
    this.#decorrelator.flushDenormals();
    this.#from = this.#to;
  }

  /**
   * Sets the parameters that the current frame ends with.
   *
   * @param isImmediate whether they hold from the frame's first sample on
   */
  setTarget(parameters: SpatialParameters, isImmediate: boolean): void {
    this.#to = mixOf(parameters);
    if (isImmediate) this.#from = this.#to;
  }

  /**
   * Adds the band's next samples to both channels.
   *
   * @param band the band's samples, all of them in one frame
   * @param inFrame index in the frame of the first of them
   */
  add(band: Float64Array, inFrame: number, left: Float32Array, right: Float32Array): void {
    if (this.#decorrelated.length < band.length) this.#decorrelated = new Float64Array(band.length);
    const decorrelated = this.#decorrelated;
    this.#decorrelator.process(band, decorrelated);
    const from = this.#from;
    const to = this.#to;
    let [lm, ld, rm, rd] = to;
    for (let i = 0; i < band.length; i++) {
      if (from !== to) {
        const part = (inFrame + i + 1) / this.#hopSamples;
        lm = from[0] + part * (to[0] - from[0]);
        ld = from[1] + part * (to[1] - from[1]);
        rm = from[2] + part * (to[2] - from[2]);
        rd = from[3] + part * (to[3] - from[3]);
      }
      const m = band[i]!;
      const d = decorrelated[i]!;
      left[i]! += lm * m + ld * d;
      right[i]! += rm * m + rd * d;
    }
  }
}

/** Weights that make two channels of this level difference and coherence out of the mean of the two. */
function mixOf({ levelDifferenceDb, coherence }: SpatialParameters): Mix {
  const ratio = 10 ** (-levelDifferenceDb / 10);
  const left = Math.sqrt(2 / (1 + ratio));
  const right = Math.sqrt((2 * ratio) / (1 + ratio));
  // The mean of the two channels has (1 + coherence · left · right) / 2 times their mean energy.
  const gain = Math.sqrt(Math.min(MAX_GAIN ** 2, 2 / Math.max(1e-9, 1 + coherence * left * right)));
  const alpha = Math.acos(coherence) / 2;
  const beta = (alpha * (right - left)) / Math.SQRT2;
  return [
    gain * left * Math.cos(alpha + beta),
    gain * left * Math.sin(alpha + beta),
    gain * right * Math.cos(beta - alpha),
    gain * right * Math.sin(beta - alpha),
  ];
}
