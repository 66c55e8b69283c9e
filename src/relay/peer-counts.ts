/** How many peers of each role an address has. */
export class PeerCounts {
  readonly #counts = { source: new Map<string, number>(), listener: new Map<string, number>() };

  of(role: 'source' | 'listener', network: string | null): number {
    return network === null ? 0 : (this.#counts[role].get(network) ?? 0);
  }

  /** One more, or one less. */
  add(role: 'source' | 'listener', network: string | null, change: 1 | -1): void {
    if (network === null) return;
    const count = this.of(role, network) + change;
    if (count > 0) this.#counts[role].set(network, count);
    else this.#counts[role].delete(network);
  }
}
