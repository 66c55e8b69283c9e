import { SILENT_STATE } from './biquad.js';

/** Delay line; with a gain g, Schroeder's all-pass section: y[n] = −g·x[n] + x[n − D] + g·y[n − D]. */
export class AllPassDelay {
  readonly #line: Float64Array;
  #at = 0;

  /**
   * @param delaySamples D, rounded to a whole number of at least 1
   * @param gain g, −1 < g < 1; 0 is a plain delay
   */
  constructor(
    delaySamples: number,
    readonly gain: number,
  ) {
    this.#line = new Float64Array(Math.max(1, Math.round(delaySamples)));
  }

  /**
   * @param y [x.length or more], written; may be `x`
   * @param count samples
   */
  process(x: Float64Array, y: Float64Array, count: number): void {
    const line = this.#line;
    const g = this.gain;
    let at = this.#at;
    for (let i = 0; i < count; i++) {
      const delayed = line[at]!;
      const inner = x[i]! + g * delayed;
      line[at] = inner;
      if (++at === line.length) at = 0;
      y[i] = delayed - g * inner;
    }
    this.#at = at;
  }

  /** Sets a state below {@link SILENT_STATE} to 0. */
  flushDenormals(): void {
    if (this.#line.every((x) => Math.abs(x) < SILENT_STATE)) this.#line.fill(0);
  }

  reset(): void {
    this.#line.fill(0);
    this.#at = 0;
  }
}
