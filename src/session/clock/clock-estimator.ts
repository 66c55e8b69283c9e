import { OffsetFilter } from './offset-filter.js';

/** Four times of a question and its answer, in ms: two by this clock, two by the other. Both clocks are monotonic. */
export interface ClockExchange {
  /** The question left, by this clock. */
  readonly sentMs: number;
  /** The question arrived, by the other clock. */
  readonly otherReceivedMs: number;
  /** The answer left, by the other clock: not before `otherReceivedMs`. */
  readonly otherSentMs: number;
  /** The answer arrived, by this clock: not before `sentMs`. */
  readonly receivedMs: number;
  /** Standard deviation of the other clock's own time, where it follows a third one. @default 0 */
  readonly otherErrorMs?: number;
}

/** State of a {@link ClockEstimator}; plain JSON. */
export interface ClockState {
  /** Time of the other clock less this one's. */
  readonly offsetMs: number;
  /** How much faster the other clock runs. */
  readonly driftPpm: number;
  /** Standard deviation of the offset; what the two directions of the path differ by always is not in it. */
  readonly errorMs: number;
  /** Shortest round trip of the last exchanges, and the median. */
  readonly minRoundTripMs: number;
  readonly roundTripMs: number;
  /** Exchanges so far, those that were taken for outliers included. */
  readonly exchanges: number;
  /** Times that the offset has jumped. */
  readonly steps: number;
}

/** Exchanges that the spread is learnt from. */
const WINDOW = 64;
/** Measurements that what is expected counts for, beside those of about the same round trip. */
const PRIOR_WEIGHT = 4;
/** Share of the round trip that is expected as the error of an exchange, before anything is known. */
const PRIOR_SHARE = 0.1;
/** Standard deviation below which no measurement is believed: timers, scheduling. */
const FLOOR_MS = 0.05;
/** An exchange that differs by more than delays can explain and so many standard deviations is suspect. */
const SUSPECT_SD = 5;
/** And by this much at least. */
const SUSPECT_MS = 2;
/** So many suspect exchanges in a row are a step. */
const STEP_AFTER = 3;

interface Measurement {
  readonly atMs: number;
  readonly offsetMs: number;
  readonly roundTripMs: number;
}

/**
 * Estimates another clock's time from exchanges over a network with jitter and loss.
 *
 * Whether exchanges of short round trips are better than the rest depends on the network: where delays are queues they
 * are far better; where the delay of each packet scatters evenly they are no better at all, and a choice of the shortest
 * would throw the others' information away. So every exchange counts, in a Kalman filter of offset and drift, by a
 * variance that is learnt from the spread of the last exchanges of about the same round trip.
 *
 * Delays can shift an exchange by no more than half of what its round trip exceeds the shortest one by. Three exchanges in
 * a row that differ by more are a step of either clock (one was suspended), or of the path; the filter follows at once.
 */
export class ClockEstimator {
  #filter = new OffsetFilter();
  /** The last exchanges, oldest first. */
  #window: Measurement[] = [];
  #suspects: Measurement[] = [];
  #exchanges = 0;
  #steps = 0;

  /** Whether an exchange has been added. */
  get isKnown(): boolean {
    return this.#filter.isStarted;
  }

  /** Relative rate of the other clock: 1 where both run alike. */
  get rate(): number {
    return 1 + this.#filter.drift;
  }

  /**
   * Takes an exchange. Exchanges may come in any order and be lost.
   * @returns `step` when the offset has jumped, `suspect` when it may have, or the exchange is an outlier, else `taken`
   */
  add(exchange: ClockExchange): 'taken' | 'suspect' | 'step' {
    const { sentMs, receivedMs, otherReceivedMs, otherSentMs, otherErrorMs = 0 } = exchange;
    const measurement = {
      // The middle of the exchange is the time that it is about.
      atMs: (sentMs + receivedMs) / 2,
      offsetMs: (otherReceivedMs + otherSentMs - sentMs - receivedMs) / 2,
      roundTripMs: Math.max(0, receivedMs - sentMs - (otherSentMs - otherReceivedMs)),
    };
    this.#exchanges++;
    if (!this.#filter.isStarted) {
      this.#window = [measurement];
      this.#filter.start(measurement.atMs, measurement.offsetMs, this.#variance(measurement) + otherErrorMs ** 2);
      return 'taken';
    }
    const { atMs, offsetMs, roundTripMs } = measurement;
    const variance = this.#variance(measurement) + otherErrorMs ** 2;
    const excessMs = Math.max(0, roundTripMs - this.#minRoundTripMs);
    const deviation = Math.abs(offsetMs - this.#filter.offsetAt(atMs)) - excessMs / 2;
    const sd = Math.sqrt(this.#filter.varianceAt(atMs) + variance);
    if (deviation > Math.max(SUSPECT_MS, SUSPECT_SD * sd)) return this.#suspect(measurement);
    this.#suspects = [];
    this.#filter.update(atMs, offsetMs, variance);
    this.#remember(measurement);
    return 'taken';
  }

  /** The other clock is another one from now on: nothing that was learnt holds. */
  reset(): void {
    this.#filter = new OffsetFilter();
    this.#window = [];
    this.#suspects = [];
  }

  /** The other clock's time at a time of this one. Meaningless before {@link isKnown}. */
  toOther(ownMs: number): number {
    return ownMs + this.#filter.offsetAt(ownMs);
  }

  /** This clock's time at a time of the other one. */
  toOwn(otherMs: number): number {
    // The offset changes by the drift over the offset itself; twice gives the fixed point to 1e-12.
    let ownMs = otherMs - this.#filter.offsetAt(otherMs);
    for (let i = 0; i < 3; i++) ownMs = otherMs - this.#filter.offsetAt(ownMs);
    return ownMs;
  }

  /** Standard deviation of {@link toOther} at a time of this clock. */
  errorMs(ownMs: number): number {
    return Math.sqrt(this.#filter.varianceAt(ownMs));
  }

  state(ownMs: number): ClockState {
    const sorted = this.#window.map(({ roundTripMs }) => roundTripMs).sort((a, b) => a - b);
    return {
      offsetMs: this.#filter.offsetAt(ownMs),
      driftPpm: this.#filter.drift * 1e6,
      errorMs: this.errorMs(ownMs),
      minRoundTripMs: sorted[0] ?? 0,
      roundTripMs: sorted[sorted.length >> 1] ?? 0,
      exchanges: this.#exchanges,
      steps: this.#steps,
    };
  }

  get #minRoundTripMs(): number {
    return this.#window.reduce((min, { roundTripMs }) => Math.min(min, roundTripMs), Number.POSITIVE_INFINITY);
  }

  /**
   * Variance of a measurement, in ms²: the mean square deviation of those of about the same round trip, or, as long as
   * there are few, what delays can shift it by.
   */
  #variance({ roundTripMs }: Measurement): number {
    const excessMs = Math.max(0, roundTripMs - this.#minRoundTripMs);
    // Between an even spread of what delays can shift it by, ±excessMs / 2, and the extreme of it.
    const expected = (PRIOR_SHARE * roundTripMs) ** 2 + excessMs ** 2 / 6;
    const sorted = this.#window.map((other) => other.roundTripMs).sort((a, b) => a - b);
    const quartile = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? roundTripMs;
    // As wide as half of the round trips are apart.
    const widthMs = (quartile(0.75) - quartile(0.25)) / 2 + FLOOR_MS;
    let sum = PRIOR_WEIGHT * expected;
    let weights = PRIOR_WEIGHT;
    for (const other of this.#window) {
      const weight = Math.exp(-(((other.roundTripMs - roundTripMs) / widthMs) ** 2));
      weights += weight;
      sum += weight * (other.offsetMs - this.#filter.offsetAt(other.atMs)) ** 2;
    }
    return FLOOR_MS ** 2 + sum / weights;
  }

  #remember(measurement: Measurement): void {
    this.#window.push(measurement);
    if (this.#window.length > WINDOW) this.#window.shift();
  }

  #suspect(measurement: Measurement): 'suspect' | 'step' {
    const isAhead = ({ atMs, offsetMs }: Measurement): boolean => offsetMs > this.#filter.offsetAt(atMs);
    this.#suspects = this.#suspects.filter((other) => isAhead(other) === isAhead(measurement));
    this.#suspects.push(measurement);
    if (this.#suspects.length < STEP_AFTER) return 'suspect';
    // The exchange of the shortest round trip is the surest.
    const best = this.#suspects.reduce((a, b) => (b.roundTripMs < a.roundTripMs ? b : a));
    const spread = this.#suspects.map(({ offsetMs }) => (offsetMs - best.offsetMs) ** 2);
    const variance = FLOOR_MS ** 2 + Math.max((PRIOR_SHARE * best.roundTripMs) ** 2, ...spread);
    this.#filter.step(measurement.atMs, best.offsetMs, variance);
    this.#window = this.#suspects;
    this.#suspects = [];
    this.#steps++;
    return 'step';
  }
}
