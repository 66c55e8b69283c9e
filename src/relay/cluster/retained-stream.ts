import { packetType } from '../../core/wire/packet.js';
import { BUS_LIMITS, type BusPosition } from '../../ports/cluster-bus.js';

/** A retained message: its frame as it came, and where it belongs. */
interface Entry {
  readonly frame: Uint8Array;
  readonly position: BusPosition;
  readonly atMs: number;
}

/** Packets of which only the last one counts, in the order in which a late subscriber gets them; the end comes last. */
type StateType = 'hello' | 'metadata' | 'end';

/** What a bus retains of one channel's stream: the last hello, metadata and end, and recent audio. Time is an argument. */
export class RetainedStream {
  /** The next hello begins a stream: what is retained belongs to an earlier one. */
  #isNewStream: boolean;
  readonly #state = new Map<StateType, Entry>();
  #audio: Entry[] = [];
  #head = 0;
  #audioBytes = 0;

  /** @param isNewStream false where the first hello belongs to what is added before it */
  constructor(isNewStream = true) {
    this.#isNewStream = isNewStream;
  }

  /** Bytes of retained audio and silence, with what the bus adds to each message. */
  get audioBytes(): number {
    return this.#audioBytes;
  }

  get hasEnded(): boolean {
    return this.#state.has('end');
  }

  /** The channel was claimed. @param isResumed whether the stream continues */
  claimed(isResumed: boolean): void {
    this.#isNewStream ||= !isResumed;
  }

  /** @param bytes the packet that the frame carries */
  add(frame: Uint8Array, bytes: Uint8Array, { term, number }: BusPosition, nowMs: number): void {
    const entry: Entry = { frame, position: { term, number }, atMs: nowMs };
    const type = packetType(bytes);
    if (type === 'hello') this.#onHello(entry);
    else if (type === 'metadata' || type === 'end') this.#state.set(type, entry);
    else if (type === 'audio' || type === 'silence') this.#push(entry);
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

  /** Frames of the last hello, metadata and end. */
  *stateFrames(): IterableIterator<Uint8Array> {
    for (const { frame } of this.#state.values()) yield frame;
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

/** Orders positions of one channel. */
export const comparePositions = (a: BusPosition, b: BusPosition): number => a.term - b.term || a.number - b.number;
const byPosition = (a: Entry, b: Entry): number => comparePositions(a.position, b.position);
const isBehind = (position: BusPosition, other: BusPosition | null): boolean =>
  other === null || comparePositions(position, other) > 0;
