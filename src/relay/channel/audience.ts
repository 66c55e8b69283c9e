import { CodecError } from '../../core/errors.js';
import { RateMeter } from '../../core/rate-meter.js';
import { CLOSE_CODES } from '../../core/wire/control.js';
import type { StreamHello } from '../../core/wire/hello.js';
import type { PacketContext } from '../../core/wire/packet.js';
import type { RelayLimits } from '../limits.js';
import { Rounds } from '../rounds.js';
import type { Subscriber, SubscriberState, SubscriberStats } from '../subscribers/subscriber.js';
import { PacketGroups } from './packet-groups.js';
import type { Packing } from './packet-length.js';
import type { RingEntry } from './ring.js';

/**
 * A listener, or a part of the relay itself: a recorder, the way to the other relays of a cluster, or the link to a channel
 * that falls back on this one.
 */
export type AttendeeKind = 'listener' | 'recorder' | 'feed' | 'link';

/** What of one subscriber is contained in the totals. */
interface Tally {
  readonly kind: AttendeeKind;
  state: SubscriberState;
  wireBytes: number;
}

/** Ticks within which each subscriber is visited, whatever its state. */
const TICKS_PER_ROUND = 8;

/**
 * The subscribers of one channel: hands each message to all of them, in the length that each of them wants
 * ({@link PacketGroups}), closes those that throw so that the others do not notice, and keeps totals that cost nothing to
 * read.
 */
export class Audience {
  readonly #tallies = new Map<Subscriber, Tally>();
  readonly #groups: PacketGroups;
  #wireOut = new RateMeter();
  readonly #inState: Record<SubscriberState, number> = { ok: 0, lengthened: 0, thinned: 0, skipped: 0 };
  readonly #rounds = new Rounds(this.#tallies, TICKS_PER_ROUND);
  readonly #ofKind: Record<AttendeeKind, number> = { listener: 0, recorder: 0, feed: 0, link: 0 };
  #maxLagMs = 0;
  /** The same of those that were visited in the present round. */
  #roundLagMs = 0;
  /** Wire bytes that this tick's visits have found. */
  #foundBytes = 0;

  constructor(limits: RelayLimits) {
    this.#groups = new PacketGroups(limits, closeBroken);
  }

  get size(): number {
    return this.#tallies.size;
  }

  has(subscriber: Subscriber): boolean {
    return this.#tallies.has(subscriber);
  }

  /** Subscribers of one kind. */
  count(kind: AttendeeKind): number {
    return this.#ofKind[kind];
  }

  /** Subscribers that are sent longer messages than they want, as of their last visit. */
  get lengthened(): number {
    return this.#inState.lengthened;
  }

  /** Lengths of messages that are made at present beside the source's own. */
  get repackedLengths(): number {
    return this.#groups.repackedLengths;
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

  /** Rate on the wire to all listeners and recorders, those that have left included; 0 when all have left. */
  wireKbps(nowMs: number): number {
    return this.#wireOut.kbitPerSecond(nowMs);
  }

  add(subscriber: Subscriber, kind: AttendeeKind = 'listener'): void {
    const { state, wireBytes } = subscriber;
    this.#tallies.set(subscriber, { kind, state, wireBytes });
    this.#ofKind[kind]++;
    this.#inState[state]++;
    this.#groups.add(subscriber);
  }

  /** Forgets a subscriber; does nothing for one that is not in here. */
  remove(subscriber: Subscriber, nowMs: number): void {
    const tally = this.#tallies.get(subscriber);
    if (!tally) return;
    this.#tallies.delete(subscriber);
    this.#rounds.remove(subscriber);
    this.#groups.remove(subscriber);
    this.#inState[tally.state]--;
    this.#ofKind[tally.kind]--;
    if (tally.kind !== 'feed') this.#wireOut.add(nowMs, subscriber.wireBytes - tally.wireBytes);
    if (this.#tallies.size > 0) return;
    this.#maxLagMs = 0;
    this.#wireOut = new RateMeter();
  }

  /** Another stream begins, with this hello and layout of its packets: what follows is of it. */
  begin(hello: StreamHello, context: PacketContext): void {
    this.#groups.begin(hello, context);
  }

  /** One message of audio or silence for every subscriber; it must have passed `parsePacket`. */
  offer(entry: RingEntry, nowMs: number): void {
    this.#groups.push(entry, nowMs);
  }

  /** Whether any subscriber lacks so much of a transfer that its source is to wait. */
  holdsSource(nowMs: number): boolean {
    for (const subscriber of this.#tallies.keys()) if (subscriber.holdsSource?.(nowMs)) return true;
    return false;
  }

  /** Sends out all frames that are held to be joined with later ones. */
  flush(): void {
    this.#groups.flush();
  }

  /** In which length a subscriber is sent its messages. */
  packingOf(subscriber: Subscriber): Packing {
    return this.#groups.packingOf(subscriber);
  }

  /** A subscriber asks for another length of messages: it is served from the next tick on. */
  watch(subscriber: Subscriber): void {
    if (this.#tallies.has(subscriber)) this.#rounds.watch(subscriber);
  }

  /**
   * While the relay is overloaded, subscribers that allow it are sent longer messages: each from its next visit on, so
   * that they are not all told at once.
   */
  setOverloaded(isOverloaded: boolean): void {
    this.#groups.setOverloaded(isOverloaded);
  }

  /**
   * For what is rare: a stream that begins, its metadata, its end. Frames that are held to be joined with later ones are
   * sent first: nothing overtakes them.
   */
  each(action: (subscriber: Subscriber) => void): void {
    this.flush();
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
    this.#groups.tick(nowMs);
    const isRoundOver = this.#rounds.tick((subscriber) => this.#visit(subscriber, nowMs));
    this.#maxLagMs = isRoundOver ? this.#roundLagMs : Math.max(this.#maxLagMs, this.#roundLagMs);
    if (isRoundOver) this.#roundLagMs = 0;
    this.#wireOut.add(nowMs, this.#foundBytes);
  }

  /** One new object per listener and recorder, in the order in which they came. */
  *stats(nowMs: number): IterableIterator<SubscriberStats> {
    for (const [subscriber, { kind }] of this.#tallies)
      if (kind === 'listener' || kind === 'recorder') yield subscriber.stats(nowMs);
  }

  /** One subscriber's turn; returns whether it must be visited at the next tick too. */
  #visit(subscriber: Subscriber, nowMs: number): boolean {
    try {
      subscriber.tick(nowMs);
      // One that has closed itself has been removed, and is counted already.
      const tally = this.#tallies.get(subscriber);
      if (!tally) return false;
      this.#groups.regroup(subscriber);
      this.#roundLagMs = Math.max(this.#roundLagMs, subscriber.lagMs(nowMs));
      const bytes = this.#update(subscriber, tally);
      if (tally.kind !== 'feed') this.#foundBytes += bytes;
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
