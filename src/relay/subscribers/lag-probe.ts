import { requireRandom } from '../../core/random.js';
import { RoundTrip } from '../../core/round-trip.js';
import type { RelayLimits } from '../limits.js';

/**
 * Measures how far a peer lags by pings that queue behind the audio in every buffer on the way, one at a time, more
 * often while it lags. Sends nothing itself. Time is an argument.
 */
export class LagProbe {
  readonly #limits: RelayLimits;
  readonly #roundTrip: RoundTrip;
  #nextPingMs: number;

  /** @param random numbers in [0, 1): the first token and the time of the first ping */
  constructor(limits: RelayLimits, nowMs: number, random: () => number) {
    this.#limits = limits;
    this.#roundTrip = new RoundTrip(Math.floor(requireRandom(random()) * 2 ** 32));
    // Spread, so that ten thousand listeners that came at once are not pinged at once.
    this.#nextPingMs = nowMs + requireRandom(random()) * limits.pingIntervalMs;
  }

  /** The last round trip in ms, or the age of an unanswered ping where that is more. */
  lagMs(nowMs: number): number {
    return this.#roundTrip.lagMs(nowMs);
  }

  /** Whether a ping has been unanswered for more than `evictAfterMs`. */
  isLost(nowMs: number): boolean {
    return this.#roundTrip.outstandingMs(nowMs) > this.#limits.evictAfterMs;
  }

  /** The token of a ping to be sent now; null when none is due or one is unanswered. */
  duePing(nowMs: number): number | null {
    if (this.#roundTrip.isOutstanding || nowMs < this.#nextPingMs) return null;
    return this.#roundTrip.ping(nowMs);
  }

  /**
   * Takes a pong; one that answers no outstanding ping is ignored.
   * @param isSkipping whether the peer is sent no audio until its lag is measured again
   */
  onPong(token: number, nowMs: number, isSkipping: boolean): void {
    const roundTripMs = this.#roundTrip.pong(token, nowMs);
    if (roundTripMs === null) return;
    const { thinLagMs, fastPingIntervalMs, pingIntervalMs } = this.#limits;
    const isBehind = roundTripMs > thinLagMs || isSkipping;
    this.#nextPingMs = nowMs + (isBehind ? fastPingIntervalMs : pingIntervalMs);
  }
}
