import { framesToMs } from '../../core/latent/format.js';
import type { StreamHello } from '../../core/wire/hello.js';
import type { PacketContext } from '../../core/wire/packet.js';
import type { RelayLimits } from '../limits.js';
import type { Subscriber, SubscriberStats } from '../subscribers/subscriber.js';
import { type AttendeeKind, Audience } from './audience.js';
import type { ChannelStream } from './channel-stream.js';
import { ListenerCount } from './listener-count.js';
import { type Packing, statedLength } from './packet-length.js';
import type { RingEntry } from './ring.js';

/** Refresh interval of a silence, as sources have it by default, in ms. */
const SILENCE_REFRESH_MS = 1000;

/**
 * Whom a channel serves, and with what. Listeners, and channels that fall back on this one, get what is on the air: the
 * source's stream, or another one in its place. Recorders and other relays of the cluster get what the source sends.
 * Keeps account of when the source has sent.
 */
export class ServedAudience {
  readonly #listeners: Audience;
  readonly #internals: Audience;
  readonly #count = new ListenerCount();
  /** Listeners of the channel at other relays of a cluster. */
  listenersElsewhere = (): number => 0;
  /** Plays in place of the source's stream. */
  #standIn: ChannelStream | null = null;
  #isAwaited = false;
  /** Has gone or ended, which listeners have not been told. */
  #owed: ChannelStream | null = null;
  #format: StreamHello['format'] | null = null;
  /** The source sends faster than live, and waits. */
  #isTransfer = false;
  /** When the source's last message came, or its stream began. */
  #lastMs = Number.NEGATIVE_INFINITY;
  /** Time that the last message covers: no other one is due before. */
  #coveredMs = 0;
  /** When the first message came since the source was away; null: none has. */
  #sendingSinceMs: number | null = null;

  constructor(limits: RelayLimits) {
    this.#listeners = new Audience(limits);
    this.#internals = new Audience(limits);
  }

  /** What plays in place of the source's stream; null where that is on the air. */
  get standIn(): ChannelStream | null {
    return this.#standIn;
  }

  get size(): number {
    return this.#listeners.size + this.#internals.size;
  }

  /** Subscribers of one kind. */
  count(kind: AttendeeKind): number {
    return this.#audienceOf(kind).count(kind);
  }

  /** Totals of those that get what is on the air. */
  get totals(): Pick<Audience, 'maxLagMs' | 'repackedLengths' | 'lengthened' | 'thinned' | 'skipped'> {
    return this.#listeners;
  }

  /** Rate on the wire to all of them. */
  wireKbps(nowMs: number): number {
    return this.#listeners.wireKbps(nowMs) + this.#internals.wireKbps(nowMs);
  }

  add(subscriber: Subscriber, kind: AttendeeKind = 'listener'): void {
    this.#audienceOf(kind).add(subscriber, kind);
    this.#count.add(subscriber);
  }

  /** Forgets a subscriber; does nothing for one that is not in here. */
  remove(subscriber: Subscriber, nowMs: number): void {
    this.#listeners.remove(subscriber, nowMs);
    this.#internals.remove(subscriber, nowMs);
    this.#count.remove(subscriber);
  }

  /** What the listeners and the channels that fall back on this one ask of the relays on the way to the source. */
  path(): string[] {
    const ids = new Set<string>();
    this.#listeners.each(({ request }) => {
      for (const id of request.via ?? []) ids.add(id);
    });
    return [...ids];
  }

  /** Another stream of the source begins, with this hello and layout of its packets. */
  begin(hello: StreamHello, context: PacketContext): void {
    this.#format = hello.format;
    this.#isTransfer = hello.transfer === true;
    this.#internals.begin(hello, context);
    if (!this.#standIn) this.#listeners.begin(hello, context);
  }

  /** The source has come or come back. */
  sourceCame(nowMs: number): void {
    this.#lastMs = nowMs;
    this.#coveredMs = 0;
    this.#sendingSinceMs = null;
  }

  /** The source is away: what it sends counts from its return. */
  sourceAway(): void {
    this.#sendingSinceMs = null;
  }

  /** One message of the source; it must have passed `parsePacket`. */
  offer(entry: RingEntry, nowMs: number): void {
    this.#lastMs = nowMs;
    this.#sendingSinceMs ??= nowMs;
    const ms = this.#format ? framesToMs(this.#format, entry.frames) : 0;
    // The next packet of a silence comes as rarely as the ones before.
    this.#coveredMs = entry.planes === 0 ? Math.max(SILENCE_REFRESH_MS, this.#coveredMs, ms) : ms;
    this.#internals.offer(entry, nowMs);
    if (!this.#standIn) this.#listeners.offer(entry, nowMs);
  }

  /** Whether a listener lacks so much of a transfer that nothing more of it is read. */
  holdsSource(nowMs: number): boolean {
    return this.#isTransfer && !this.#standIn && this.#listeners.holdsSource(nowMs);
  }

  /** Whether nothing has come of the source for longer than its packets explain, and `stallMs` more. */
  isStalled(nowMs: number, stallMs: number): boolean {
    return nowMs - this.#lastMs > this.#coveredMs + stallMs;
  }

  /** For how long the source has sent since it was away last; -1 where its last message is not of now. */
  sendingMs(nowMs: number): number {
    return this.#sendingSinceMs === null || this.#lastMs !== nowMs ? -1 : nowMs - this.#sendingSinceMs;
  }

  /** A stream plays in place of the source's from now on: listeners are moved to it. */
  beginStandIn(channel: string, stream: ChannelStream): void {
    this.#listeners.flush();
    this.#standIn?.forgetAudio();
    this.#standIn = stream;
    this.#owed = null;
    this.#listeners.begin(stream.hello, stream.context);
    this.#listeners.each((subscriber) => stream.announce(subscriber, channel, true, this.packingOf(subscriber)));
  }

  /** One message of the stream that stands in. */
  offerStandIn(entry: RingEntry, nowMs: number): void {
    this.#listeners.offer(entry, nowMs);
  }

  /** Metadata of the stream that stands in. */
  tellStandIn(message: Uint8Array): void {
    this.#listeners.each((subscriber) => subscriber.metadata(message));
  }

  /**
   * What stood in has ended.
   * @param own the source's stream, to which the listeners are moved, with at most `burstMs` of past audio; null: they are
   *   told that nothing is on the air
   */
  endStandIn(own: ChannelStream | null, burstMs: number): void {
    const before = this.#standIn;
    if (!before) return;
    this.#listeners.flush();
    this.#standIn = null;
    if (own) {
      this.#listeners.begin(own.hello, own.context);
      this.#listeners.each((subscriber) => own.welcome(subscriber, true, burstMs, this.packingOf(subscriber)));
    } else this.#listeners.each((subscriber) => subscriber.sourceGone(this.goneMessage(before, subscriber)));
    before.forgetAudio();
  }

  /** A stream of the source has begun or has come back. */
  announce(channel: string, stream: ChannelStream, isConnected: boolean): void {
    this.#owed = null;
    this.each((subscriber) => stream.announce(subscriber, channel, isConnected, this.packingOf(subscriber)));
  }

  /** Something has changed that the hello states: it is repeated, where the stream has not ended. */
  tellState(stream: ChannelStream | null, isConnected: boolean): void {
    if (!stream || stream.hasEnded) return;
    this.each((subscriber) => stream.welcome(subscriber, isConnected, 0, this.packingOf(subscriber)));
  }

  /** The source has gone before it has ended its stream: everybody is told who is served with that now. */
  sourceGone(stream: ChannelStream): void {
    this.#tellOff(stream, (subscriber) => subscriber.sourceGone(this.goneMessage(stream, subscriber)));
  }

  /** The stream has ended, with this message: the same. */
  ended(stream: ChannelStream, message: Uint8Array): void {
    this.#tellOff(stream, (subscriber) => subscriber.end(message));
  }

  /** Whether listeners have not been told yet that the source has gone or its stream has ended. */
  get isOwed(): boolean {
    return this.#owed !== null;
  }

  /**
   * While something else is about to play, listeners are not told that the source has gone or its stream has ended: what
   * plays next is the next that they get. Once nothing is awaited any more they are told what is so then.
   */
  setAwaited(isAwaited: boolean): void {
    this.#isAwaited = isAwaited;
    const owed = isAwaited ? null : this.#owed;
    if (!owed) return;
    this.#owed = null;
    this.#listeners.each((subscriber) => owed.welcome(subscriber, false, 0, this.packingOf(subscriber)));
  }

  #tellOff(stream: ChannelStream, tell: (subscriber: Subscriber) => void): void {
    this.#internals.each(tell);
    if (this.#standIn) return;
    if (!this.#isAwaited) this.#listeners.each(tell);
    else {
      this.#listeners.flush();
      this.#owed = stream;
    }
  }

  /** The hello that tells a subscriber that the source of this stream has gone. */
  goneMessage(stream: ChannelStream, subscriber: Subscriber): Uint8Array {
    return stream.helloMessage(false, statedLength(subscriber, this.packingOf(subscriber)));
  }

  /** Everybody who is served with the source's stream now. */
  each(action: (subscriber: Subscriber) => void): void {
    this.#internals.each(action);
    if (!this.#standIn) this.#listeners.each(action);
  }

  /** Every listener, and every channel that falls back on this one. */
  eachListener(action: (subscriber: Subscriber) => void): void {
    this.#listeners.each(action);
  }

  /** Whether a subscriber gets what is on the air. */
  isListener(kind: AttendeeKind): boolean {
    return this.#audienceOf(kind) === this.#listeners;
  }

  /** Sends out all frames that are held to be joined with later ones. */
  flush(): void {
    this.#listeners.flush();
    this.#internals.flush();
  }

  /** In which length a subscriber is sent its messages. */
  packingOf(subscriber: Subscriber): Packing {
    return (this.#internals.has(subscriber) ? this.#internals : this.#listeners).packingOf(subscriber);
  }

  /** A subscriber asks for another length of messages: it is served from the next tick on. */
  watch(subscriber: Subscriber): void {
    this.#listeners.watch(subscriber);
    this.#internals.watch(subscriber);
  }

  setOverloaded(isOverloaded: boolean): void {
    this.#listeners.setOverloaded(isOverloaded);
    this.#internals.setOverloaded(isOverloaded);
  }

  tick(nowMs: number): void {
    this.#listeners.tick(nowMs);
    this.#internals.tick(nowMs);
    this.#count.tick(nowMs, this.count('listener') + this.listenersElsewhere());
  }

  /** One new object per listener and recorder. */
  *stats(nowMs: number): IterableIterator<SubscriberStats> {
    yield* this.#listeners.stats(nowMs);
    yield* this.#internals.stats(nowMs);
  }

  #audienceOf(kind: AttendeeKind): Audience {
    return kind === 'listener' || kind === 'link' ? this.#listeners : this.#internals;
  }
}
