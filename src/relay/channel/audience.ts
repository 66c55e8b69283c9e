import { CodecError } from '../../core/errors.js';
import { RateMeter } from '../../core/rate-meter.js';
import { CLOSE_CODES } from '../../core/wire/control.js';
import type { PacketContext } from '../../core/wire/packet.js';
import type { Subscriber, SubscriberState, SubscriberStats } from '../subscribers/subscriber.js';
import { ThinnedMessage } from '../subscribers/thinned.js';

/** What of one subscriber is contained in the totals. */
interface Tally {
  state: SubscriberState;
  wireBytes: number;
}

/**
 * The subscribers of one channel: hands each message to all of them, closes those that throw so that the others do not
 * notice, and keeps totals that cost nothing to read.
 */
export class Audience {
  readonly #tallies = new Map<Subscriber, Tally>();
  readonly #thinned = new ThinnedMessage();
  #wireOut = new RateMeter();
  readonly #inState: Record<SubscriberState, number> = { ok: 0, thinned: 0, skipped: 0 };
  #maxLagMs = 0;

  get size(): number {
    return this.#tallies.size;
  }

  /** Subscribers that are sent fewer planes than they want, as of the last tick. */
  get thinned(): number {
    return this.#inState.thinned;
  }

  /** Subscribers that are sent no audio until they have caught up, as of the last tick. */
  get skipped(): number {
    return this.#inState.skipped;
  }

  /** The largest lag of any subscriber in ms, as of the last tick. */
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

  tick(nowMs: number): void {
    let bytes = 0;
    let maxLagMs = 0;
    for (const [subscriber, tally] of this.#tallies) {
      try {
        subscriber.tick(nowMs);
        // One that has closed itself has been removed, and is counted already.
        if (!this.#tallies.has(subscriber)) continue;
        maxLagMs = Math.max(maxLagMs, subscriber.lagMs(nowMs));
        bytes += this.#update(subscriber, tally);
      } catch (cause) {
        closeBroken(subscriber, cause);
      }
    }
    this.#maxLagMs = maxLagMs;
    this.#wireOut.add(nowMs, bytes);
  }

  /** One new object per subscriber, in the order in which they came. */
  *stats(nowMs: number): IterableIterator<SubscriberStats> {
    for (const subscriber of this.#tallies.keys()) yield subscriber.stats(nowMs);
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
