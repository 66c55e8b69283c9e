import { type AddressPeers, addCount } from './address-peers.js';

/** How many peers of each role an address has. */
export class PeerCounts {
  readonly #counts = { source: new Map<string, number>(), listener: new Map<string, number>() };
  readonly #others: AddressPeers | undefined;

  /** @param others processes whose peers count too */
  constructor(others?: AddressPeers) {
    this.#others = others;
    others?.listen(({ key, sources = 0, listeners = 0 }) => {
      if (sources !== 0) addCount(this.#counts.source, key, sources);
      if (listeners !== 0) addCount(this.#counts.listener, key, listeners);
    });
  }

  of(role: 'source' | 'listener', network: string | null): number {
    return network === null ? 0 : (this.#counts[role].get(network) ?? 0);
  }

  /** One more, or one less. */
  add(role: 'source' | 'listener', network: string | null, change: 1 | -1): void {
    if (network === null) return;
    addCount(this.#counts[role], network, change);
    this.#others?.tell({ key: network, [role === 'source' ? 'sources' : 'listeners']: change });
  }
}
