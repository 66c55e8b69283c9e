import type { PacketContext } from '../../core/wire/packet.js';
import type { Subscriber } from '../subscribers/subscriber.js';
import { ThinnedMessage } from '../subscribers/thinned.js';
import { Repacker } from './repacker.js';
import type { RingEntry } from './ring.js';

/**
 * Subscribers of one channel that are sent messages of one length: each message is joined, thinned and framed once for all
 * of them.
 */
export class PacketGroup {
  readonly subscribers = new Set<Subscriber>();
  readonly #repacker: Repacker;
  readonly #thinned = new ThinnedMessage();
  readonly #maxHoldMs: number;
  readonly #context: PacketContext;
  readonly #onBroken: (subscriber: Subscriber, cause: unknown) => void;
  /** When what is held is sent out, however short it is. */
  #dueMs = 0;

  /**
   * @param framesPerMessage 1: messages as the source sends them
   * @param maxHoldMs a frame is held no longer than this, to a tick
   * @param onBroken is told of a subscriber that has thrown; must not throw
   */
  constructor(
    framesPerMessage: number,
    context: PacketContext,
    maxHoldMs: number,
    onBroken: (subscriber: Subscriber, cause: unknown) => void,
  ) {
    this.#repacker = new Repacker(framesPerMessage, context, (entry) => this.#send(entry));
    this.#context = context;
    this.#maxHoldMs = maxHoldMs;
    this.#onBroken = onBroken;
  }

  get framesPerMessage(): number {
    return this.#repacker.framesPerMessage;
  }

  /** Index of the first frame that the subscribers have not been sent yet because it is held; null where none is. */
  get heldFrom(): number | null {
    return this.#repacker.heldFrom;
  }

  push(entry: RingEntry, nowMs: number): void {
    this.#repacker.push(entry);
    if (this.#repacker.heldFrom === entry.firstFrame) this.#dueMs = nowMs + this.#maxHoldMs;
  }

  flush(): void {
    this.#repacker.flush();
  }

  /** Sends out what has been held for too long: the source stalls. */
  tick(nowMs: number): void {
    if (this.heldFrom !== null && nowMs >= this.#dueMs) this.flush();
  }

  /** Hands a subscriber that leaves the group what the others are to be sent later. */
  sendHeld(subscriber: Subscriber): void {
    const { held } = this.#repacker;
    if (!held) return;
    this.#thinned.set(held.message, held.planes, this.#context);
    this.#offer(subscriber, held);
  }

  #send(entry: RingEntry): void {
    this.#thinned.set(entry.message, entry.planes, this.#context);
    // The one hot loop: no closure and no copy per subscriber.
    for (const subscriber of this.subscribers) this.#offer(subscriber, entry);
  }

  #offer(subscriber: Subscriber, entry: RingEntry): void {
    try {
      subscriber.offer(this.#thinned, entry.firstFrame, entry.frames);
    } catch (cause) {
      this.#onBroken(subscriber, cause);
    }
  }
}
