import type { Clock } from '../../ports/clock.js';
import { ClockEstimator, type ClockState } from './clock-estimator.js';
import { type ClockMessage, encodeClockMessage } from './clock-messages.js';

/** Whom a {@link ClockFollower} asks, and by which clock it measures. */
export interface ClockFollowerOptions {
  /** This peer's monotonic clock and timers. */
  readonly clock: Clock;
  /** Sends a clock message to the peer that is asked; it may be lost. */
  send(message: Uint8Array): void;
  /** The other clock, this one, or the path has jumped: what was planned by the old time is to be planned anew. */
  onStep?(): void;
}

/** Questions that are unanswered at most; older ones are given up. */
const MAX_OUTSTANDING = 32;
/** A timer that fires this much too late shows that this peer was suspended. */
const SUSPENDED_MS = 3000;

const FIRST_INTERVAL_MS = 100;

/**
 * Time between two questions: ten in the first second, then rarer, down to one in two seconds (20 bytes in all, there and
 * back, without what carries them).
 * @param followedMs time since the first question, or since the last step
 */
export function probeIntervalMs(followedMs: number): number {
  if (followedMs < 1000) return FIRST_INTERVAL_MS;
  if (followedMs < 10_000) return 250;
  return followedMs < 60_000 ? 1000 : 2000;
}

/**
 * Follows the clock of a session: asks the peer that knows it (the host, or whoever forwards the host's stream), and
 * estimates its time at every moment. Both clocks are monotonic: a system's clock that is set, as by NTP, does not move
 * them. A clock that stands still while its machine sleeps has jumped afterwards; that is noticed within a second.
 */
export class ClockFollower {
  readonly #o: ClockFollowerOptions;
  readonly #estimator = new ClockEstimator();
  /** When each unanswered question left, by its token, oldest first. */
  readonly #outstanding = new Map<number, number>();
  #token = 0;
  /** Start of the series of questions, in ms. */
  #sinceMs: number;
  #cancel: (() => void) | undefined;

  constructor(options: ClockFollowerOptions) {
    this.#o = options;
    this.#sinceMs = options.clock.nowMs();
  }

  /** Whether the session's time is known. */
  get isKnown(): boolean {
    return this.#estimator.isKnown;
  }

  /** Session ms that pass in each ms of this clock: about 1. */
  get rate(): number {
    return this.#estimator.rate;
  }

  get state(): ClockState {
    return this.#estimator.state(this.#o.clock.nowMs());
  }

  /** Begins to ask; once more: quickly at first again, as after a new path. */
  start(): void {
    this.#cancel?.();
    this.#sinceMs = this.#o.clock.nowMs();
    this.#ask();
  }

  /** Asks no more; the estimate stays, and slowly becomes less sure. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#outstanding.clear();
  }

  /** The session has another clock: everything is estimated anew. */
  reset(): void {
    this.#estimator.reset();
    this.#outstanding.clear();
    if (this.#cancel) this.start();
  }

  /** Takes an answer; one to no question of this peer is ignored. @param receivedMs when it came, by this clock */
  answer(message: Extract<ClockMessage, { kind: 'answer' }>, receivedMs = this.#o.clock.nowMs()): void {
    const sentMs = this.#outstanding.get(message.token);
    if (sentMs === undefined) return;
    this.#outstanding.delete(message.token);
    const result = this.#estimator.add({
      sentMs,
      otherReceivedMs: message.receivedMs,
      otherSentMs: message.sentMs,
      receivedMs,
      otherErrorMs: message.errorMs,
    });
    // What may be a step is soon confirmed, or refuted.
    if (result === 'suspect') this.#askAfter(FIRST_INTERVAL_MS);
    if (result !== 'step') return;
    this.start();
    this.#o.onStep?.();
  }

  /** The session's time at a time of this clock, in ms. Meaningless before {@link isKnown}. */
  toSession(ownMs: number): number {
    return this.#estimator.toOther(ownMs);
  }

  /** This clock's time at a time of the session, in ms. */
  toOwn(sessionMs: number): number {
    return this.#estimator.toOwn(sessionMs);
  }

  /** Standard deviation of the session's time now, in ms; infinite before it is known. */
  get errorMs(): number {
    return this.isKnown ? this.#estimator.errorMs(this.#o.clock.nowMs()) : Number.POSITIVE_INFINITY;
  }

  #ask(): void {
    const { clock } = this.#o;
    const nowMs = clock.nowMs();
    this.#token = (this.#token + 1) % 65_536;
    this.#outstanding.set(this.#token, nowMs);
    if (this.#outstanding.size > MAX_OUTSTANDING) this.#outstanding.delete(this.#outstanding.keys().next().value!);
    this.#o.send(encodeClockMessage({ kind: 'probe', token: this.#token }));
    this.#askAfter(probeIntervalMs(nowMs - this.#sinceMs));
  }

  #askAfter(delayMs: number): void {
    const { clock } = this.#o;
    const dueMs = clock.nowMs() + delayMs;
    this.#cancel?.();
    this.#cancel = clock.schedule(delayMs, () => {
      // The clock may have stood still meanwhile, or not: only asking tells.
      if (clock.nowMs() > dueMs + SUSPENDED_MS) this.start();
      else this.#ask();
    });
  }
}
