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

/** What a hub knows of one channel: its claim, and what is retained of its stream. Time is an argument. */
export class ChannelLog<Holder> {
  #term = 0;
  #claim: HeldClaim<Holder> | null = null;
  #epoch: number | null = null;
  #owner = '';
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
   * @returns the claim that it replaces, which is no longer held; null where there was none
   * @throws CodecError CHANNEL_BUSY | NOT_ALLOWED
   */
  take(holder: Holder, { epoch, isResuming, owner }: ClaimRequest, term: number): HeldClaim<Holder> | null {
    const isSameStream = isResuming && epoch === this.#epoch;
    const previous = this.#claim;
    const isBusy = previous !== null && !this.#state.has('end');
    if (isSameStream && owner !== this.#owner)
      throw new CodecError('NOT_ALLOWED', 'the stream that the source resumes belongs to another source');
    if (isBusy && !isSameStream) throw new CodecError('CHANNEL_BUSY', 'the channel has a source already');
    this.#term = term;
    this.#claim = { holder, term, next: 0 };
    this.#isNewStream ||= !isSameStream;
    this.#epoch = epoch;
    this.#owner = owner;
    return previous;
  }

  /** The holder gives up this claim; returns it, or null where it is not held. */
  release(holder: Holder, term: number): HeldClaim<Holder> | null {
    const claim = this.#claim;
    if (claim?.holder !== holder || claim.term !== term) return null;
    this.#claim = null;
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
