/** Length of one level measurement of {@link BandFloor}. */
export const MEASURE_MS = 10;
/** Measurements whose mean power is compared with the floor: 30 ms. */
const SMOOTHED = 3;
/** How much longer than the sound its level lasts. */
export const SMOOTHING_MS = SMOOTHED * MEASURE_MS;
/** Measurements in one minimum and in one mean: 200 ms. */
const MINIMUM = 20;
/** Minima that are kept: the floor is the lowest level of the last 4 s, in which speech pauses. */
const KEPT = 20;
/** Distance of the 200 ms that are compared to notice a decay: 0.4 s. */
const DISTANCE = 2;
/** Fall of the minimum in dB without which there is no decay. */
const FALL_MIN_DB = 0.5;
/** Measurements over which the fluctuation is judged: 1 s. */
const FLUCTUATION = 100;
/** A fluctuation below this share of that of white noise in the band is a held tone. */
const TONAL_SHARE = 0.5;
/** Measurements of a tone of one level, pauses included, after which it is mains hum or a machine: 20 s. No chord is held as long. */
const HUM = 2000;
/** How far the level of hum may wander, in dB. */
const HUM_DB = 1;
/** Lowest level, of digital silence. */
const SILENT_DB = -120;

/** What {@link BandFloor} is told of its band. */
export interface BandFloorOptions {
  /** Width of the band in Hz, above 0: noise in a narrow band fluctuates more. */
  readonly widthHz: number;
  /** Threshold of sound above the floor in dB. */
  readonly aboveFloorDb: number;
  /** Fall of the mean level within 0.4 s, in dB, to where it was not in 4 s, that is a decay. */
  readonly fallDb: number;
  /** Whether a level that does not fluctuate is a held tone, not noise; false where mains hum lies. */
  readonly findsTones: boolean;
}

/**
 * Noise floor of one band: the minimum of its level over 4 s (minimum statistics, after R. Martin, "Noise power spectral
 * density estimation based on optimal smoothing and minimum statistics", 2001). Background noise stays near its minimum;
 * speech and music leave it, a decay keeps falling, and a held tone fluctuates less than noise can.
 */
export class BandFloor {
  readonly #o: BandFloorOptions;
  readonly #toneDb: number;
  readonly #powers = new Float64Array(SMOOTHED);
  /** Ring of minima, +∞ before the first. */
  readonly #minima = new Float64Array(KEPT).fill(Number.POSITIVE_INFINITY);
  readonly #levels = new Float64Array(FLUCTUATION);
  #measured = 0;
  #levelDb = SILENT_DB;
  #floorDb = Number.POSITIVE_INFINITY;
  /** Ring of the mean levels of the complete 200 ms, in dB. */
  readonly #means = new Float64Array(KEPT).fill(Number.POSITIVE_INFINITY);
  #sum = 0;
  #isFalling = true;
  #isTone = false;
  /** Level of the tone that was held last, and for how many measurements. */
  #toneLevelDb = SILENT_DB;
  #toneLasted = 0;

  constructor(options: BandFloorOptions) {
    this.#o = options;
    // Of white noise: the mean of n independent squares, n = 2 · width · time.
    const independent = Math.max(1, (2 * options.widthHz * MEASURE_MS) / 1000);
    this.#toneDb = TONAL_SHARE * (10 / Math.LN10) * Math.sqrt(2 / independent);
  }

  /** Mean level of the last 30 ms in dB. */
  get levelDb(): number {
    return this.#levelDb;
  }

  /** Lowest level of the last 4 s in dB; +∞ before the first measurement. */
  get floorDb(): number {
    return this.#floorDb;
  }

  /** Whether the level is above the noise. */
  get isAbove(): boolean {
    return this.#levelDb > this.floorDb + this.#o.aboveFloorDb;
  }

  /** Whether the level falls to where it was not before, or what it was before is not known yet. */
  get isFalling(): boolean {
    return this.#isFalling;
  }

  /** Whether the last second is a tone that is held, and for less time than hum lasts. */
  get isTone(): boolean {
    return this.#isTone && this.#toneLasted < HUM;
  }

  /** @param power mean power of the next 10 ms */
  add(power: number): void {
    this.#powers[this.#measured % SMOOTHED] = power;
    this.#levels[this.#measured % FLUCTUATION] = 10 * Math.log10(power + 1e-12);
    const count = Math.min(SMOOTHED, ++this.#measured);
    this.#levelDb = 10 * Math.log10(this.#powers.reduce((sum, x) => sum + x, 0) / count + 1e-12);
    const at = Math.floor((this.#measured - 1) / MINIMUM);
    if ((this.#measured - 1) % MINIMUM === 0) this.#minima[at % KEPT] = Number.POSITIVE_INFINITY;
    this.#minima[at % KEPT] = Math.min(this.#minima[at % KEPT]!, this.#levelDb);
    this.#floorDb = Math.min(...this.#minima);
    this.#sum += this.#levels[(this.#measured - 1) % FLUCTUATION]!;
    if (this.#measured % MINIMUM === 0) this.#compareMeans(at);
    if (this.#o.findsTones && this.#measured >= FLUCTUATION) this.#findTone();
  }

  #findTone(): void {
    let [sum, squares] = [0, 0];
    for (const level of this.#levels) {
      sum += level;
      squares += level * level;
    }
    const mean = sum / FLUCTUATION;
    this.#isTone = squares / FLUCTUATION - mean * mean < this.#toneDb * this.#toneDb;
    if (!this.#isTone) return;
    // Sound in between does not end a hum: behind it, it has the same level.
    if (Math.abs(mean - this.#toneLevelDb) < HUM_DB) this.#toneLasted++;
    else {
      this.#toneLevelDb = mean;
      this.#toneLasted = 0;
    }
  }

  #compareMeans(at: number): void {
    const mean = this.#sum / MINIMUM;
    this.#sum = 0;
    this.#means[at % KEPT] = mean;
    let [olderMean, olderMinimum] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let age = DISTANCE; age < KEPT; age++) {
      const k = (at + KEPT - age) % KEPT;
      olderMean = Math.min(olderMean, this.#means[k]!);
      olderMinimum = Math.min(olderMinimum, this.#minima[k]!);
    }
    // The mean alone would fall after speech without a pause, the minimum alone by chance.
    this.#isFalling = mean < olderMean - this.#o.fallDb && this.#minima[at % KEPT]! < olderMinimum - FALL_MIN_DB;
  }
}
