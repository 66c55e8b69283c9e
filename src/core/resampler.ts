import { requireInteger } from './errors.js';
import { deinterleave, interleave } from './pcm.js';

export interface ResamplerOptions {
  /** 8000..192000 */
  readonly inputRateHz: number;
  /** 8000..192000 */
  readonly outputRateHz: number;
  /** 1..32 */
  readonly channels: number;
}

/** Kaiser window of about 95 dB; the pass band ends at 0.91 of the lower Nyquist frequency, the stop band begins at it. */
const STOP_BAND_DB = 95;
const TRANSITION = 0.09;
/** Larger tables than this are replaced by interpolation between this many phases: its error is below the stop band. */
const MAX_TABLE = 1 << 20;
const INTERPOLATED_PHASES = 1024;

/** Samples that come out for `samples` in: every output instant that lies before the input's end. */
export const resampledLength = (samples: number, inputRateHz: number, outputRateHz: number): number =>
  Math.ceil((samples * outputRateHz) / inputRateHz);

/**
 * Streaming band-limited resampler: a polyphase windowed sinc (Smith and Gossett, "A flexible sampling-rate conversion
 * method", 1984). Output sample k is the input at the instant k · input/output: there is no group delay to make up
 * for, and after `flush` there are exactly `resampledLength` samples. The result does not depend on how the input was
 * cut. It runs ahead of nothing: it holds back `lookAheadSamples` of input until they have a right half.
 */
export class Resampler {
  readonly inputRateHz: number;
  readonly outputRateHz: number;
  readonly channels: number;
  /** Input samples after an instant that its output needs. */
  readonly lookAheadSamples: number;
  /** output / input in lowest terms. */
  readonly #up: number;
  readonly #down: number;
  readonly #half: number;
  readonly #phases: number;
  /** [(phases + 1) × 2·half] */
  readonly #table: Float32Array;
  #buffers: Float32Array[] = [];
  #length = 0;
  /** Absolute index of the buffers' first sample. */
  #start = 0;
  #index = 0;
  #phase = 0;
  #pushed = 0;
  #made = 0;

  constructor(options: ResamplerOptions) {
    this.inputRateHz = requireInteger('inputRateHz', options.inputRateHz, 8000, 192000);
    this.outputRateHz = requireInteger('outputRateHz', options.outputRateHz, 8000, 192000);
    this.channels = requireInteger('channels', options.channels, 1, 32);
    const divisor = gcd(this.inputRateHz, this.outputRateHz);
    this.#up = this.outputRateHz / divisor;
    this.#down = this.inputRateHz / divisor;
    const scale = Math.min(1, this.#up / this.#down);
    const taps = (STOP_BAND_DB - 7.95) / (2.285 * Math.PI * TRANSITION) / scale;
    this.#half = this.#up === this.#down ? 0 : Math.ceil(taps / 2);
    this.lookAheadSamples = this.#half;
    this.#phases = this.#up * 2 * this.#half <= MAX_TABLE ? this.#up : INTERPOLATED_PHASES;
    this.#table = this.#half === 0 ? new Float32Array(0) : sincTable(this.#phases, this.#half, scale);
    this.reset();
  }

  /** Forgets everything: the next sample pushed is the first. */
  reset(): void {
    // Silence before the beginning: the first instants need a left half too.
    this.#length = this.#half;
    this.#buffers = Array.from({ length: this.channels }, () => new Float32Array(this.#half));
    this.#start = -this.#half;
    this.#index = this.#phase = this.#pushed = this.#made = 0;
  }

  /** @param input [n × channels], interleaved; returns what can be made of it so far, interleaved. */
  push(input: Float32Array): Float32Array {
    const planar = deinterleave(input, this.channels);
    const added = planar[0]!.length;
    this.#pushed += added;
    if (this.#half === 0) {
      this.#made += added;
      return input.slice();
    }
    this.#append(planar, added);
    return this.#produce(Number.POSITIVE_INFINITY);
  }

  /** The rest, as if silence followed. */
  flush(): Float32Array {
    const rest = resampledLength(this.#pushed, this.inputRateHz, this.outputRateHz) - this.#made;
    if (this.#half === 0 || rest <= 0) return new Float32Array(0);
    const silence = this.#half + 1;
    this.#append(
      Array.from({ length: this.channels }, () => new Float32Array(silence)),
      silence,
    );
    return this.#produce(rest);
  }

  #append(planar: readonly Float32Array[], added: number): void {
    this.#buffers = this.#buffers.map((old, channel) => {
      const next = new Float32Array(this.#length + added);
      next.set(old);
      next.set(planar[channel]!, this.#length);
      return next;
    });
    this.#length += added;
  }

  #produce(limit: number): Float32Array {
    // The last instant whose right half, index + half, is here.
    const lastIndex = this.#start + this.#length - 1 - this.#half;
    const ahead = (lastIndex - this.#index + 1) * this.#up - this.#phase;
    const count = Math.max(0, Math.min(limit, Math.ceil(ahead / this.#down)));
    const out = new Float32Array(count * this.channels);
    let { index, phase } = { index: this.#index, phase: this.#phase };
    for (let c = 0; c < this.channels; c++) {
      index = this.#index;
      phase = this.#phase;
      const buffer = this.#buffers[c]!;
      for (let k = 0; k < count; k++) {
        out[c * count + k] = this.#at(buffer, index - this.#start, phase);
        phase += this.#down;
        index += Math.floor(phase / this.#up);
        phase %= this.#up;
      }
    }
    this.#index = index;
    this.#phase = phase;
    this.#made += count;
    this.#discard();
    return interleave(out, this.channels);
  }

  #at(buffer: Float32Array, position: number, phase: number): number {
    const width = 2 * this.#half;
    const table = this.#table;
    const from = position - this.#half + 1;
    const exact = (phase * this.#phases) / this.#up;
    const row = Math.floor(exact);
    let sum = 0;
    let at = row * width;
    for (let j = 0; j < width; j++) sum += buffer[from + j]! * table[at + j]!;
    const fraction = exact - row;
    if (fraction === 0) return sum;
    let next = 0;
    at += width;
    for (let j = 0; j < width; j++) next += buffer[from + j]! * table[at + j]!;
    return sum + (next - sum) * fraction;
  }

  #discard(): void {
    const drop = Math.min(this.#length, this.#index - this.#half + 1 - this.#start);
    if (drop <= 0) return;
    this.#buffers = this.#buffers.map((buffer) => buffer.slice(drop));
    this.#length -= drop;
    this.#start += drop;
  }
}

/** Rows of taps j = −half + 1..half around an instant that lies row/phases after sample 0; each sums to 1. */
function sincTable(phases: number, half: number, scale: number): Float32Array {
  const width = 2 * half;
  const table = new Float32Array((phases + 1) * width);
  // The transition ends at the lower Nyquist frequency, so that its middle lies half of it below.
  const cutoff = scale * (1 - TRANSITION / 2);
  const beta = 0.1102 * (STOP_BAND_DB - 8.7);
  for (let row = 0; row <= phases; row++) {
    const taps = Array.from({ length: width }, (_, i) => {
      const x = i - half + 1 - row / phases;
      const r = x / half;
      return Math.abs(r) >= 1 ? 0 : sinc(cutoff * x) * besselI0(beta * Math.sqrt(1 - r * r));
    });
    const sum = taps.reduce((a, b) => a + b, 0);
    taps.forEach((tap, i) => {
      table[row * width + i] = tap / sum;
    });
  }
  return table;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
