import { CodecError } from '../../core/errors.js';
import { TokenBucket } from '../token-bucket.js';
import type { RoomLimits } from './room-limits.js';

/** Of what a peer may send: what it may send beyond that, for nothing, before it is refused. */
const EXCESS = 3;
/** Of what a peer may send: what others may send to it alone, so that its answers are no more than it may send. */
const TO_ONE = { share: 0.5, atOnceShare: 1.5 } as const;

/**
 * What one peer of a session may send, and may be sent by others to be answered. Others may make a peer send more than it
 * may: that is dropped, and only a peer that floods the relay is refused. Time is an argument.
 */
export class RoomBudget {
  readonly #messages: TokenBucket;
  readonly #bytes: TokenBucket;
  readonly #signals: TokenBucket;
  /** Messages beyond these, which are dropped. */
  readonly #excess: TokenBucket;
  /** Messages of others to this peer alone. */
  readonly #answerable: TokenBucket;

  constructor({ maxRoomMessagesPerSecond, maxRoomKbps, maxRoomSignalsPerSecond }: RoomLimits, nowMs: number) {
    const bucket = (rate: number, atOnce: number): TokenBucket => new TokenBucket(rate, atOnce, nowMs);
    this.#messages = bucket(maxRoomMessagesPerSecond, 2 * maxRoomMessagesPerSecond);
    this.#bytes = bucket(125 * maxRoomKbps, 250 * maxRoomKbps);
    this.#signals = bucket(maxRoomSignalsPerSecond, 10 * maxRoomSignalsPerSecond);
    this.#excess = bucket(EXCESS * maxRoomMessagesPerSecond, 2 * EXCESS * maxRoomMessagesPerSecond);
    this.#answerable = bucket(TO_ONE.share * maxRoomMessagesPerSecond, TO_ONE.atOnceShare * maxRoomMessagesPerSecond);
  }

  /** A message for the relay itself has come. @throws CodecError CHANNEL_LIMIT naming what has come too often */
  count(what: string, nowMs: number): void {
    if (!this.#signals.take(1, nowMs)) throw tooMany(what);
  }

  /** Whether a message for others is passed on. @throws CodecError CHANNEL_LIMIT where far too many have come */
  mayPass(bytes: number, nowMs: number): boolean {
    return (this.#messages.take(1, nowMs) && this.#bytes.take(bytes, nowMs)) || this.#drop(nowMs);
  }

  /** The same for a signal to another peer. @throws CodecError CHANNEL_LIMIT */
  maySignal(nowMs: number): boolean {
    return this.#signals.take(1, nowMs) || this.#drop(nowMs);
  }

  /** Whether this peer may be sent a message to it alone, which it may answer. */
  mayBeAsked(nowMs: number): boolean {
    return this.#answerable.take(1, nowMs);
  }

  #drop(nowMs: number): false {
    if (!this.#excess.take(1, nowMs)) throw tooMany('messages');
    return false;
  }
}

const tooMany = (what: string): CodecError =>
  new CodecError('CHANNEL_LIMIT', `too many ${what}: see docs/limits.md for what a peer of a session may send`);
