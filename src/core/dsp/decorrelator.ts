import { AllPassDelay } from './all-pass-delay.js';
import { SILENT_STATE } from './biquad.js';

/** Gain of the all-pass sections. */
const DIFFUSION = 0.6;
/** Time constant of the correlation that is measured and removed. */
const CORRELATION_MS = 60;
/** Highest gain that gives the output the energy of the input after that. */
const MAX_GAIN = 3;

/**
 * Makes d, a decorrelated copy of a band's sound m: delayed, spread by all-pass sections, and with what still correlates
 * with m subtracted, so that m + d and m − d are equally loud. d has the energy of m.
 */
export class Decorrelator {
  readonly #delays: readonly AllPassDelay[];
  readonly #decay: number;
  /** Running means of m², d² and m·d. */
  #mm = 0;
  #dd = 0;
  #md = 0;

  /** @param delaysSamples of a plain delay, then of each all-pass section */
  constructor(delaysSamples: readonly number[], sampleRateHz: number) {
    this.#delays = delaysSamples.map((samples, i) => new AllPassDelay(samples, i === 0 ? 0 : DIFFUSION));
    this.#decay = Math.exp(-1000 / (CORRELATION_MS * sampleRateHz));
  }

  /**
   * @param m the next samples
   * @param out [m.length or more], written: d
   */
  process(m: Float64Array, out: Float64Array): void {
    const decay = this.#decay;
    let mm = this.#mm;
    let dd = this.#dd;
    let md = this.#md;
    for (const [i, delay] of this.#delays.entries()) delay.process(i === 0 ? m : out, out, m.length);
    for (let i = 0; i < m.length; i++) {
      const x = m[i]!;
      const d = out[i]!;
      mm = decay * mm + (1 - decay) * x * x;
      dd = decay * dd + (1 - decay) * d * d;
      md = decay * md + (1 - decay) * x * d;
      const correlation = mm > SILENT_STATE ? md / mm : 0;
      const restEnergy = dd - correlation * md;
      const gain = restEnergy > SILENT_STATE ? Math.min(MAX_GAIN, Math.sqrt(mm / restEnergy)) : 0;
      out[i] = gain * (d - correlation * x);
    }
    this.#mm = mm;
    this.#dd = dd;
    this.#md = md;
  }

  flushDenormals(): void {
    for (const delay of this.#delays) delay.flushDenormals();
    if (this.#mm < SILENT_STATE && this.#dd < SILENT_STATE) this.#mm = this.#dd = this.#md = 0;
  }

  reset(): void {
    for (const delay of this.#delays) delay.reset();
    this.#mm = this.#dd = this.#md = 0;
  }
}
