import { CodecError } from '../../core/errors.js';
import type { Clock } from '../../ports/clock.js';
import type { RelayLimits } from '../limits.js';
import { timeBetween } from '../retry-after.js';
import type { LoadLevel } from './load-meter.js';

/** A connection that wants to come. Its functions must not throw. */
export interface Join {
  /** The channel that it is for, as it was asked for. */
  readonly channel: string;
  /** Whether its connection has ended meanwhile: it takes nobody's place. @default false */
  isGone?(): boolean;
  /** It may come: the handshake is made now. */
  begin(): void;
  /**
   * It may not, for the time being: the error states when it should come back.
   * @param isBrief so many are refused that it must cost as little as possible, be the reason readable or not
   */
  refuse(error: CodecError, isBrief: boolean): void;
}

/** What a {@link JoinQueue} needs of its relay. */
export interface JoinQueueOptions {
  /** Times the waits. */
  readonly clock: Clock;
  /** Of these: how many come each second, and how long one waits. */
  readonly limits: RelayLimits;
  /** Numbers in [0, 1): they spread the times at which those who were refused come back. */
  readonly random: () => number;
  /** The same channel at another relay, for those who are refused; undefined where none is known. */
  alternative?(channel: string): string | undefined;
  /** The relay's load at this moment. */
  level(): LoadLevel;
}

/** Interval at which waiting connections are let in, some at each. */
const SLICE_MS = 20;
/** Connections that may come at once, as a part of those of a second. */
const BURST_SHARE = 0.1;
/** Of the connections of a second, those that come back; the others are left to newcomers. */
const RETURN_SHARE = 0.8;
/** Shortest wait that a full relay asks for; twice as long at most. */
const FULL_RETRY_MS = 10_000;

/**
 * Where connections wait before their handshake, so that ten thousand that come at once take a bounded share of the
 * process from those that are there. While the relay is full nobody comes in; who has waited for `maxJoinWaitMs`, or
 * would have to, is told when to come back.
 */
export class JoinQueue {
  readonly #options: JoinQueueOptions;
  /** Oldest first, from `#head` on. */
  #waiting: { readonly join: Join; readonly sinceMs: number }[] = [];
  #head = 0;
  /** 0..burst: connections that may come now. */
  #tokens: number;
  /** 0..burst: connections that may be refused in full now. */
  #refusals: number;
  /** When the last one of those who were refused is to come back. */
  #lastReturnMs = 0;
  #lastMs: number;
  #cancel: (() => void) | null = null;

  constructor(options: JoinQueueOptions) {
    this.#options = options;
    this.#tokens = this.#burst;
    this.#refusals = this.#burst;
    this.#lastMs = options.clock.nowMs();
  }

  get size(): number {
    return this.#waiting.length - this.#head;
  }

  /** Lets a connection in at once, or after a wait, or refuses it. */
  enter(join: Join): void {
    const { maxJoinsPerSecond, maxJoinWaitMs } = this.#options.limits;
    this.#refill();
    if (this.size >= (maxJoinsPerSecond * maxJoinWaitMs) / 1000) {
      this.#refuse(join);
      return;
    }
    this.#waiting.push({ join, sinceMs: this.#options.clock.nowMs() });
    this.#drain();
  }

  /** The relay is closing: whoever waits is told so. */
  close(error: () => CodecError): void {
    this.#cancel?.();
    this.#cancel = null;
    const waiting = this.#waiting.slice(this.#head);
    this.#waiting = [];
    this.#head = 0;
    for (const { join } of waiting) join.refuse(error(), false);
  }

  get #burst(): number {
    return Math.max(1, BURST_SHARE * this.#options.limits.maxJoinsPerSecond);
  }

  #refill(): void {
    const { clock, limits } = this.#options;
    const nowMs = clock.nowMs();
    const added = ((nowMs - this.#lastMs) * limits.maxJoinsPerSecond) / 1000;
    this.#tokens = Math.min(this.#tokens + added, this.#burst);
    this.#refusals = Math.min(this.#refusals + added, this.#burst);
    this.#lastMs = nowMs;
  }

  #drain(): void {
    const { clock, limits, level } = this.#options;
    const nowMs = clock.nowMs();
    this.#refill();
    const isFull = level() === 'full';
    while (this.size > 0) {
      const { join, sinceMs } = this.#waiting[this.#head]!;
      if (join.isGone?.()) {
        this.#head++;
        continue;
      }
      const isLate = nowMs - sinceMs > limits.maxJoinWaitMs;
      if (!isLate && (isFull || this.#tokens < 1)) break;
      this.#head++;
      if (isLate) this.#refuse(join);
      else {
        this.#tokens--;
        join.begin();
      }
    }
    if (this.#head > this.#waiting.length / 2) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    if (this.size > 0)
      this.#cancel ??= clock.schedule(SLICE_MS, () => {
        this.#cancel = null;
        this.#drain();
      });
  }

  #refuse(join: Join): void {
    const isFull = this.#options.level() === 'full';
    const why = isFull ? 'has as much to do as it can' : 'has too many connections that come at once';
    const retryAfterMs = isFull
      ? timeBetween([FULL_RETRY_MS, 2 * FULL_RETRY_MS], this.#options.random)
      : this.#nextReturnMs() - this.#options.clock.nowMs();
    const isBrief = this.#refusals < 1;
    if (!isBrief) this.#refusals--;
    const alternativeUrl = this.#options.alternative?.(join.channel);
    const when = { retryAfterMs, alternativeUrl };
    join.refuse(new CodecError('CHANNEL_LIMIT', `the relay is full: it ${why}`, when), isBrief);
  }

  /**
   * A time of its own for each one that comes back, once those who wait now have come in: at times drawn by chance some
   * would find the queue full again and again.
   */
  #nextReturnMs(): number {
    const { clock, limits } = this.#options;
    const soonestMs = clock.nowMs() + limits.maxJoinWaitMs;
    this.#lastReturnMs = Math.max(this.#lastReturnMs, soonestMs) + 1000 / (RETURN_SHARE * limits.maxJoinsPerSecond);
    return this.#lastReturnMs;
  }
}
