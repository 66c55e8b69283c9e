import { requireFloat32, requireInteger } from '../errors.js';
import { MAX_CHANNELS } from './channels.js';
import { HALF_WIDTH, sincTable } from './kaiser.js';
import { type PolyphaseFilter, polyphase } from './polyphase.js';

/** The rates and channels that a {@link Resampler} converts between and carries; all integers. */
export interface ResamplerOptions {
  /** Rate of the audio that is pushed, 1000..768000 Hz. */
  readonly inputRateHz: number;
  /** Rate of the audio that comes out, 8000..192000 Hz. */
  readonly outputRateHz: number;
  /** Channels, 1..32, interleaved in every block; each is filtered alone. */
  readonly channels: number;
  /** Implementation of the inner loop; all produce the same bits. @default TypeScript's */
  readonly kernels?: { readonly polyphase: typeof polyphase };
}

/** Lowest and highest rate of input: what files hold. */
const RESAMPLER_INPUT_RATES_HZ = [1000, 768_000] as const;

/** Lowest and highest rate. */
export const RESAMPLER_RATES_HZ = [8000, 192000] as const;

/** Largest table with a row per phase, in taps: 4 MiB. Beyond it rows are interpolated. */
const MAX_TABLE_TAPS = 1 << 19;

/**
 * Rows between two input samples of an interpolated table, per unit of output / input. The error of linear
 * interpolation falls with the square of this number: about −116 dB here, below the stop band.
 */
const INTERPOLATED_ROWS = 512;

/** Input samples per channel that are processed at a time, so that history and taps stay in the cache. */
const BLOCK = 4096;

/**
 * Output samples per channel for `samples` input samples: the number of instants k · input/output, k ≥ 0, before the
 * end of the input, which is ⌈samples · output / input⌉. Exact for every safe integer.
 */
export function resampledLength(samples: number, inputRateHz: number, outputRateHz: number): number {
  const rest = samples % inputRateHz;
  return ((samples - rest) / inputRateHz) * outputRateHz + Math.ceil((rest * outputRateHz) / inputRateHz);
}

/**
 * Streaming band-limited resampler: a polyphase windowed sinc (Smith and Gossett, "A flexible sampling-rate conversion
 * method", ICASSP 1984). Flat to 0.91 of the lower Nyquist frequency, at least 92 dB down from that frequency on.
 *
 * Output sample k is the input at the instant k · input/output. The filter's delay is compensated: an output sample
 * comes `lookAheadSamples` input samples later, and `flush` returns the rest as if silence followed, {@link
 * resampledLength} samples in all. The output is the same, bit by bit, for any block lengths. Equal rates are a copy
 * without delay.
 *
 * NaN spreads over the width of the filter: call `sanitize` before.
 */
export class Resampler {
  readonly inputRateHz: number;
  readonly outputRateHz: number;
  readonly channels: number;
  /** Input samples after an instant that its output needs; 0 for equal rates. */
  readonly lookAheadSamples: number;
  /** Taps on each side of an instant. */
  readonly #half: number;
  readonly #filter: PolyphaseFilter;
  readonly #kernels: { readonly polyphase: typeof polyphase };
  /** Samples per channel in #history: 2·#half and one block. */
  readonly #capacity: number;
  /** [channels × #capacity], the last samples of each, oldest first. */
  readonly #history: Float64Array;
  /** Samples per channel in #history that are in use. */
  #filled = 0;
  /** Index in a channel's history of the first tap of the next output sample, and its instant's phase, 0..up − 1. */
  #position = 0;
  #phase = 0;
  #pushed = 0;
  #made = 0;

  /** @throws RangeError naming the option, its value and its range */
  constructor({ inputRateHz, outputRateHz, channels, kernels = { polyphase } }: ResamplerOptions) {
    this.inputRateHz = requireInteger('inputRateHz', inputRateHz, ...RESAMPLER_INPUT_RATES_HZ);
    this.outputRateHz = requireInteger('outputRateHz', outputRateHz, ...RESAMPLER_RATES_HZ);
    this.channels = requireInteger('channels', channels, 1, MAX_CHANNELS);
    this.#kernels = kernels;
    const divisor = gcd(inputRateHz, outputRateHz);
    const down = inputRateHz / divisor;
    const up = outputRateHz / divisor;
    const equal = inputRateHz === outputRateHz;
    const scale = Math.min(1, outputRateHz / inputRateHz);
    // An even half makes the width a multiple of 4, as the inner loop needs.
    this.#half = equal ? 0 : 2 * Math.ceil(HALF_WIDTH / scale / 2);
    this.lookAheadSamples = this.#half;
    const taps = 2 * this.#half;
    const exact = up * taps <= MAX_TABLE_TAPS;
    const rows = exact ? up : Math.max(32, Math.ceil(INTERPOLATED_ROWS * scale));
    const table = equal ? new Float64Array(0) : sincTable(rows + (exact ? 0 : 1), rows, this.#half, scale);
    this.#filter = { table, taps, rows, up, down };
    this.#capacity = equal ? 0 : taps + BLOCK;
    this.#history = new Float64Array(this.channels * this.#capacity);
    this.reset();
  }

  /** Back to the start: the next sample pushed is the first one. */
  reset(): void {
    // The left half of the filter is silence at the first instants.
    this.#history.fill(0);
    this.#filled = Math.max(0, this.#half - 1);
    this.#position = this.#phase = this.#pushed = this.#made = 0;
  }

  /**
   * @param interleaved [n × channels], n ≥ 0; not kept
   * @returns [m × channels], interleaved: the output that the input so far determines; owned by the caller
   * @throws TypeError or RangeError when the length is no multiple of `channels`
   */
  push(interleaved: Float32Array): Float32Array {
    requireFloat32('interleaved', interleaved);
    const samples = interleaved.length / this.channels;
    if (!Number.isInteger(samples))
      throw new RangeError(
        `interleaved.length must be a multiple of channels (${this.channels}), got ${interleaved.length}`,
      );
    this.#pushed += samples;
    if (this.#half === 0) {
      this.#made += samples;
      return interleaved.slice();
    }
    const ready = resampledLength(Math.max(0, this.#pushed - this.#half), this.inputRateHz, this.outputRateHz);
    return this.#run(interleaved, samples, ready);
  }

  /** The rest, as if silence followed, [m × channels], interleaved; then the resampler is as new. */
  flush(): Float32Array {
    const total = resampledLength(this.#pushed, this.inputRateHz, this.outputRateHz);
    const out = this.#run(null, this.#half, total);
    this.reset();
    return out;
  }

  /** Takes `samples` samples per channel (silence for null) and computes the output up to sample `until`. */
  #run(interleaved: Float32Array | null, samples: number, until: number): Float32Array {
    const count = Math.max(0, until - this.#made);
    const out = new Float32Array(count * this.channels);
    for (let taken = 0, written = 0; taken < samples; ) {
      const n = Math.min(samples - taken, this.#room());
      this.#append(interleaved, taken, n);
      taken += n;
      written += this.#produce(out, written, count);
    }
    this.#made += count;
    return out;
  }

  /** Makes room by dropping samples that no tap reaches any more; returns the free samples per channel. */
  #room(): number {
    if (this.#capacity - this.#filled < BLOCK / 2) {
      const drop = Math.min(this.#position, this.#filled);
      for (let c = 0; c < this.channels; c++) {
        const base = c * this.#capacity;
        this.#history.copyWithin(base, base + drop, base + this.#filled);
      }
      this.#filled -= drop;
      this.#position -= drop;
    }
    return this.#capacity - this.#filled;
  }

  #append(interleaved: Float32Array | null, from: number, n: number): void {
    const history = this.#history;
    for (let c = 0; c < this.channels; c++) {
      const base = c * this.#capacity + this.#filled;
      if (interleaved === null) history.fill(0, base, base + n);
      else if (this.channels === 1) history.set(interleaved.subarray(from, from + n), base);
      else
        for (let i = 0, j = from * this.channels + c; i < n; i++, j += this.channels)
          history[base + i] = interleaved[j]!;
    }
    this.#filled += n;
  }

  /** Writes output samples from `written` on, up to `count` or the end of the input; returns how many. */
  #produce(out: Float32Array, written: number, count: number): number {
    const { taps, up, down } = this.#filter;
    // The first tap of output k is at #position + ⌊(#phase + k·down) / up⌋; its last one must lie in the history.
    const reach = this.#filled - taps - this.#position + 1;
    const ready = reach > 0 ? Math.ceil((reach * up - this.#phase) / down) : 0;
    const n = Math.min(ready, count - written);
    if (n <= 0) return 0;
    const to = written === 0 ? out : out.subarray(written * this.channels);
    this.#kernels.polyphase(this.#history, this.channels, this.#filter, this.#position, this.#phase, to, n);
    const moved = this.#phase + n * down;
    this.#position += Math.floor(moved / up);
    this.#phase = moved % up;
    return n;
  }
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
