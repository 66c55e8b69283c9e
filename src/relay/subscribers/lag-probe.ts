import { requireRandom } from '../../core/random.js';
import { RoundTrip } from '../../core/round-trip.js';
import type { RelayLimits } from '../limits.js';
import { MIN_PING_INTERVAL_MS } from '../message-budget.js';

/** A healthy interval is drawn between itself and this many times as long. */
const MAX_SPREAD = 1.5;

/**
 * Measures how far a peer lags by pings that queue behind the audio in every buffer on the way, one at a time: rarely
 * while it is well, more often while it lags. Each ping has a random token, so that only a peer that has read it can
 * answer it. Sends nothing itself. Time is an argument.
 */
export class LagProbe {
  readonly #limits: RelayLimits;
  readonly #random: () => number;
  readonly #roundTrip = new RoundTrip();
  #nextPingMs: number;
  /** When the last ping was answered; at first, when the peer came. */
  #answeredMs: number;

  /** @param random numbers in [0, 1): the tokens and the times of the pings */
  constructor(limits: RelayLimits, nowMs: number, random: () => number) {
    this.#limits = limits;
    this.#random = random;
    this.#answeredMs = nowMs;
    // Spread, so that ten thousand listeners that came at once are not pinged at once.
    this.#nextPingMs = nowMs + requireRandom(random()) * limits.pingIntervalMs;
  }

  /** Whether a ping is unanswered. */
  get isWaiting(): boolean {
    return this.#roundTrip.isOutstanding;
  }

  /** The last round trip in ms, or the age of an unanswered ping where that is more. */
  lagMs(nowMs: number): number {
    return this.#roundTrip.lagMs(nowMs);
  }

  /** Whether a ping has been unanswered for more than `evictAfterMs`. */
  isLost(nowMs: number): boolean {
    return this.#roundTrip.outstandingMs(nowMs) > this.#limits.evictAfterMs;
  }

  /**
   * The token of a ping to be sent now; null when none is due or one is unanswered.
   * @param isHurried does not wait longer than `intervalMs` after the last answer
   * @param intervalMs `pingIntervalMs` of the limits by default
   */
  duePing(nowMs: number, isHurried = false, intervalMs: number = this.#limits.pingIntervalMs): number | null {
    const dueMs = isHurried
      ? Math.min(this.#nextPingMs, this.#answeredMs + Math.max(intervalMs, MIN_PING_INTERVAL_MS))
      : this.#nextPingMs;
    if (this.#roundTrip.isOutstanding || nowMs < dueMs) return null;
    return this.#roundTrip.ping(nowMs, Math.floor(requireRandom(this.#random()) * 2 ** 32));
  }

  /**
   * Takes a pong; one that answers no outstanding ping is ignored.
   * @param isSkipping whether the peer is sent no audio until its lag is measured again
   * @returns the round trip in ms; null for one that is ignored
   */
  onPong(token: number, nowMs: number, isSkipping: boolean): number | null {
    const roundTripMs = this.#roundTrip.pong(token, nowMs);
    if (roundTripMs === null) return null;
    const { thinLagMs, fastPingIntervalMs, healthyPingIntervalMs, evictAfterMs } = this.#limits;
    const isBehind = roundTripMs > thinLagMs || isSkipping;
    const spread = 1 + (MAX_SPREAD - 1) * requireRandom(this.#random());
    // Whoever stops answering is noticed within the time after which it may be closed.
    const healthyMs = Math.min(spread * healthyPingIntervalMs, evictAfterMs);
    this.#answeredMs = nowMs;
    this.#nextPingMs = nowMs + Math.max(isBehind ? fastPingIntervalMs : healthyMs, MIN_PING_INTERVAL_MS);
    return roundTripMs;
  }
}
