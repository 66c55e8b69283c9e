import type { AddressChange, AddressCount, AddressPeers } from '../../../relay/address-peers.js';
import type { FromWorker } from './protocol.js';

/**
 * A worker's way to the others, through the first process. What changes in one turn of the event loop is one message, with
 * an entry for each address; what comes while the worker starts is kept for whoever listens later.
 */
export class RemoteAddresses implements AddressPeers {
  readonly #send: (message: FromWorker) => void;
  readonly #later: (call: () => void) => unknown;
  readonly #listeners: ((change: AddressChange) => void)[] = [];
  /** What came while this process starts; null from then on. */
  #early: AddressChange[] | null = [];
  #unsent = new Map<string, { readonly key: string } & { [Name in AddressCount]?: number }>();

  /** @param later calls a function when this turn of the event loop is over */
  constructor(send: (message: FromWorker) => void, later: (call: () => void) => unknown = setImmediate) {
    this.#send = send;
    this.#later = later;
  }

  tell({ key, ...counts }: AddressChange): void {
    const isFirst = this.#unsent.size === 0;
    const sum = this.#unsent.get(key) ?? { key };
    this.#unsent.set(key, sum);
    for (const [name, count] of Object.entries(counts) as [AddressCount, number][])
      sum[name] = (sum[name] ?? 0) + count;
    if (isFirst) this.#later(() => this.#flush());
  }

  listen(apply: (change: AddressChange) => void): void {
    this.#listeners.push(apply);
    this.#early?.forEach(apply);
  }

  /** The others have sent what has changed there. */
  onChanges(changes: readonly AddressChange[]): void {
    this.#early?.push(...changes);
    for (const change of changes) for (const apply of this.#listeners) apply(change);
  }

  /** Everybody listens: what came before is needed no more. */
  endStart(): void {
    this.#early = null;
  }

  #flush(): void {
    const changes = [...this.#unsent.values()];
    this.#unsent = new Map();
    this.#send({ kind: 'addresses', changes });
  }
}
