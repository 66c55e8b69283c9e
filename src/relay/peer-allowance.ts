import { CodecError } from '../core/errors.js';
import type { BurstBudget } from './burst-budget.js';
import type { Channel } from './channel/channel.js';
import type { RelayLimits } from './limits.js';
import type { PeerCounts } from './peer-counts.js';
import type { SubscriberRequest } from './subscribers/subscriber.js';

/** What the connections of one relay are counted by. */
export interface SharedCounts {
  /** Of these: sources of an address. */
  readonly limits: RelayLimits;
  readonly bursts: BurstBudget;
  readonly counts: PeerCounts;
}

/** What one connection may have of what its address may have. */
export class PeerAllowance {
  readonly #network: string | null;
  readonly #shared: SharedCounts;
  #role: 'source' | 'listener' | null = null;

  /** @param network what limits of addresses count by; null where it is not known: then they do not hold */
  constructor(network: string | null, shared: SharedCounts) {
    this.#network = network;
    this.#shared = shared;
  }

  /** The connection takes a role. @throws CodecError CHANNEL_LIMIT when its address has too many sources */
  enter(role: 'source' | 'listener'): void {
    const { counts, limits } = this.#shared;
    if (role === 'source' && counts.of(role, this.#network) >= limits.maxSourcesPerAddress)
      throw new CodecError('CHANNEL_LIMIT', `an address may have ${limits.maxSourcesPerAddress} sources`);
    this.#role = role;
    counts.add(role, this.#network, 1);
  }

  /** The connection has gone. */
  leave(): void {
    if (this.#role) this.#shared.counts.add(this.#role, this.#network, -1);
    this.#role = null;
  }

  /** Whether the past audio that a listener asks for is more than its address or the channel may have now. */
  isBurstRefused(hello: SubscriberRequest, channel: Channel, nowMs: number): boolean {
    const { counts, bursts } = this.#shared;
    const bytes = channel.burstBytes(hello);
    if (bytes === 0) return false;
    const listeners = counts.of('listener', this.#network);
    return !bursts.take({ channel: channel.name, network: this.#network, listeners }, bytes, nowMs);
  }
}
