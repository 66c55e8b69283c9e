import { OffsetFilter } from '../clock/offset-filter.js';

/** Measurements are taken this far apart at least: those between share their errors. */
const INTERVAL_MS = 100;
/** Standard deviation of a measurement of what a device has played. */
const MEASUREMENT_MS = 2;
/** A device whose play position jumps by more than this, several times in a row, has stopped and started again. */
const STEP_MS = 15;
const STEP_AFTER = 3;
/** A device that runs dry for a moment is late from then on: about a millisecond in a second is followed at once. */
const SLIPS_PER_MS = 1 / 1000;

/**
 * When a device plays each sample: from what it has played so far, the line of its clock against this program's. The device
 * counts samples by its own crystal, and tells what it has played with some jitter.
 */
export class DeviceClock {
  readonly #rateHz: number;
  #filter = new OffsetFilter(SLIPS_PER_MS);
  #lastMs = Number.NEGATIVE_INFINITY;
  #suspects = 0;
  #hasSlipped = false;
  #steps = 0;

  constructor(sampleRateHz: number) {
    this.#rateHz = sampleRateHz;
  }

  /** Whether anything is known. */
  get isKnown(): boolean {
    return this.#filter.isStarted;
  }

  /** ms of this program's clock from one sample to the next. */
  get msPerSample(): number {
    return 1000 / this.#rateHz / (1 + this.#filter.drift);
  }

  /** How much faster the device runs than this program's clock, in ppm. */
  get driftPpm(): number {
    return this.#filter.drift * 1e6;
  }

  /** Times that the device has stopped and started again. */
  get steps(): number {
    return this.#steps;
  }

  /** At `ownMs` the device has played `samples` since it was opened: a real number. */
  measure(ownMs: number, samples: number): void {
    const offsetMs = (samples / this.#rateHz) * 1000 - ownMs;
    if (!this.#filter.isStarted) {
      this.#filter.start(ownMs, offsetMs, MEASUREMENT_MS ** 2);
      this.#lastMs = ownMs;
      return;
    }
    if (ownMs - this.#lastMs < INTERVAL_MS) return;
    this.#lastMs = ownMs;
    const limitMs = this.#hasSlipped ? MEASUREMENT_MS : STEP_MS;
    this.#hasSlipped = false;
    const isFar = Math.abs(offsetMs - this.#filter.offsetAt(ownMs)) > limitMs;
    this.#suspects = isFar ? this.#suspects + 1 : 0;
    if (this.#suspects >= STEP_AFTER) {
      this.#filter.step(ownMs, offsetMs, MEASUREMENT_MS ** 2);
      this.#suspects = 0;
      this.#steps++;
    } else if (!isFar) this.#filter.update(ownMs, offsetMs, MEASUREMENT_MS ** 2);
  }

  /** The device has run dry: what it has played is measured anew. */
  slipped(): void {
    this.#suspects = STEP_AFTER - 1;
    this.#hasSlipped = true;
    // The next measurement counts, however soon it comes: playout is aligned by it at once.
    this.#lastMs = Number.NEGATIVE_INFINITY;
  }

  /** When the sample of this index is heard, by this program's clock, in ms. Meaningless before {@link isKnown}. */
  heardMs(sample: number): number {
    const deviceMs = (sample / this.#rateHz) * 1000;
    let ownMs = deviceMs - this.#filter.offsetAt(deviceMs);
    for (let i = 0; i < 3; i++) ownMs = deviceMs - this.#filter.offsetAt(ownMs);
    return ownMs;
  }

  /** Another device, or the same opened again: its count begins at 0. */
  reset(): void {
    this.#filter = new OffsetFilter(SLIPS_PER_MS);
    this.#suspects = 0;
    this.#lastMs = Number.NEGATIVE_INFINITY;
  }
}
