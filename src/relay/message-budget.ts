import { CodecError } from '../core/errors.js';
import type { PacketType } from '../core/wire/packet.js';
import type { RelayLimits } from './limits.js';
import { passRateGate, RATE_GATE_FULL } from './rate-gate.js';

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

/** Shortest interval of a relay's pings, whatever its limits state: their answers must be within {@link PACKET_BUDGETS}. */
export const MIN_PING_INTERVAL_MS = 1000 / PACKET_BUDGETS.pong.perSecond;

type Budgeted = keyof typeof PACKET_BUDGETS;

const isBudgeted = (type: PacketType | undefined): type is Budgeted =>
  type !== undefined && Object.hasOwn(PACKET_BUDGETS, type);

/** Counts the messages of one connection, all of them together and each type for itself. */
export class MessageBudget {
  readonly #limits: RelayLimits;
  /** Of all messages, each the state of a rate gate; null for a source, whose audio has a budget of its own. */
  #all: number | null = RATE_GATE_FULL;
  /** Of the packets that a listener sends for as long as it listens: pongs, and reports of what it plays. */
  #pongs: number = RATE_GATE_FULL;
  #controls: number = RATE_GATE_FULL;
  /** Of the other types that have come; null before. */
  #others: { [T in Budgeted]?: number } | null = null;

  constructor(limits: RelayLimits) {
    this.#limits = limits;
  }

  /** The connection is a source's: its audio is counted elsewhere. */
  exemptAudio(): void {
    this.#all = null;
  }

  /** @throws CodecError CHANNEL_LIMIT naming what has come too often */
  count(type: PacketType | undefined, nowMs: number): void {
    if (this.#all !== null) {
      const { maxListenerMessagesPerSecond: most } = this.#limits;
      this.#all = passRateGate(this.#all, most, 2 * most, nowMs) ?? refuse(`too many messages`, most);
    }
    if (!isBudgeted(type)) return;
    const { perSecond, atOnce } = PACKET_BUDGETS[type];
    const state = this.#stateOf(type);
    const next = passRateGate(state, perSecond, atOnce, nowMs) ?? refuse(`too many ${type} packets`, perSecond);
    if (type === 'pong') this.#pongs = next;
    else if (type === 'control') this.#controls = next;
    else {
      this.#others ??= {};
      this.#others[type] = next;
    }
  }

  #stateOf(type: Budgeted): number {
    if (type === 'pong') return this.#pongs;
    return type === 'control' ? this.#controls : (this.#others?.[type] ?? RATE_GATE_FULL);
  }
}

function refuse(what: string, perSecond: number): never {
  throw new CodecError('CHANNEL_LIMIT', `${what}: a connection may send ${perSecond} a second`);
}
