import { CodecError } from '../../core/errors.js';
import { RateMeter } from '../../core/rate-meter.js';
import { CLOSE_CODES } from '../../core/wire/control.js';
import type { PacketContext } from '../../core/wire/packet.js';
import { Rounds } from '../rounds.js';
import type { Subscriber, SubscriberState, SubscriberStats } from '../subscribers/subscriber.js';
import { ThinnedMessage } from '../subscribers/thinned.js';

/** What of one subscriber is contained in the totals. */
interface Tally {
  state: SubscriberState;
  wireBytes: number;
}

/** Ticks within which each subscriber is visited, whatever its state. */
const TICKS_PER_ROUND = 8;

/**
 * The subscribers of one channel: hands each message to all of them, closes those that throw so that the others do not
 * notice, and keeps totals that cost nothing to read.
 */
export class Audience {
  readonly #tallies = new Map<Subscriber, Tally>();
  readonly #thinned = new ThinnedMessage();
  #wireOut = new RateMeter();
  readonly #inState: Record<SubscriberState, number> = { ok: 0, thinned: 0, skipped: 0 };
  readonly #rounds = new Rounds(this.#tallies, TICKS_PER_ROUND);
  #maxLagMs = 0;
  /** The same of those that were visited in the present round. */
  #roundLagMs = 0;
  /** Wire bytes that this tick's visits have found. */
  #foundBytes = 0;

  get size(): number {
    return this.#tallies.size;
  }

  /** Subscribers that are sent fewer planes than they want, as of their last visit. */
  get thinned(): number {
    return this.#inState.thinned;
  }

  /** Subscribers that are sent no audio until they have caught up, as of their last visit. */
  get skipped(): number {
    return this.#inState.skipped;
  }

  /** The largest lag of any subscriber in ms that was found since the last round began. */
  get maxLagMs(): number {
    return this.#maxLagMs;
  }

  /** Rate on the wire to all subscribers together, those that have left included; 0 when all have left. */
  wireKbps(nowMs: number): number {
    return this.#wireOut.kbitPerSecond(nowMs);
  }

  add(subscriber: Subscriber): void {
    const { state, wireBytes } = subscriber;
    this.#tallies.set(subscriber, { state, wireBytes });
    this.#inState[state]++;
  }

  /** Forgets a subscriber; does nothing for one that is not in here. */
  remove(subscriber: Subscriber, nowMs: number): void {
    const tally = this.#tallies.get(subscriber);
    if (!tally) return;
    this.#tallies.delete(subscriber);
    this.#rounds.remove(subscriber);
    this.#inState[tally.state]--;
    this.#wireOut.add(nowMs, subscriber.wireBytes - tally.wireBytes);
    if (this.#tallies.size > 0) return;
    this.#maxLagMs = 0;
    this.#wireOut = new RateMeter();
  }

  /**
   * One message of audio or silence for every subscriber.
   * @param message must have passed `parsePacket`; it is not changed any more
   * @param planes bit planes in it, 0 for silence
   */
  offer(message: Uint8Array, planes: number, context: PacketContext, firstFrame: number, frames: number): void {
    this.#thinned.set(message, planes, context);
    // The one hot loop: no closure and no copy per subscriber.
    for (const subscriber of this.#tallies.keys()) {
      try {
        subscriber.offer(this.#thinned, firstFrame, frames);
      } catch (cause) {
        closeBroken(subscriber, cause);
      }
    }
  }

  /** For what is rare: a stream that begins, its metadata, its end. */
  each(action: (subscriber: Subscriber) => void): void {
    for (const subscriber of this.#tallies.keys()) {
      try {
        action(subscriber);
      } catch (cause) {
        closeBroken(subscriber, cause);
      }
    }
  }

  /**
   * Passes the time to those for whom something is due, and to the others in turn. The totals follow: of a channel with
   * few subscribers at every tick, of a large one within {@link TICKS_PER_ROUND} ticks.
   */
  tick(nowMs: number): void {
    this.#foundBytes = 0;
    const isRoundOver = this.#rounds.tick((subscriber) => this.#visit(subscriber, nowMs));
    this.#maxLagMs = isRoundOver ? this.#roundLagMs : Math.max(this.#maxLagMs, this.#roundLagMs);
    if (isRoundOver) this.#roundLagMs = 0;
    this.#wireOut.add(nowMs, this.#foundBytes);
  }

  /** One new object per subscriber, in the order in which they came. */
  *stats(nowMs: number): IterableIterator<SubscriberStats> {
    for (const subscriber of this.#tallies.keys()) yield subscriber.stats(nowMs);
  }

  /** One subscriber's turn; returns whether it must be visited at the next tick too. */
  #visit(subscriber: Subscriber, nowMs: number): boolean {
    try {
      subscriber.tick(nowMs);
      // One that has closed itself has been removed, and is counted already.
      const tally = this.#tallies.get(subscriber);
      if (!tally) return false;
      this.#roundLagMs = Math.max(this.#roundLagMs, subscriber.lagMs(nowMs));
      this.#foundBytes += this.#update(subscriber, tally);
      return subscriber.isDueSoon;
    } catch (cause) {
      closeBroken(subscriber, cause);
      return false;
    }
  }

  /** Brings a subscriber's part of the totals up to date; returns its wire bytes since the last time. */
  #update(subscriber: Subscriber, tally: Tally): number {
    const { state, wireBytes } = subscriber;
    this.#inState[tally.state]--;
    this.#inState[state]++;
    const bytes = wireBytes - tally.wireBytes;
    tally.state = state;
    tally.wireBytes = wireBytes;
    return bytes;
  }
}

function closeBroken(subscriber: Subscriber, cause: unknown): void {
  subscriber.close(new CodecError('TRANSPORT_FAILED', 'the connection threw', { cause }), CLOSE_CODES.protocol);
}
