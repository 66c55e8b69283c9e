import { framesToMs } from '../../core/latent/format.js';
import { PRESETS } from '../../core/latent/presets.js';
import type { StreamHello } from '../../core/wire/hello.js';
import type { PacketContext } from '../../core/wire/packet.js';
import { UNKNOWN_STREAM } from '../control-packet.js';
import type { RelayLimits } from '../limits.js';
import type { Subscriber } from '../subscribers/subscriber.js';
import { PacketGroup } from './packet-group.js';
import { type Packing, packedFrames, wantedFrames } from './packet-length.js';
import type { RingEntry } from './ring.js';

/** Length of messages of the group that gets them as the source sends them. */
const AS_SENT = 1;

/**
 * The subscribers of a channel by the length of the messages that they are sent. A group is made for the first subscriber
 * of its length and dropped after the last; the number of lengths beside the presets' is limited, because each of them costs
 * a copy of the stream.
 */
export class PacketGroups {
  readonly #limits: Pick<RelayLimits, 'maxPacketLengths' | 'repackSlackMs'>;
  readonly #onBroken: (subscriber: Subscriber, cause: unknown) => void;
  readonly #groups = new Map<number, PacketGroup>();
  readonly #groupOf = new Map<Subscriber, PacketGroup>();
  #hello: StreamHello | null = null;
  #context: PacketContext = UNKNOWN_STREAM;
  /** Lengths of the presets, of this stream: whoever asks for others takes them from nobody. */
  #presetLengths: ReadonlySet<number> = new Set();
  #isOverloaded = false;

  constructor(limits: RelayLimits, onBroken: (subscriber: Subscriber, cause: unknown) => void) {
    this.#limits = limits;
    this.#onBroken = onBroken;
  }

  /** Lengths of messages that are made at present, the source's own not counted. */
  get repackedLengths(): number {
    return this.#groups.size - (this.#groups.has(AS_SENT) ? 1 : 0);
  }

  /** Another stream begins: sends out what is held of the one before, and groups the subscribers anew. */
  begin(hello: StreamHello, context: PacketContext): void {
    this.flush();
    this.#hello = hello;
    this.#context = context;
    this.#presetLengths = new Set(Object.values(PRESETS).map((frames) => packedFrames(frames, hello)));
    this.#groups.clear();
    for (const subscriber of this.#groupOf.keys()) this.#join(subscriber);
  }

  add(subscriber: Subscriber): void {
    this.#join(subscriber);
  }

  /** Does nothing for a subscriber that is not in here. */
  remove(subscriber: Subscriber): void {
    this.#leave(subscriber);
    this.#groupOf.delete(subscriber);
  }

  packingOf(subscriber: Subscriber): Packing {
    const group = this.#groupOf.get(subscriber);
    const framesPerMessage = Math.max(group?.framesPerMessage ?? AS_SENT, this.#hello?.framesPerPacket ?? AS_SENT);
    return { framesPerMessage, heldFrom: group?.heldFrom ?? null };
  }

  /** Moves a subscriber that wants another length than it gets: it misses no frame and gets none twice. */
  regroup(subscriber: Subscriber): void {
    const old = this.#groupOf.get(subscriber);
    if (!old || !this.#hello || this.#lengthFor(subscriber) === old.framesPerMessage) return;
    const before = this.packingOf(subscriber).framesPerMessage;
    this.#leave(subscriber);
    const group = this.#join(subscriber);
    // The next message of its new group may hold all that was held for it in the old one.
    const isCovered = group.heldFrom !== null && old.heldFrom !== null && group.heldFrom <= old.heldFrom;
    if (!isCovered) old.sendHeld(subscriber);
    const { framesPerMessage } = this.packingOf(subscriber);
    if (framesPerMessage !== before) subscriber.repacked(framesPerMessage);
  }

  /** While the relay is overloaded, subscribers that allow it are sent longer messages: each is moved by `regroup`. */
  setOverloaded(isOverloaded: boolean): void {
    this.#isOverloaded = isOverloaded;
  }

  push(entry: RingEntry, nowMs: number): void {
    for (const group of this.#groups.values()) group.push(entry, nowMs);
  }

  flush(): void {
    for (const group of this.#groups.values()) group.flush();
  }

  tick(nowMs: number): void {
    for (const group of this.#groups.values()) group.tick(nowMs);
  }

  #join(subscriber: Subscriber): PacketGroup {
    const length = this.#lengthFor(subscriber);
    let group = this.#groups.get(length);
    if (!group) {
      const holdMs = this.#hello ? framesToMs(this.#hello.format, length) + this.#limits.repackSlackMs : 0;
      group = new PacketGroup(length, this.#context, holdMs, this.#onBroken);
      this.#groups.set(length, group);
    }
    group.subscribers.add(subscriber);
    this.#groupOf.set(subscriber, group);
    return group;
  }

  #leave(subscriber: Subscriber): void {
    const group = this.#groupOf.get(subscriber);
    if (!group) return;
    group.subscribers.delete(subscriber);
    if (group.subscribers.size === 0 && this.#groups.get(group.framesPerMessage) === group)
      this.#groups.delete(group.framesPerMessage);
  }

  /** Length of the group for a subscriber: as it wants, or the next shorter one where there are too many. */
  #lengthFor(subscriber: Subscriber): number {
    const wanted = wantedFrames(subscriber, this.#isOverloaded);
    if (wanted === undefined || !this.#hello) return AS_SENT;
    const length = packedFrames(wanted, this.#hello);
    if (length <= this.#hello.framesPerPacket) return AS_SENT;
    if (this.#groups.has(length) || this.#presetLengths.has(length)) return length;
    if (this.#otherLengths() < this.#limits.maxPacketLengths) return length;
    let shorter = AS_SENT;
    for (const known of [this.#groups.keys(), this.#presetLengths])
      for (const other of known) if (other < length && other > shorter) shorter = other;
    return shorter > this.#hello.framesPerPacket ? shorter : AS_SENT;
  }

  /** Lengths beside the source's own and those of presets. */
  #otherLengths(): number {
    let count = 0;
    for (const length of this.#groups.keys()) if (length !== AS_SENT && !this.#presetLengths.has(length)) count++;
    return count;
  }
}
