import type { AddressChange, AddressPeers } from '../access/address-limits.js';
import type { FromWorker } from './protocol.js';

/** A worker's way to the others, through the first process: what comes before somebody listens waits. */
export class RemoteAddresses implements AddressPeers {
  readonly #send: (message: FromWorker) => void;
  #early: AddressChange[] = [];
  #apply: ((change: AddressChange) => void) | null = null;

  constructor(send: (message: FromWorker) => void) {
    this.#send = send;
  }

  tell(change: AddressChange): void {
    this.#send({ kind: 'address', change });
  }

  listen(apply: (change: AddressChange) => void): void {
    this.#apply = apply;
    for (const change of this.#early.splice(0)) apply(change);
  }

  /** The others have sent what has changed there. */
  onChanges(changes: readonly AddressChange[]): void {
    if (this.#apply) changes.forEach(this.#apply);
    else this.#early.push(...changes);
  }
}
