import { CodecError } from '../../core/errors.js';
import { packetType } from '../../core/wire/packet.js';
import { BUS_LIMITS, type BusPosition, type ClaimRequest } from '../../ports/cluster-bus.js';
import type { MessageFrame } from './bus-frames.js';

/** A retained message: its frame as it came, and where it belongs. */
interface Entry {
  readonly frame: Uint8Array;
  readonly position: BusPosition;
  readonly atMs: number;
}

/** Packets of which only the last one counts, in the order in which a late subscriber gets them; the end comes last. */
type StateType = 'hello' | 'metadata' | 'end';

/** The claim that is held, by `holder`; how nodes are known is the hub's matter. */
export interface HeldClaim<Holder> {
  readonly holder: Holder;
  readonly term: number;
  /** Number behind the last message of the term. */
  next: number;
}

/** A channel that has been claimed. */
export interface TakenChannel<Holder> {
  /** The claim that was held until now. */
  readonly previous: HeldClaim<Holder> | null;
  readonly isResumed: boolean;
}

/** What a hub knows of one channel: its claim, and what is retained of its stream. Time is an argument. */
export class ChannelLog<Holder> {
  #term = 0;
  #claim: HeldClaim<Holder> | null = null;
  #epoch: number | null = null;
  #owner = '';
  #identity: string | undefined;
  #reservedMs = 0;
  #reservedUntilMs = Number.NEGATIVE_INFINITY;
  /** The next hello begins a stream: what is retained belongs to an earlier one. */
  #isNewStream = true;
  readonly #state = new Map<StateType, Entry>();
  #audio: Entry[] = [];
  #head = 0;
  #audioBytes = 0;

  /** Of the newest claim; 0 before the first. */
  get term(): number {
    return this.#term;
  }

  get claim(): HeldClaim<Holder> | null {
    return this.#claim;
  }

  get owner(): string {
    return this.#owner;
  }

  /** Bytes of retained audio and silence, with what the bus adds to each message. */
  get audioBytes(): number {
    return this.#audioBytes;
  }

  /**
   * Gives the channel to this holder.
   * @param term larger than every one before
   * @throws CodecError CHANNEL_BUSY
   */
  take(holder: Holder, request: ClaimRequest, term: number, nowMs: number): TakenChannel<Holder> {
    const { epoch, isResuming, proof, identity, owner, isReplacing = false, reservedMs = 0 } = request;
    const previous = this.#claim;
    const isOwn = previous?.holder === holder;
    const isKnown = identity !== undefined && identity === this.#identity;
    const isResumed = isResuming && epoch === this.#epoch && (isOwn || isKnown || proof === this.#owner);
    const isFree = previous ? isOwn || this.#state.has('end') : isKnown || nowMs >= this.#reservedUntilMs;
    if (!isResumed && !isFree && !isReplacing) throw new CodecError('CHANNEL_BUSY', 'the channel has a source already');
    this.#term = term;
    this.#claim = { holder, term, next: 0 };
    this.#isNewStream ||= !isResumed;
    this.#epoch = epoch;
    if (!isResumed) this.#owner = owner;
    this.#identity = identity;
    this.#reservedMs = reservedMs;
    this.#reservedUntilMs = Number.NEGATIVE_INFINITY;
    return { previous, isResumed };
  }

  /**
   * The holder gives up this claim; returns it, or null where it is not held.
   * @param isLost whether its source will want to come back
   */
  release(holder: Holder, term: number, isLost: boolean, nowMs: number): HeldClaim<Holder> | null {
    const claim = this.#claim;
    if (claim?.holder !== holder || claim.term !== term) return null;
    this.#claim = null;
    if (isLost && !this.#state.has('end')) this.#reservedUntilMs = nowMs + this.#reservedMs;
    return claim;
  }

  /**
   * Retains a message of a holder.
   * @returns false for one whose claim is not held, or that does not come behind the ones before
   */
  publish(holder: Holder, message: MessageFrame, frame: Uint8Array, nowMs: number): boolean {
    const claim = this.#claim;
    if (claim?.holder !== holder || message.term !== claim.term || message.number < claim.next) return false;
    claim.next = message.number + 1;
    const entry: Entry = { frame, position: { term: message.term, number: message.number }, atMs: nowMs };
    const type = packetType(message.bytes);
    if (type === 'hello') this.#onHello(entry);
    else if (type === 'metadata' || type === 'end') this.#state.set(type, entry);
    else if (type === 'audio' || type === 'silence') this.#push(entry);
    return true;
  }

  /** Frames of what is retained behind this position, oldest first; null for all. */
  *after(position: BusPosition | null): IterableIterator<Uint8Array> {
    const { hello, metadata, end } = Object.fromEntries(this.#state) as Partial<Record<StateType, Entry>>;
    const first = [hello, metadata].filter((entry) => entry !== undefined).sort(byPosition);
    for (const entry of first) if (isBehind(entry.position, position)) yield entry.frame;
    for (let i = this.#head; i < this.#audio.length; i++)
      if (isBehind(this.#audio[i]!.position, position)) yield this.#audio[i]!.frame;
    if (end && isBehind(end.position, position)) yield end.frame;
  }

  /** Drops what is older than `retainMs`. */
  tick(nowMs: number): void {
    while (this.#head < this.#audio.length && nowMs - this.#audio[this.#head]!.atMs > BUS_LIMITS.retainMs)
      this.dropOldest();
  }

  /** Drops the oldest retained audio; false where there is none. */
  dropOldest(): boolean {
    const entry = this.#audio[this.#head];
    if (!entry) return false;
    this.#audioBytes -= entry.frame.length;
    this.#head++;
    if (this.#head > this.#audio.length / 2) {
      this.#audio = this.#audio.slice(this.#head);
      this.#head = 0;
    }
    return true;
  }

  #onHello(entry: Entry): void {
    if (this.#isNewStream) {
      this.#state.clear();
      this.#audio = [];
      this.#head = 0;
      this.#audioBytes = 0;
    }
    this.#isNewStream = false;
    this.#state.delete('end');
    this.#state.set('hello', entry);
  }

  #push(entry: Entry): void {
    this.#audio.push(entry);
    this.#audioBytes += entry.frame.length;
    if (this.#audio.length - this.#head > BUS_LIMITS.retainedMessages) this.dropOldest();
  }
}

const compare = (a: BusPosition, b: BusPosition): number => a.term - b.term || a.number - b.number;
const byPosition = (a: Entry, b: Entry): number => compare(a.position, b.position);
const isBehind = (position: BusPosition, other: BusPosition | null): boolean =>
  other === null || compare(position, other) > 0;
