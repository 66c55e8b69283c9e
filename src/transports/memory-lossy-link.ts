import { requireInteger, requireNumber } from '../core/errors.js';
import { type OptionKinds, requireOneOf, requireOptions, SHAPES } from '../core/options.js';
import { seededRandom } from '../core/random.js';
import type { Clock } from '../ports/clock.js';
import type { LossyDirection, LossyLink, LossyLinkHandlers } from '../ports/lossy-link.js';
import type { WireCost } from './counters.js';
import { type LossModel, randomLoss } from './loss-model.js';
import { LossyCounters } from './lossy-counters.js';
import { LossyInbox } from './lossy-inbox.js';
import { MAX_UDP_MESSAGE_BYTES, udpWireCost } from './udp-cost.js';

/** The path that {@link createLossyPair} simulates: without any option an ideal one. Times up to 3600000 ms. */
export interface LossyMemoryOptions {
  /** Deliveries are scheduled on it: a fake clock makes the path deterministic. */
  readonly clock: Clock;
  /** Of the random numbers behind loss, jitter and duplicate. @default 1 */
  readonly seed?: number;
  /** Time from send to delivery. @default 0 */
  readonly latencyMs?: number;
  /** Random extra time of each message by itself, 0..jitterMs: later messages overtake earlier ones. @default 0 */
  readonly jitterMs?: number;
  /** Share of messages that vanish, 0..1, or a model that is asked for each message of the first end. @default 0 */
  readonly loss?: number | LossModel;
  /** The same for what the second end sends. @default `loss` where that is a number, otherwise 0 */
  readonly lossBack?: number | LossModel;
  /** Share of messages that arrive twice, 0..1. @default 0 */
  readonly duplicate?: number;
  /** Longest message, 64..65507. @default 1200 */
  readonly maxMessageBytes?: number;
  /** Estimated bytes on the wire of a message. @default those of a UDP datagram over IPv4 */
  readonly wireCost?: WireCost;
  /** Rate of the link in bits on the wire per second, each way; messages beyond it wait. @default Infinity */
  readonly bitsPerSecond?: number;
  /** Bytes that may wait for such a link; a message beyond them is dropped. @default 16384 */
  readonly maxBufferedBytes?: number;
  /** Which way messages travel, as the first end sees it. @default both */
  readonly direction?: LossyDirection;
}

const KINDS: OptionKinds<LossyMemoryOptions> = {
  clock: SHAPES.clock,
  seed: 'any',
  latencyMs: 'any',
  jitterMs: 'any',
  loss: 'any',
  lossBack: 'any',
  duplicate: 'any',
  maxMessageBytes: 'any',
  wireCost: 'function',
  bitsPerSecond: 'any',
  maxBufferedBytes: 'any',
  direction: 'string',
};

interface Path {
  readonly clock: Clock;
  readonly random: () => number;
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly duplicate: number;
  readonly maxMessageBytes: number;
  readonly wireCost: WireCost;
  readonly bitsPerSecond: number;
  readonly maxBufferedBytes: number;
}

const OPPOSITE: Readonly<Record<LossyDirection, LossyDirection>> = { both: 'both', send: 'receive', receive: 'send' };

/**
 * Two ends of a simulated lossy path: what one sends the other receives, if it is not lost. Messages are passed by
 * reference.
 * @throws TypeError, RangeError naming a wrong option.
 */
export function createLossyPair(options: LossyMemoryOptions): readonly [MemoryLossyLink, MemoryLossyLink] {
  requireOptions('', options, KINDS, ['clock']);
  const { seed = 1, loss = 0, direction = 'both' } = options;
  requireOneOf('direction', direction, Object.keys(OPPOSITE));
  const { lossBack = typeof loss === 'number' ? loss : 0 } = options;
  const path: Path = {
    clock: options.clock,
    random: seededRandom(seed),
    latencyMs: requireNumber('latencyMs', options.latencyMs ?? 0, 0, 3_600_000),
    jitterMs: requireNumber('jitterMs', options.jitterMs ?? 0, 0, 3_600_000),
    duplicate: requireNumber('duplicate', options.duplicate ?? 0, 0, 1),
    maxMessageBytes: requireInteger(
      'maxMessageBytes',
      options.maxMessageBytes ?? MAX_UDP_MESSAGE_BYTES.default,
      MAX_UDP_MESSAGE_BYTES.min,
      MAX_UDP_MESSAGE_BYTES.max,
    ),
    wireCost: options.wireCost ?? udpWireCost,
    bitsPerSecond: requireNumber(
      'bitsPerSecond',
      options.bitsPerSecond ?? Number.POSITIVE_INFINITY,
      1,
      Number.POSITIVE_INFINITY,
    ),
    maxBufferedBytes: requireNumber('maxBufferedBytes', options.maxBufferedBytes ?? 16_384, 1, 2 ** 31),
  };
  const model = (name: string, value: number | LossModel, modelSeed: number): LossModel =>
    typeof value === 'function' ? value : randomLoss(requireNumber(name, value, 0, 1), modelSeed);
  const a = new MemoryLossyLink(path, direction, model('loss', loss, seed + 1));
  const b = new MemoryLossyLink(path, OPPOSITE[direction], model('lossBack', lossBack, seed + 2));
  a.connect(b);
  b.connect(a);
  return [a, b];
}

/** One end of a pair; made by {@link createLossyPair} only. */
export class MemoryLossyLink implements LossyLink {
  readonly direction: LossyDirection;
  readonly counters: LossyCounters;
  readonly #inbox = new LossyInbox();
  readonly #path: Path;
  readonly #isLost: LossModel;
  #peer!: MemoryLossyLink;
  #state: 'open' | 'closed' = 'open';
  #bufferedBytes = 0;
  #linkFreeMs = 0;

  constructor(path: Path, direction: LossyDirection, isLost: LossModel) {
    this.#path = path;
    this.#isLost = isLost;
    this.direction = direction;
    this.counters = new LossyCounters(path.wireCost);
  }

  /** Joins the two ends; called once by {@link createLossyPair}. */
  connect(peer: MemoryLossyLink): void {
    this.#peer = peer;
  }

  get state(): 'open' | 'closed' {
    return this.#state;
  }

  get maxMessageBytes(): number {
    return this.#path.maxMessageBytes;
  }

  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  setHandlers(handlers: LossyLinkHandlers): void {
    this.#inbox.setHandlers(handlers);
  }

  send(message: Uint8Array): boolean {
    const { clock, random, wireCost, bitsPerSecond, latencyMs, jitterMs, duplicate } = this.#path;
    const { length } = message;
    if (this.#state === 'closed' || this.direction === 'receive') return this.counters.dropped();
    if (length === 0 || length > this.maxMessageBytes) return this.counters.dropped();
    if (this.#bufferedBytes + length > this.#path.maxBufferedBytes) return this.counters.dropped();
    this.counters.sent(length);
    const now = clock.nowMs();
    this.#linkFreeMs = Math.max(this.#linkFreeMs, now) + (wireCost(length) * 8000) / bitsPerSecond;
    const waitMs = this.#linkFreeMs - now;
    if (waitMs > 0) {
      this.#bufferedBytes += length;
      clock.schedule(waitMs, () => {
        this.#bufferedBytes -= length;
      });
    }
    const deliver = (): void => {
      clock.schedule(waitMs + latencyMs + jitterMs * random(), () => this.#peer.#receive(message));
    };
    if (!this.#isLost()) deliver();
    if (random() < duplicate) deliver();
    return true;
  }

  close(reason = ''): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    const { clock, latencyMs } = this.#path;
    clock.schedule(0, () => this.#inbox.close({ reason }));
    clock.schedule(latencyMs, () => this.#peer.#closed(reason));
  }

  /** The path is cut: both ends close with an error, and what was in flight is lost. */
  destroy(error = new Error('the memory link was destroyed')): void {
    for (const end of [this, this.#peer]) {
      end.#state = 'closed';
      end.#inbox.close({ reason: '', error });
    }
  }

  #receive(message: Uint8Array): void {
    if (this.#state === 'closed') return;
    this.counters.received(message.length);
    this.#inbox.message(message);
  }

  #closed(reason: string): void {
    this.#state = 'closed';
    this.#inbox.close({ reason });
  }
}
