/** Tokens are 32 bits on the wire. */
const TOKENS = 2 ** 32;

/**
 * Round trips of pings on one connection, at most one of which is outstanding. A ping queues behind everything that was
 * sent before it, so that its round trip, or its age while it is unanswered, measures how far the peer lags.
 */
export class RoundTrip {
  /** Of the outstanding ping, or of the last one; 0..2^32 − 1. */
  #token: number;
  /** When the outstanding ping was sent; null when none is. */
  #sentMs: number | null = null;
  /** Of the last ping that was answered, in ms; 0 before the first. */
  #roundTripMs = 0;

  /** @param token any number that the first ping's token follows, 0..2^32 − 1 */
  constructor(token = 0) {
    this.#token = token;
  }

  /** Whether a ping is unanswered. */
  get isOutstanding(): boolean {
    return this.#sentMs !== null;
  }

  /**
   * Starts a ping in place of an outstanding one; returns the token to send.
   * @param token 0..2^32 − 1; the one after the last is guessed by a peer that answers without reading
   */
  ping(nowMs: number, token: number = (this.#token + 1) % TOKENS): number {
    this.#token = token;
    this.#sentMs = nowMs;
    return this.#token;
  }

  /**
   * Takes a pong. Returns its round trip in ms, or null for a pong that answers no outstanding ping: a late, repeated or
   * forged one.
   */
  pong(token: number, nowMs: number): number | null {
    if (this.#sentMs === null || token !== this.#token) return null;
    this.#roundTripMs = nowMs - this.#sentMs;
    this.#sentMs = null;
    return this.#roundTripMs;
  }

  /** Age of the outstanding ping in ms, 0 when none is. */
  outstandingMs(nowMs: number): number {
    return this.#sentMs === null ? 0 : nowMs - this.#sentMs;
  }

  /** The last round trip in ms, or the age of the outstanding ping where that is more. */
  lagMs(nowMs: number): number {
    return Math.max(this.#roundTripMs, this.outstandingMs(nowMs));
  }

  /** The connection has gone: its outstanding ping will not be answered. */
  abandon(): void {
    this.#sentMs = null;
  }
}
