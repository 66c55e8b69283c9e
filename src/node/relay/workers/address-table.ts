import { type AddressChange, addCount, LASTING_COUNTS } from '../../../relay/address-peers.js';
import type { ToWorker } from './protocol.js';

/** A worker, as far as addresses are concerned. */
interface Worker {
  send(message: ToWorker): void;
}

type Counts = Readonly<Record<(typeof LASTING_COUNTS)[number], Map<string, number>>>;

/** Peers of addresses at each worker, in the first process: each worker knows what the others have together. */
export class AddressTable {
  readonly #ofWorker = new Map<Worker, Counts>();

  /** A worker is ready for what the others have. */
  add(worker: Worker): void {
    const changes = [...this.#ofWorker.values()].flatMap((counts) => changesOf(counts, 1));
    this.#ofWorker.set(worker, { connections: new Map(), sources: new Map(), listeners: new Map() });
    if (changes.length > 0) worker.send({ kind: 'addresses', changes });
  }

  /** Something has changed at a worker. */
  change(worker: Worker, changes: readonly AddressChange[]): void {
    const counts = this.#ofWorker.get(worker);
    if (!counts) return;
    for (const change of changes)
      for (const name of LASTING_COUNTS) addCount(counts[name], change.key, change[name] ?? 0);
    this.#tellOthers(worker, changes);
  }

  /** A worker has ended, and its connections with it. */
  remove(worker: Worker): void {
    const counts = this.#ofWorker.get(worker);
    this.#ofWorker.delete(worker);
    const changes = counts ? changesOf(counts, -1) : [];
    if (changes.length > 0) this.#tellOthers(worker, changes);
  }

  #tellOthers(worker: Worker, changes: readonly AddressChange[]): void {
    for (const other of this.#ofWorker.keys()) if (other !== worker) other.send({ kind: 'addresses', changes });
  }
}

const changesOf = (counts: Counts, sign: 1 | -1): AddressChange[] =>
  LASTING_COUNTS.flatMap((name) => [...counts[name]].map(([key, count]) => ({ key, [name]: sign * count })));
