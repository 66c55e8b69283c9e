import { Biquad, butterworth } from './biquad.js';

/**
 * Linkwitz-Riley crossover of fourth order: two Butterworth sections for each side, whose sum is a second-order all-pass.
 * In a row of crossovers, from low to high, it also holds an all-pass for each band that was split off below it, so that
 * all bands sum to the input with nothing but a phase shift.
 */
export class Crossover {
  readonly #lows: readonly Biquad[];
  readonly #highs: readonly Biquad[];
  /** One for each band below. */
  readonly #allPasses: readonly Biquad[];
  readonly #sections: readonly Biquad[];

  /**
   * @param hz where both sides are 6 dB down
   * @param bandsBelow bands that the crossovers before this one split off
   */
  constructor(hz: number, sampleRateHz: number, bandsBelow: number) {
    const { low, high, allPass } = butterworth(hz, sampleRateHz);
    this.#lows = [new Biquad(low), new Biquad(low)];
    this.#highs = [new Biquad(high), new Biquad(high)];
    this.#allPasses = Array.from({ length: bandsBelow }, () => new Biquad(allPass));
    this.#sections = [...this.#lows, ...this.#highs, ...this.#allPasses];
  }

  /**
   * @param rest high-passed in place
   * @param low the same length; written: `rest` low-passed
   */
  split(rest: Float64Array, low: Float64Array): void {
    this.#lows[0]!.process(rest, low);
    this.#lows[1]!.process(low, low);
    for (const section of this.#highs) section.process(rest, rest);
  }

  /** Shifts the phase of band `band`, below this crossover, in place as this crossover shifts that of its own input. */
  alignPhase(samples: Float64Array, band: number): void {
    this.#allPasses[band]!.process(samples, samples);
  }

  reset(): void {
    for (const section of this.#sections) section.reset();
  }

  flushDenormals(): void {
    for (const section of this.#sections) section.flushDenormals();
  }
}
