import { Biquad, butterworth } from '../core/dsp/biquad.js';
import { requireInteger } from '../core/errors.js';
import type { CodecFormat } from '../core/latent/format.js';
import { type BandSpatial, parseSpatial, STEREO_BANDS, STEREO_EDGES_HZ } from '../core/latent/spatial-parameters.js';

/** Most that a band is raised by for what the mono sum has cancelled, as a factor of its amplitude. */
const MOST_GAIN = 2;
/** Gain of the decorrelator's all-pass sections. */
const DIFFUSION = 0.6;
/**
 * Delays of the decorrelator in ms, a plain one and those of its all-pass sections, in the lowest and in the highest
 * band: low sound needs longer ones.
 */
const DELAYS_MS = [
  [9.7, 11.3, 7.1, 4.3],
  [2.9, 3.7, 2.3, 1.3],
] as const;
/** What is still alike between a band and its decorrelated copy is measured over so long, and taken out. */
const CORRELATION_MS = 60;
/** Most that the copy is raised by after that. */
const MOST_RAISE = 3;
/** Below this a filter's state is silence: what is left would be slow numbers, not sound. */
const SILENT = 1e-18;

/**
 * A mono codec's audio and the image of its frames → two channels. Each band's sound m is split into
 *
 *     left  = cos-weighted m + sin-weighted d        right = … m − … d
 *
 * where d is m through a decorrelator: levels and coherence of the two are then those of the image (Breebaart et al.
 * 2005, mixing R_a). The bands are parted by fourth-order Linkwitz-Riley crossovers, so that they sum to the sound
 * again with nothing but a turn of phase, and nothing is delayed. What the encoder's sum of both channels has lost is
 * given back, by at most 6 dB.
 *
 * An image holds from its frame on; the change takes one frame. Until the first one both channels are the mono sound.
 */
export class StereoUpmix {
  readonly #hopSamples: number;
  /** Frames that the decoder has been given, at the least, when a frame's audio comes out. */
  readonly #aheadFrames: number;
  readonly #bands: readonly Band[];
  readonly #crossovers: readonly Crossover[];
  /** Images of frames that are yet to be played, in order. */
  #coming: { readonly frame: number; readonly band: number; readonly spatial: BandSpatial }[] = [];
  /** Index of the next sample, counted from the stream's frame 0. */
  #at = 0;
  /** `off` while no image is known; `rising` over one frame where they come in the middle of a stream. */
  #wet: 'off' | 'rising' | 'on' = 'off';
  /** Whether nothing of the stream has been played. */
  #isFresh = true;
  #rest = new Float64Array(0);
  #low = new Float64Array(0);

  constructor(format: Pick<CodecFormat, 'sampleRateHz' | 'hopSamples' | 'decoder'>) {
    const { sampleRateHz, decoder } = format;
    this.#hopSamples = requireInteger('hopSamples', format.hopSamples, 1, 65536);
    this.#aheadFrames = Math.floor(decoder.delaySamples / this.#hopSamples) + decoder.rightFrames;
    const edges = STEREO_EDGES_HZ.filter((hz) => hz < 0.45 * sampleRateHz);
    this.#crossovers = edges.map((hz, k) => new Crossover(hz, sampleRateHz, k));
    this.#bands = Array.from({ length: edges.length + 1 }, (_, band) => new Band(band, sampleRateHz, this.#hopSamples));
  }

  /** A stream begins at `firstFrame`, with nothing known of it. */
  begin(firstFrame: number): void {
    this.#at = firstFrame * this.#hopSamples;
    this.#coming = [];
    this.#wet = 'off';
    this.#isFresh = true;
    for (const part of [...this.#bands, ...this.#crossovers]) part.reset();
  }

  /** The images of consecutive frames from `firstFrame` on: before those frames' audio is given to {@link process}. */
  setSpatial(firstFrame: number, bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) {
      const spatial = parseSpatial(bytes[i]!);
      const frame = firstFrame + i;
      if (spatial) this.#coming.push({ frame, band: frame % STEREO_BANDS, spatial });
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
      const inFrame = this.#at % this.#hopSamples;
      if (inFrame === 0) this.#beginFrame(this.#at / this.#hopSamples);
      const count = Math.min(n - from, this.#hopSamples - inFrame);
      this.#stretch(mono, from, count, inFrame, out);
      this.#at += count;
      from += count;
    }
    return out;
  }

  #beginFrame(frame: number): void {
    const isFirst = this.#wet === 'off';
    const isFresh = this.#isFresh;
    this.#isFresh = false;
    if (isFirst && !this.#coming.some((item) => item.frame <= frame)) return;
    if (this.#wet === 'rising') this.#wet = 'on';
    for (const part of [...this.#bands, ...this.#crossovers]) part.settle();
    // What begins with its images has all of them that are known by then, whatever blocks they came in.
    const until = isFirst ? frame + this.#aheadFrames : frame;
    const due = this.#coming.filter((item) => item.frame <= until);
    this.#coming = this.#coming.filter((item) => item.frame > until);
    for (const { band, spatial } of due) this.#bands[band]?.setTarget(spatial, isFirst);
    if (isFirst) this.#wet = isFresh ? 'on' : 'rising';
  }

  /** Samples that lie in one frame. */
  #stretch(mono: Float32Array, from: number, count: number, inFrame: number, out: Float32Array): void {
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
      // A low band turns its phase as the crossovers above it turn that of theirs.
      for (let above = k + 1; above < this.#crossovers.length; above++) this.#crossovers[above]!.turn(low, k);
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

/** Linkwitz-Riley crossover of fourth order: two Butterworth sections each way, whose sum is a second-order all-pass. */
class Crossover {
  readonly #lows: readonly Biquad[];
  readonly #highs: readonly Biquad[];
  /** One all-pass for each band below. */
  readonly #turns: readonly Biquad[];
  readonly #sections: readonly Biquad[];

  constructor(hz: number, sampleRateHz: number, below: number) {
    const { low, high, allPass } = butterworth(hz, sampleRateHz);
    this.#lows = [new Biquad(low), new Biquad(low)];
    this.#highs = [new Biquad(high), new Biquad(high)];
    this.#turns = Array.from({ length: below }, () => new Biquad(allPass));
    this.#sections = [...this.#lows, ...this.#highs, ...this.#turns];
  }

  /** `rest` keeps what is above, `low` gets what is below. */
  split(rest: Float64Array, low: Float64Array): void {
    this.#lows[0]!.process(rest, low);
    this.#lows[1]!.process(low, low);
    for (const section of this.#highs) section.process(rest, rest);
  }

  /** Gives band `band`, below this crossover, the phase that this crossover gives what it splits. */
  turn(samples: Float64Array, band: number): void {
    this.#turns[band]!.process(samples, samples);
  }

  reset(): void {
    for (const section of this.#sections) section.reset();
  }

  settle(): void {
    for (const section of this.#sections) section.settle(SILENT);
  }
}

/** Delay line; with a gain g Schroeder's all-pass section of it: y[n] = −g·x[n] + x[n − D] + g·y[n − D]. */
class Delay {
  readonly #line: Float64Array;
  #at = 0;

  constructor(
    delaySamples: number,
    readonly gain: number,
  ) {
    this.#line = new Float64Array(Math.max(1, Math.round(delaySamples)));
  }

  process(x: Float64Array, y: Float64Array, count: number): void {
    const line = this.#line;
    const g = this.gain;
    let at = this.#at;
    for (let i = 0; i < count; i++) {
      const held = line[at]!;
      const inner = x[i]! + g * held;
      line[at] = inner;
      if (++at === line.length) at = 0;
      y[i] = held - g * inner;
    }
    this.#at = at;
  }

  settle(): void {
    if (this.#line.every((x) => Math.abs(x) < SILENT)) this.#line.fill(0);
  }

  reset(): void {
    this.#line.fill(0);
    this.#at = 0;
  }
}

/**
 * d of a band's sound m: delayed, spread by all-pass sections, and rid of what it then still has in common with m, so
 * that neither speaker gets more of both than the other.
 */
class Decorrelator {
  readonly #delays: readonly Delay[];
  readonly #forget: number;
  /** Running means of m², d² and m·d. */
  #mm = 0;
  #dd = 0;
  #md = 0;

  constructor(delaysSamples: readonly number[], sampleRateHz: number) {
    this.#delays = delaysSamples.map((samples, i) => new Delay(samples, i === 0 ? 0 : DIFFUSION));
    this.#forget = Math.exp(-1000 / (CORRELATION_MS * sampleRateHz));
  }

  process(m: Float64Array, out: Float64Array): void {
    const keep = this.#forget;
    let mm = this.#mm;
    let dd = this.#dd;
    let md = this.#md;
    for (const [i, delay] of this.#delays.entries()) delay.process(i === 0 ? m : out, out, m.length);
    for (let i = 0; i < m.length; i++) {
      const x = m[i]!;
      const d = out[i]!;
      mm = keep * mm + (1 - keep) * x * x;
      dd = keep * dd + (1 - keep) * d * d;
      md = keep * md + (1 - keep) * x * d;
      const alike = mm > SILENT ? md / mm : 0;
      const left = dd - alike * md;
      const raise = left > SILENT ? Math.min(MOST_RAISE, Math.sqrt(mm / left)) : 0;
      out[i] = raise * (d - alike * x);
    }
    this.#mm = mm;
    this.#dd = dd;
    this.#md = md;
  }

  settle(): void {
    for (const delay of this.#delays) delay.settle();
    if (this.#mm < SILENT && this.#dd < SILENT) this.#mm = this.#dd = this.#md = 0;
  }

  reset(): void {
    for (const delay of this.#delays) delay.reset();
    this.#mm = this.#dd = this.#md = 0;
  }
}

/** Weights of m and d in the left channel, then in the right one. */
type Mix = readonly [leftM: number, leftD: number, rightM: number, rightD: number];
const MIDDLE: Mix = [1, 0, 1, 0];

/** One band between the speakers: on its way, through each frame, from one mix to the next. */
class Band {
  readonly #hopSamples: number;
  readonly #decorrelator: Decorrelator;
  #other = new Float64Array(0);
  /** Mixes where the frame begins and where it ends. */
  #from: Mix = MIDDLE;
  #to: Mix = MIDDLE;

  constructor(index: number, sampleRateHz: number, hopSamples: number) {
    this.#hopSamples = hopSamples;
    const height = index / (STEREO_BANDS - 1);
    const [low, high] = DELAYS_MS;
    const samples = low.map((ms, i) => (ms ** (1 - height) * high[i]! ** height * sampleRateHz) / 1000);
    this.#decorrelator = new Decorrelator(samples, sampleRateHz);
  }

  reset(): void {
    this.#decorrelator.reset();
    this.#from = this.#to = MIDDLE;
  }

  /** A frame begins where the one before it has ended. */
  settle(): void {
    this.#decorrelator.settle();
    this.#from = this.#to;
  }

  /** The image of the frame that begins; the first one is there at once. */
  setTarget(spatial: BandSpatial, isFirst: boolean): void {
    this.#to = mixOf(spatial);
    if (isFirst) this.#from = this.#to;
  }

  /** @param inFrame place of the first sample in its frame */
  add(band: Float64Array, inFrame: number, left: Float32Array, right: Float32Array): void {
    if (this.#other.length < band.length) this.#other = new Float64Array(band.length);
    const other = this.#other;
    this.#decorrelator.process(band, other);
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
      const d = other[i]!;
      left[i]! += lm * m + ld * d;
      right[i]! += rm * m + rd * d;
    }
  }
}

/** Weights that give two channels of an image's level difference and coherence from the mean of the two. */
function mixOf({ levelDifferenceDb, coherence }: BandSpatial): Mix {
  const ratio = 10 ** (-levelDifferenceDb / 10);
  const left = Math.sqrt(2 / (1 + ratio));
  const right = Math.sqrt((2 * ratio) / (1 + ratio));
  // Of two channels' mean the energy is (1 + coherence · left · right) / 2 of their own.
  const gain = Math.sqrt(Math.min(MOST_GAIN ** 2, 2 / Math.max(1e-9, 1 + coherence * left * right)));
  const alpha = Math.acos(coherence) / 2;
  const beta = (alpha * (right - left)) / Math.SQRT2;
  return [
    gain * left * Math.cos(alpha + beta),
    gain * left * Math.sin(alpha + beta),
    gain * right * Math.cos(beta - alpha),
    gain * right * Math.sin(beta - alpha),
  ];
}
