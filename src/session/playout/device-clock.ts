/** Measurements are taken this far apart at least: those between share their errors. */
const INTERVAL_MS = 100;
/** The line is laid through the measurements of this time. */
const WINDOW_MS = 20_000;
/** A measurement that is off by this much counts half, by twice as much a fifth. */
const ERROR_MS = 2;
/** What is expected of a device's rate against this program's clock, and the largest that is believed. */
const DRIFT_SD = 100e-6;
const MAX_DRIFT = 1000e-6;
/** Share by which what is expected follows the slope of the line, with each measurement. */
const DRIFT_SHARE = 0.004;
/** Measurements that share their error: a sound server extrapolates from one look at its device for a second and a half. */
const SHARED = 15;
/** Rounds in which the measurements are weighted anew by how far off the line they are. */
const ROUNDS = 4;
/**
 * A device that has stopped and started again: measurements of this time that are all off the line to one side, by this
 * much. Sound servers are wrong by more, but not for as long.
 */
const STEP_MS = 5;
/** For how long a sound server is wrong at most, in ms, unless a device is known to be better. */
export const STEP_AFTER_MS = 3500;
/** Farther off, no sound server is wrong once it has settled. */
const FAR_MS = 40;
const FAR_AFTER_MS = 500;

interface Measurement {
  readonly atMs: number;
  /** What the device has played less this program's time, in ms. */
  readonly offsetMs: number;
}

/**
 * When a device plays each sample: from what it has told to have played, the line of its clock against this program's. The
 * device counts samples by its own crystal, which makes a straight line; what it tells is off that line by ten milliseconds
 * and more for a second or two, to one side, since sound servers and browsers extrapolate. So the line is laid through the
 * measurements of a long time, of which those that are far off count little (Cauchy's weights), and it is left only where
 * they stay off: the device ran dry, or was opened again.
 */
export class DeviceClock {
  readonly #rateHz: number;
  readonly #stepAfterMs: number;
  /** Oldest first. */
  #window: Measurement[] = [];
  /** The line: its value at a time, in ms, and its slope. */
  #atMs = 0;
  #offsetMs = 0;
  #drift = 0;
  #expectedDrift = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #steps = 0;

  /** @param stepAfterMs for how long measurements that are off are held for wrong: 0..10000 ms */
  constructor(sampleRateHz: number, stepAfterMs = STEP_AFTER_MS) {
    this.#rateHz = sampleRateHz;
    this.#stepAfterMs = stepAfterMs;
  }

  /** Whether anything is known. */
  get isKnown(): boolean {
    return this.#window.length > 0;
  }

  /** ms of this program's clock from one sample to the next. */
  get msPerSample(): number {
    return 1000 / this.#rateHz / (1 + this.#drift);
  }

  /** How much faster the device runs than this program's clock, in ppm. */
  get driftPpm(): number {
    return this.#drift * 1e6;
  }

  /** Times that the device has stopped and started again. */
  get steps(): number {
    return this.#steps;
  }

  /** At `ownMs` the device has played `samples` since it was opened: a real number. */
  measure(ownMs: number, samples: number): void {
    if (ownMs - this.#lastMs < INTERVAL_MS) return;
    this.#lastMs = ownMs;
    this.#window.push({ atMs: ownMs, offsetMs: (samples / this.#rateHz) * 1000 - ownMs });
    if (this.#window.length === 1) {
      this.#atMs = ownMs;
      this.#offsetMs = this.#window[0]!.offsetMs;
      return;
    }
    while (this.#window[0]!.atMs < ownMs - WINDOW_MS) this.#window.shift();
    const step = this.#steppedSince(FAR_MS, FAR_AFTER_MS) ?? this.#steppedSince(STEP_MS, this.#stepAfterMs);
    if (step !== undefined) {
      this.#window = this.#window.slice(step);
      this.#steps++;
      this.#startLine();
      // Of a few measurements the first, alone on its line, may be the wrong one.
    } else if (ownMs - this.#window[0]!.atMs < STEP_AFTER_MS) this.#startLine();
    this.#layLine(ownMs);
  }

  /** The device has run dry: what it has played is measured anew, from the next measurement on, however soon it comes. */
  slipped(): void {
    if (this.isKnown) this.#steps++;
    this.#window = [];
    this.#lastMs = Number.NEGATIVE_INFINITY;
  }

  /** When the sample of this index is heard, by this program's clock, in ms. Meaningless before {@link isKnown}. */
  heardMs(sample: number): number {
    const deviceMs = (sample / this.#rateHz) * 1000;
    return (deviceMs - this.#offsetMs + this.#drift * this.#atMs) / (1 + this.#drift);
  }

  /** Another device, or the same opened again: its count begins at 0. */
  reset(): void {
    this.#window = [];
    this.#drift = this.#expectedDrift = 0;
    this.#lastMs = Number.NEGATIVE_INFINITY;
  }

  #lineAt(ms: number): number {
    return this.#offsetMs + this.#drift * (ms - this.#atMs);
  }

  /** Index of the first measurement behind a step; undefined where there was none. */
  #steppedSince(limitMs: number, afterMs: number): number | undefined {
    const newest = this.#window.at(-1)!;
    const isAhead = newest.offsetMs > this.#lineAt(newest.atMs);
    let first = this.#window.length;
    for (; first > 0; first--) {
      const { atMs, offsetMs } = this.#window[first - 1]!;
      const off = (offsetMs - this.#lineAt(atMs)) * (isAhead ? 1 : -1);
      if (off < limitMs) break;
    }
    if (first === 0 || first === this.#window.length) return undefined;
    return newest.atMs - this.#window[first]!.atMs >= afterMs ? first : undefined;
  }

  /** Through the median of what is known; the slope stays. */
  #startLine(): void {
    const offs = this.#window.map(({ atMs, offsetMs }) => offsetMs - this.#lineAt(atMs)).sort((a, b) => a - b);
    this.#offsetMs += offs[offs.length >> 1]!;
  }

  /** Weighted least squares, with the slope that is expected of crystals where little is known. */
  #layLine(ownMs: number): void {
    this.#offsetMs = this.#lineAt(ownMs);
    this.#atMs = ownMs;
    const slopeWeight = (SHARED * ERROR_MS ** 2) / DRIFT_SD ** 2;
    for (let round = 0; round < ROUNDS; round++) {
      let [w, wt, wo, wtt, wto] = [0, 0, 0, 0, 0];
      for (const { atMs, offsetMs } of this.#window) {
        const t = atMs - ownMs;
        const weight = 1 / (1 + ((offsetMs - this.#lineAt(atMs)) / ERROR_MS) ** 2);
        w += weight;
        wt += weight * t;
        wo += weight * offsetMs;
        wtt += weight * t * t;
        wto += weight * t * offsetMs;
      }
      const slope = (wto - (wt * wo) / w + slopeWeight * this.#expectedDrift) / (wtt - (wt * wt) / w + slopeWeight);
      this.#drift = Math.min(MAX_DRIFT, Math.max(-MAX_DRIFT, slope));
      this.#offsetMs = (wo - this.#drift * wt) / w;
    }
    this.#expectedDrift += DRIFT_SHARE * (this.#drift - this.#expectedDrift);
  }
}
