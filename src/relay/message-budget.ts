import { CodecError } from '../core/errors.js';
import type { PacketType } from '../core/wire/packet.js';
import type { RelayLimits } from './limits.js';
import { TokenBucket } from './token-bucket.js';

/**
 * Packets beside audio and silence: how many a second a connection may send, and how many at once. Peers of this project
 * ping every 5 s, answer one ping a second at most, and change planes or title when somebody presses a key.
 */
export const PACKET_BUDGETS = {
  ping: { perSecond: 20, atOnce: 40 },
  pong: { perSecond: 4, atOnce: 12 },
  control: { perSecond: 4, atOnce: 12 },
  metadata: { perSecond: 2, atOnce: 12 },
  end: { perSecond: 2, atOnce: 12 },
} as const satisfies Partial<Record<PacketType, { perSecond: number; atOnce: number }>>;

type Budgeted = keyof typeof PACKET_BUDGETS;

const isBudgeted = (type: PacketType | undefined): type is Budgeted =>
  type !== undefined && Object.hasOwn(PACKET_BUDGETS, type);

/** Counts the messages of one connection, all of them together and each type for itself. */
export class MessageBudget {
  readonly #limits: RelayLimits;
  /** Null for a source, whose audio has a budget of its own. */
  #all: TokenBucket | null;
  readonly #ofType: { [T in Budgeted]?: TokenBucket } = {};

  constructor(limits: RelayLimits, nowMs: number) {
    this.#limits = limits;
    const perSecond = limits.maxListenerMessagesPerSecond;
    this.#all = new TokenBucket(perSecond, 2 * perSecond, nowMs);
  }

  /** The connection is a source's: its audio is counted elsewhere. */
  exemptAudio(): void {
    this.#all = null;
  }

  /** @throws CodecError CHANNEL_LIMIT naming what has come too often */
  count(type: PacketType | undefined, nowMs: number): void {
    if (this.#all && !this.#all.take(1, nowMs))
      throw new CodecError(
        'CHANNEL_LIMIT',
        `too many messages: a connection may send ${this.#limits.maxListenerMessagesPerSecond} a second`,
      );
    if (!isBudgeted(type)) return;
    const { perSecond, atOnce } = PACKET_BUDGETS[type];
    this.#ofType[type] ??= new TokenBucket(perSecond, atOnce, nowMs);
    if (!this.#ofType[type].take(1, nowMs))
      throw new CodecError('CHANNEL_LIMIT', `too many ${type} packets: a connection may send ${perSecond} a second`);
  }
}
