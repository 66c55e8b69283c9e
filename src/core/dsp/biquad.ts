/** A filter state below this is taken for 0: what decays further are denormal numbers, slow to compute and inaudible. */
export const SILENT_STATE = 1e-18;

/** Coefficients of a second-order section, a0 = 1. */
export interface BiquadCoefficients {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/**
 * Second-order Butterworth low-pass and high-pass, 3 dB down at `hz`, and the all-pass that has the phase of either
 * squared (Robert Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients").
 */
export function butterworth(
  hz: number,
  sampleRateHz: number,
): { readonly low: BiquadCoefficients; readonly high: BiquadCoefficients; readonly allPass: BiquadCoefficients } {
  const w = (2 * Math.PI * hz) / sampleRateHz;
  const alpha = Math.sin(w) * Math.SQRT1_2;
  const a0 = 1 + alpha;
  const a1 = (-2 * Math.cos(w)) / a0;
  const a2 = (1 - alpha) / a0;
  const low = (1 - Math.cos(w)) / 2 / a0;
  const high = (1 + Math.cos(w)) / 2 / a0;
  return {
    low: { b0: low, b1: 2 * low, b2: low, a1, a2 },
    high: { b0: high, b1: -2 * high, b2: high, a1, a2 },
    allPass: { b0: a2, b1: a1, b2: 1, a1, a2 },
  };
}

/** Second-order section in transposed direct form II. */
export class Biquad {
  readonly #c: BiquadCoefficients;
  #s1 = 0;
  #s2 = 0;

  constructor(coefficients: BiquadCoefficients) {
    this.#c = coefficients;
  }

  /**
   * Filters every `step`-th sample from `from` on: one channel of interleaved audio.
   *
   * @param y written; may be `x`
   */
  process<T extends Float32Array | Float64Array>(x: T, y: T, from = 0, step = 1): void {
    const { b0, b1, b2, a1, a2 } = this.#c;
    let s1 = this.#s1;
    let s2 = this.#s2;
    for (let i = from; i < x.length; i += step) {
      const input = x[i]!;
      const output = b0 * input + s1;
      s1 = b1 * input - a1 * output + s2;
      s2 = b2 * input - a2 * output;
      y[i] = output;
    }
    this.#s1 = s1;
    this.#s2 = s2;
  }

  reset(): void {
    this.#s1 = this.#s2 = 0;
  }

  /** Sets a state below {@link SILENT_STATE} to 0. */
  flushDenormals(): void {
    if (Math.abs(this.#s1) < SILENT_STATE && Math.abs(this.#s2) < SILENT_STATE) this.reset();
  }
}
