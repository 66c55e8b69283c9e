/** What is expected of two quartz clocks: how far apart their rates are, and how fast that changes. */
const DRIFT_SD = 100e-6;
/** Change of the drift: 0.1 ppm in a second, more over longer times by the square root, as a warming crystal's. */
const DRIFT_VARIANCE_PER_MS = 1e-7 ** 2 / 1000;
/** Change of the offset beyond the drift: 0.01 ms in a second. */
const OFFSET_VARIANCE_PER_MS = 0.01 ** 2 / 1000;
/** Drift that a clock may have gained while it stepped. */
const STEP_DRIFT_SD = 5e-6;

/**
 * A Kalman filter of the offset between two clocks and of its drift. Times and offsets are in ms; the drift is in ms per
 * ms. Times must not decrease.
 */
export class OffsetFilter {
  readonly #offsetVariancePerMs: number;
  /** Time of the state. */
  #atMs = 0;
  #offsetMs = 0;
  #drift = 0;
  /** Covariance of offset and drift: ms², ms, and a pure number. */
  #p00 = 0;
  #p01 = 0;
  #p11 = 0;
  #isStarted = false;

  /** @param offsetVariancePerMs by how much the offset changes beyond the drift, in ms² for each ms */
  constructor(offsetVariancePerMs = OFFSET_VARIANCE_PER_MS) {
    this.#offsetVariancePerMs = offsetVariancePerMs;
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** ms that the offset grows by in each ms. */
  get drift(): number {
    return this.#drift;
  }

  /** The first measurement. @param variance in ms² */
  start(atMs: number, offsetMs: number, variance: number): void {
    this.#isStarted = true;
    this.#atMs = atMs;
    this.#offsetMs = offsetMs;
    this.#drift = 0;
    this.#p00 = variance;
    this.#p01 = 0;
    this.#p11 = DRIFT_SD ** 2;
  }

  /** The offset has jumped; the drift is about what it was. */
  step(atMs: number, offsetMs: number, variance: number): void {
    const drift = this.#drift;
    const driftVariance = this.#p11;
    this.start(atMs, offsetMs, variance);
    this.#drift = drift;
    this.#p11 = Math.max(driftVariance, STEP_DRIFT_SD ** 2);
  }

  /** A measurement of the offset with its variance in ms². */
  update(atMs: number, offsetMs: number, variance: number): void {
    this.#advance(atMs);
    const innovation = offsetMs - this.#offsetMs;
    const total = this.#p00 + variance;
    const [k0, k1] = [this.#p00 / total, this.#p01 / total];
    this.#offsetMs += k0 * innovation;
    this.#drift += k1 * innovation;
    // Joseph's form: it stays positive where the textbook's may not.
    const [a, b, c] = [this.#p00, this.#p01, this.#p11];
    const keep = 1 - k0;
    this.#p00 = keep * keep * a + k0 * k0 * variance;
    this.#p01 = keep * (b - k1 * a) + k0 * k1 * variance;
    this.#p11 = c - 2 * k1 * b + k1 * k1 * a + k1 * k1 * variance;
  }

  /** The offset expected at a time, also an earlier one. */
  offsetAt(atMs: number): number {
    return this.#offsetMs + this.#drift * (atMs - this.#atMs);
  }

  /** Variance of that, in ms². */
  varianceAt(atMs: number): number {
    const dt = Math.abs(atMs - this.#atMs);
    const grown = this.#p00 + 2 * dt * this.#p01 + dt * dt * this.#p11;
    return Math.max(0, grown) + this.#offsetVariancePerMs * dt + (DRIFT_VARIANCE_PER_MS * dt ** 3) / 3;
  }

  #advance(atMs: number): void {
    const dt = Math.max(0, atMs - this.#atMs);
    this.#offsetMs += this.#drift * dt;
    this.#p00 = this.varianceAt(this.#atMs + dt);
    this.#p01 += dt * this.#p11 + (DRIFT_VARIANCE_PER_MS * dt * dt) / 2;
    this.#p11 += DRIFT_VARIANCE_PER_MS * dt;
    this.#atMs += dt;
  }
}
