import { requireNumber } from '../core/errors.js';
import { type OptionKinds, requireOptions, SHAPES } from '../core/options.js';
import { seededRandom } from '../core/random.js';
import type { Clock } from '../ports/clock.js';
import type { Connection, ConnectionHandlers, DeliveryGuarantees } from '../ports/transport.js';
import { Counters, type WireCost } from './counters.js';
import { Inbox } from './inbox.js';
import { serverWireCost } from './websocket-cost.js';

/** The network that {@link createMemoryPair} simulates: without any option an ideal one. Times up to 3600000 ms. */
export interface MemoryOptions {
  /** Deliveries are scheduled on it: a fake clock makes the network deterministic. */
  readonly clock: Clock;
  /** Of the random numbers behind jitter, loss, reorder and duplicate. @default 1 */
  readonly seed?: number;
  /** Time from send to delivery. @default 0 */
  readonly latencyMs?: number;
  /** Random extra time, 0..jitterMs; it never changes the order. @default 0 */
  readonly jitterMs?: number;
  /** Share of messages that vanish, 0..1. @default 0 */
  readonly loss?: number;
  /** Share of messages that later ones overtake, 0..1. @default 0 */
  readonly reorder?: number;
  /** Share of messages that arrive twice, 0..1. @default 0 */
  readonly duplicate?: number;
  /** Estimated bytes on the wire of a message, both ways. @default those of an unmasked WebSocket message over TCP/IPv4 */
  readonly wireCost?: WireCost;
  /** Rate of the link in bits on the wire per second, each way; messages beyond it queue. @default Infinity */
  readonly bitsPerSecond?: number;
  /** Bytes in flight from which `send` returns false. @default 65536 */
  readonly highWaterBytes?: number;
}

const KINDS: OptionKinds<MemoryOptions> = {
  clock: SHAPES.clock,
  seed: 'any',
  latencyMs: 'any',
  jitterMs: 'any',
  loss: 'any',
  reorder: 'any',
  duplicate: 'any',
  wireCost: 'any',
  bitsPerSecond: 'any',
  highWaterBytes: 'any',
};

interface Link {
  readonly clock: Clock;
  readonly random: () => number;
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly loss: number;
  readonly reorder: number;
  readonly duplicate: number;
  readonly wireCost: WireCost;
  readonly bitsPerSecond: number;
  readonly highWaterBytes: number;
}

/**
 * Two ends of a simulated network: what one sends the other receives. Messages are passed by reference, so that a sender
 * must leave a message unchanged once it is sent, as with a socket.
 * @throws TypeError, RangeError naming a wrong option.
 */
export function createMemoryPair(options: MemoryOptions): readonly [MemoryConnection, MemoryConnection] {
  requireOptions('', options, KINDS, ['clock']);
  const share = (name: 'loss' | 'reorder' | 'duplicate'): number => requireNumber(name, options[name] ?? 0, 0, 1);
  const link: Link = {
    clock: options.clock,
    random: seededRandom(options.seed ?? 1),
    latencyMs: requireNumber('latencyMs', options.latencyMs ?? 0, 0, 3_600_000),
    jitterMs: requireNumber('jitterMs', options.jitterMs ?? 0, 0, 3_600_000),
    loss: share('loss'),
    reorder: share('reorder'),
    duplicate: share('duplicate'),
    wireCost: options.wireCost ?? serverWireCost,
    bitsPerSecond: requireNumber(
      'bitsPerSecond',
      options.bitsPerSecond ?? Number.POSITIVE_INFINITY,
      1,
      Number.POSITIVE_INFINITY,
    ),
    highWaterBytes: requireNumber('highWaterBytes', options.highWaterBytes ?? 65536, 1, 2 ** 31),
  };
  const a = new MemoryConnection(link);
  const b = new MemoryConnection(link);
  a.connect(b);
  b.connect(a);
  return [a, b];
}

type Delivery = () => void;

/** One end of a pair; made by {@link createMemoryPair} only. */
export class MemoryConnection implements Connection {
  /** As the options leave them: a link that loses messages is not reliable, and so on. */
  readonly guarantees: DeliveryGuarantees;
  readonly counters: Counters;
  readonly #inbox = new Inbox();
  readonly #link: Link;
  #peer!: MemoryConnection;
  #state: 'open' | 'closed' = 'open';
  /** Sent by this end and not yet delivered, in order. */
  #queue: Delivery[] = [];
  #bufferedBytes = 0;
  #linkFreeMs = 0;
  #lastDueMs = 0;
  #blocked = false;
  /** What arrived here while this end was not reading. */
  #held: Delivery[] | null = null;

  constructor(link: Link) {
    this.#link = link;
    this.guarantees = {
      isOrdered: link.reorder === 0,
      isReliable: link.loss === 0,
      isDuplicateFree: link.duplicate === 0,
    };
    this.counters = new Counters(link.wireCost);
  }

  /** Joins the two ends; called once by {@link createMemoryPair}. */
  connect(peer: MemoryConnection): void {
    this.#peer = peer;
  }

  get state(): 'open' | 'closed' {
    return this.#state;
  }

  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  setHandlers(handlers: ConnectionHandlers): void {
    this.#inbox.setHandlers(handlers);
  }

  send(message: Uint8Array): boolean {
    if (this.#state === 'closed') return false;
    const { random, loss, duplicate } = this.#link;
    this.counters.sent(message.length);
    this.#bufferedBytes += message.length;
    const deliver = (): void => {
      this.#bufferedBytes -= message.length;
      this.#peer.#receive(message);
      this.#drainIfLow();
    };
    if (random() < loss) this.#schedule(() => this.#forget(message.length), message.length);
    else this.#schedule(deliver, message.length);
    if (random() < duplicate) this.#schedule(() => this.#peer.#receive(message), message.length);
    this.#blocked ||= this.#bufferedBytes >= this.#link.highWaterBytes;
    return !this.#blocked;
  }

  close(code = 1000, reason = ''): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    // The close travels behind what was sent before it, as a close frame does.
    this.#schedule(() => this.#peer.#closed(code, reason), 0, true);
    this.#link.clock.schedule(0, () => this.#inbox.close({ code, reason }));
  }

  /** The cable is cut: both ends see an abnormal close, and what was in flight is lost. */
  destroy(error = new Error('the memory connection was destroyed')): void {
    for (const end of [this, this.#peer]) {
      end.#state = 'closed';
      end.#queue = [];
      end.#held = null;
      end.#inbox.close({ code: 1006, reason: '', error });
    }
  }

  /** This end stops reading: what is sent to it stays in the sender's buffer. */
  stall(): void {
    this.#held ??= [];
  }

  /** This end reads again, first what has waited. */
  unstall(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const deliver of held) deliver();
  }

  #schedule(deliver: Delivery, bytes: number, inOrder = false): void {
    const { clock, random, latencyMs, jitterMs, reorder, wireCost, bitsPerSecond } = this.#link;
    const now = clock.nowMs();
    this.#linkFreeMs = Math.max(this.#linkFreeMs, now) + (wireCost(bytes) * 8000) / bitsPerSecond;
    const dueMs = this.#linkFreeMs + latencyMs + jitterMs * random();
    if (!inOrder && random() < reorder) {
      // Overtaken by about one more trip; nothing after it waits for it.
      clock.schedule(dueMs - now + Math.max(1, latencyMs + jitterMs), () => this.#peer.#whenReading(deliver));
      return;
    }
    this.#lastDueMs = Math.max(this.#lastDueMs, dueMs);
    this.#queue.push(deliver);
    // Each timer delivers the head, whichever timer it is: a clock that rounds cannot change the order.
    clock.schedule(this.#lastDueMs - now, () => {
      const head = this.#queue.shift();
      if (head) this.#peer.#whenReading(head);
    });
  }

  #whenReading(deliver: Delivery): void {
    if (this.#held) this.#held.push(deliver);
    else deliver();
  }

  #receive(message: Uint8Array): void {
    if (this.#state === 'closed') return;
    this.counters.received(message.length);
    this.#inbox.message(message);
  }

  #closed(code: number, reason: string): void {
    this.#state = 'closed';
    this.#inbox.close({ code, reason });
  }

  #forget(bytes: number): void {
    this.#bufferedBytes -= bytes;
    this.#drainIfLow();
  }

  #drainIfLow(): void {
    if (!this.#blocked || this.#bufferedBytes > this.#link.highWaterBytes / 2) return;
    this.#blocked = false;
    if (this.#state === 'open') this.#inbox.drain();
  }
}
