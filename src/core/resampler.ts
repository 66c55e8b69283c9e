import { MAX_CHANNELS } from './channels.js';
import { requireFloat32, requireInteger } from './errors.js';
import { HALF_WIDTH, sincTable } from './kaiser.js';

export interface ResamplerOptions {
  /** 8000..192000 */
  readonly inputRateHz: number;
  /** 8000..192000 */
  readonly outputRateHz: number;
  /** 1..32 */
  readonly channels: number;
}

export const RESAMPLER_RATES_HZ = [8000, 192000] as const;

/** Up to so many taps a table with a row per phase is kept; beyond, rows are interpolated. 4 MiB. */
const MAX_TABLE_TAPS = 1 << 19;

/**
 * Rows between two input samples of an interpolated table, per unit of output / input. The error of linear
 * interpolation falls with the square of it: about −116 dB here, below the stop band.
 */
const INTERPOLATED_ROWS = 512;

/** Input samples per channel that are worked on at a time, so that history and taps stay in the cache. */
const BLOCK = 4096;

/**
 * Samples per channel that come out for `samples` in: those instants k · input/output, k ≥ 0, that lie before the
 * input's end, which is ⌈samples · output / input⌉. Exact for every safe integer.
 */
export function resampledLength(samples: number, inputRateHz: number, outputRateHz: number): number {
  const rest = samples % inputRateHz;
  return ((samples - rest) / inputRateHz) * outputRateHz + Math.ceil((rest * outputRateHz) / inputRateHz);
}

/**
 * Streaming band-limited resampler: a polyphase windowed sinc (Smith and Gossett, "A flexible sampling-rate conversion
 * method", ICASSP 1984). Flat to 0.91 of the lower Nyquist frequency, at least 92 dB down from that frequency on.
 *
 * Output sample k is the input at the instant k · input/output: the filter's delay is made up for by holding back
 * `lookAheadSamples`, and `flush` gives what was held back as if silence followed, {@link resampledLength} samples in
 * all. What comes out is the same, bit by bit, however the input was cut. Equal rates are a copy without delay.
 *
 * NaN spreads over the width of the filter: sanitize before.
 */
export class Resampler {
  readonly inputRateHz: number;
  readonly outputRateHz: number;
  readonly channels: number;
  /** Input samples after an instant that its output needs; 0 for equal rates. */
  readonly lookAheadSamples: number;
  /** Taps on each side of an instant. */
  readonly #half: number;
  /** output / input in lowest terms: an output step is #wholeStep samples and #phaseStep / #up. */
  readonly #up: number;
  readonly #wholeStep: number;
  readonly #phaseStep: number;
  /** Rows of the table between two input samples; equal to #up when every phase has a row of its own. */
  readonly #phases: number;
  /** [(#phases, + 1 where interpolated) × 2·#half] */
  readonly #table: Float64Array;
  /** Per channel: the last samples, oldest first. A fixed size: 2·#half of history and one block. */
  readonly #history: readonly Float64Array[];
  /** Samples in #history. */
  #filled = 0;
  /** Index in #history of the first tap of the next output sample, and its instant's phase, 0..#up − 1. */
  #position = 0;
  #phase = 0;
  #pushed = 0;
  #made = 0;

  /** @throws RangeError naming the option, its value and its range */
  constructor({ inputRateHz, outputRateHz, channels }: ResamplerOptions) {
    this.inputRateHz = requireInteger('inputRateHz', inputRateHz, ...RESAMPLER_RATES_HZ);
    this.outputRateHz = requireInteger('outputRateHz', outputRateHz, ...RESAMPLER_RATES_HZ);
    this.channels = requireInteger('channels', channels, 1, MAX_CHANNELS);
    const divisor = gcd(inputRateHz, outputRateHz);
    const down = inputRateHz / divisor;
    this.#up = outputRateHz / divisor;
    this.#wholeStep = Math.floor(down / this.#up);
    this.#phaseStep = down % this.#up;
    const equal = inputRateHz === outputRateHz;
    const scale = Math.min(1, outputRateHz / inputRateHz);
    // An even half makes the width a multiple of four, which the inner loop takes at a time.
    this.#half = equal ? 0 : 2 * Math.ceil(HALF_WIDTH / scale / 2);
    this.lookAheadSamples = this.#half;
    const exact = this.#up * 2 * this.#half <= MAX_TABLE_TAPS;
    this.#phases = exact ? this.#up : Math.max(32, Math.ceil(INTERPOLATED_ROWS * scale));
    this.#table = equal
      ? new Float64Array(0)
      : sincTable(this.#phases + (exact ? 0 : 1), this.#phases, this.#half, scale);
    const capacity = equal ? 0 : 2 * this.#half + BLOCK;
    this.#history = Array.from({ length: this.channels }, () => new Float64Array(capacity));
    this.reset();
  }

  /** Forgets everything: the next sample pushed is the first. */
  reset(): void {
    // Silence before the beginning: the first instants need a left half too.
    for (const history of this.#history) history.fill(0);
    this.#filled = Math.max(0, this.#half - 1);
    this.#position = this.#phase = this.#pushed = this.#made = 0;
  }

  /**
   * @param interleaved [n × channels], n ≥ 0; not kept
   * @returns [m × channels], interleaved: what can be made of the input so far, owned by the caller
   * @throws TypeError or RangeError when the length is no multiple of `channels`
   */
  push(interleaved: Float32Array): Float32Array {
    requireFloat32('interleaved', interleaved);
    const frames = interleaved.length / this.channels;
    if (!Number.isInteger(frames))
      throw new RangeError(
        `interleaved.length must be a multiple of channels (${this.channels}), got ${interleaved.length}`,
      );
    this.#pushed += frames;
    if (this.#half === 0) {
      this.#made += frames;
      return interleaved.slice();
    }
    const ready = resampledLength(Math.max(0, this.#pushed - this.#half), this.inputRateHz, this.outputRateHz);
    return this.#run(interleaved, frames, ready);
  }

  /** The rest, as if silence followed, interleaved; then the resampler is as new. */
  flush(): Float32Array {
    const total = resampledLength(this.#pushed, this.inputRateHz, this.outputRateHz);
    const out = this.#run(null, this.#half, total);
    this.reset();
    return out;
  }

  /** Takes in `frames` samples per channel (silence for null) and makes output up to sample `until`. */
  #run(interleaved: Float32Array | null, frames: number, until: number): Float32Array {
    const count = Math.max(0, until - this.#made);
    const out = new Float32Array(count * this.channels);
    for (let taken = 0, written = 0; taken < frames; ) {
      const n = Math.min(frames - taken, this.#room());
      this.#append(interleaved, taken, n);
      taken += n;
      written += this.#produce(out, written, count);
    }
    this.#made += count;
    return out;
  }

  /** Makes room by dropping what no tap will reach again. */
  #room(): number {
    const capacity = 2 * this.#half + BLOCK;
    if (capacity - this.#filled < BLOCK / 2) {
      const drop = Math.min(this.#position, this.#filled);
      for (const history of this.#history) history.copyWithin(0, drop, this.#filled);
      this.#filled -= drop;
      this.#position -= drop;
    }
    return capacity - this.#filled;
  }

  #append(interleaved: Float32Array | null, from: number, n: number): void {
    for (let c = 0; c < this.channels; c++) {
      const history = this.#history[c]!;
      if (interleaved === null) history.fill(0, this.#filled, this.#filled + n);
      else if (this.channels === 1) history.set(interleaved.subarray(from, from + n), this.#filled);
      else
        for (let i = 0, j = from * this.channels + c; i < n; i++, j += this.channels)
          history[this.#filled + i] = interleaved[j]!;
    }
    this.#filled += n;
  }

  /** Writes output samples written.. while their taps are there and `count` is not reached; returns how many. */
  #produce(out: Float32Array, written: number, count: number): number {
    const width = 2 * this.#half;
    const { channels } = this;
    const exact = this.#phases === this.#up;
    let position = this.#position;
    let phase = this.#phase;
    let o = written;
    for (; o < count && position + width <= this.#filled; o++) {
      const at = exact ? phase : (phase * this.#phases) / this.#up;
      const row = Math.floor(at);
      for (let c = 0; c < channels; c++) {
        const x = this.#history[c]!;
        out[o * channels + c] = exact
          ? dot(x, position, this.#table, row * width, width)
          : dotBetween(x, position, this.#table, row * width, width, at - row);
      }
      position += this.#wholeStep;
      phase += this.#phaseStep;
      if (phase >= this.#up) {
        phase -= this.#up;
        position++;
      }
    }
    this.#position = position;
    this.#phase = phase;
    return o - written;
  }
}

/**
 * Σ x[i + j] · h[k + j], 0 ≤ j < n, n a multiple of 4: four sums, so that no addition waits for the one before it.
 * Double precision is the faster one here: JavaScript's numbers are doubles and float32 would be converted at each load.
 */
function dot(x: Float64Array, i: number, h: Float64Array, k: number, n: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (const end = i + n; i < end; i += 4, k += 4) {
    a += x[i]! * h[k]!;
    b += x[i + 1]! * h[k + 1]!;
    c += x[i + 2]! * h[k + 2]!;
    d += x[i + 3]! * h[k + 3]!;
  }
  return a + b + (c + d);
}

/** The same between two neighbouring rows of h: that at k and that at k + n, `fraction` of the way. */
function dotBetween(x: Float64Array, i: number, h: Float64Array, k: number, n: number, fraction: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (const end = i + n; i < end; i += 2, k += 2) {
    a += x[i]! * h[k]!;
    b += x[i + 1]! * h[k + 1]!;
    c += x[i]! * h[k + n]!;
    d += x[i + 1]! * h[k + n + 1]!;
  }
  return a + b + fraction * (c + d - (a + b));
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
