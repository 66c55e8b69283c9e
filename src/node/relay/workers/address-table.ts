import type { AddressChange } from '../access/address-limits.js';
import type { ToWorker } from './protocol.js';

/** A worker, as far as addresses are concerned. */
interface Worker {
  send(message: ToWorker): void;
}

/** Connections of addresses at each worker, in the first process: each worker knows what the others have together. */
export class AddressTable {
  readonly #ofWorker = new Map<Worker, Map<string, number>>();

  /** A worker is ready for what the others have. */
  add(worker: Worker): void {
    const changes = [...this.#ofWorker.values()].flatMap((counts) => changesOf(counts, 1));
    this.#ofWorker.set(worker, new Map());
    if (changes.length > 0) worker.send({ kind: 'addresses', changes });
  }

  /** Something has changed at a worker. */
  change(worker: Worker, change: AddressChange): void {
    const counts = this.#ofWorker.get(worker);
    if (!counts) return;
    const connections = (counts.get(change.key) ?? 0) + change.connections;
    if (connections > 0) counts.set(change.key, connections);
    else counts.delete(change.key);
    this.#tellOthers(worker, [change]);
  }

  /** A worker has ended, and its connections with it. */
  remove(worker: Worker): void {
    const counts = this.#ofWorker.get(worker);
    this.#ofWorker.delete(worker);
    if (counts && counts.size > 0) this.#tellOthers(worker, changesOf(counts, -1));
  }

  #tellOthers(worker: Worker, changes: readonly AddressChange[]): void {
    for (const other of this.#ofWorker.keys()) if (other !== worker) other.send({ kind: 'addresses', changes });
  }
}

const changesOf = (counts: ReadonlyMap<string, number>, sign: 1 | -1): AddressChange[] =>
  [...counts].map(([key, connections]) => ({ key, connections: sign * connections, attempts: 0 }));
