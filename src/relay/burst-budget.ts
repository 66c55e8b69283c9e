import type { AddressPeers } from './address-peers.js';
import { AUDIO_BYTES_PER_MS, type RelayLimits } from './limits.js';

/** Bursts of past audio are counted over this time. */
const WINDOW_MS = 60_000;
/** Bursts that an address may have more for each listener that it has: many listeners may share an address. */
export const MORE_BURSTS_PER_LISTENER = 2;
/** The same for their bytes, as audio in ms. */
export const MORE_BURST_MS_PER_LISTENER = 2_600;

interface Spent {
  bursts: number;
  bytes: number;
}

/** Who asks for past audio. */
export interface BurstRequest {
  readonly channel: string;
  /** Null where it is not known: only the channel's bound holds. */
  readonly network: string | null;
  /** Listeners that the network has at present, the asking one included. */
  readonly listeners: number;
}

/**
 * Past audio that listeners are sent when they join: a few bytes ask for much, so that it is bounded by address and by
 * channel in each minute. Who asks for more gets live audio alone. Time is an argument.
 */
export class BurstBudget {
  readonly #limits: RelayLimits;
  readonly #others: AddressPeers | undefined;
  readonly #ofNetwork = new Map<string, Spent>();
  readonly #ofChannel = new Map<string, Spent>();
  #windowEndMs = Number.NEGATIVE_INFINITY;
  #refused = 0;

  /** @param peers processes whose bursts for an address count too */
  constructor(limits: RelayLimits, peers?: { readonly others: AddressPeers | undefined; nowMs(): number }) {
    this.#limits = limits;
    this.#others = peers?.others;
    peers?.others?.listen(({ key, bursts = 0, burstBytes = 0 }) => {
      if (bursts === 0) return;
      this.#renew(peers.nowMs());
      spend(entry(this.#ofNetwork, key), bursts, burstBytes);
    });
  }

  /** Bursts that were refused so far. */
  get refused(): number {
    return this.#refused;
  }

  /** Whether a burst of this size may be sent; it is counted then. */
  take(request: BurstRequest, bytes: number, nowMs: number): boolean {
    const isGranted = this.#take(request, bytes, nowMs);
    if (!isGranted) this.#refused++;
    return isGranted;
  }

  #take({ channel, network, listeners }: BurstRequest, bytes: number, nowMs: number): boolean {
    this.#renew(nowMs);
    const { maxBurstsPerMinute, maxBurstMsPerMinute, maxChannelBurstMsPerMinute } = this.#limits;
    const ofChannel = entry(this.#ofChannel, channel);
    if (ofChannel.bytes + bytes > maxChannelBurstMsPerMinute * AUDIO_BYTES_PER_MS) return false;
    if (network !== null) {
      const ofNetwork = entry(this.#ofNetwork, network);
      if (ofNetwork.bursts >= maxBurstsPerMinute + MORE_BURSTS_PER_LISTENER * listeners) return false;
      const maxMs = maxBurstMsPerMinute + MORE_BURST_MS_PER_LISTENER * listeners;
      if (ofNetwork.bytes + bytes > maxMs * AUDIO_BYTES_PER_MS) return false;
      spend(ofNetwork, 1, bytes);
      this.#others?.tell({ key: network, bursts: 1, burstBytes: bytes });
    }
    spend(ofChannel, 1, bytes);
    return true;
  }

  /** Begins the next minute when this one is over. */
  #renew(nowMs: number): void {
    if (nowMs < this.#windowEndMs) return;
    this.#ofNetwork.clear();
    this.#ofChannel.clear();
    this.#windowEndMs = nowMs + WINDOW_MS;
  }
}

function spend(spent: Spent, bursts: number, bytes: number): void {
  spent.bursts += bursts;
  spent.bytes += bytes;
}

function entry(map: Map<string, Spent>, key: string): Spent {
  const known = map.get(key) ?? { bursts: 0, bytes: 0 };
  map.set(key, known);
  return known;
}
