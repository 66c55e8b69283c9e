import type { AbortSignalLike } from '../../../ports/audio.js';
import type { AuthorizationRequest, Authorizer, Grant, Permission } from '../../../ports/authorizer.js';
import { type FromWorker, fromWireError, type ToWorker } from './protocol.js';

interface Waiting {
  resolve(grant: Grant): void;
  reject(error: Error): void;
}

/** A worker's authorizer: asks the first process, in which the owner's own is. */
export class RemoteAuthorizer implements Authorizer {
  readonly #send: (message: FromWorker) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #withdrawals = new Map<number, Withdrawal>();
  #lastId = 0;

  constructor(send: (message: FromWorker) => void) {
    this.#send = send;
  }

  authorize(request: AuthorizationRequest): Promise<Grant> {
    const id = ++this.#lastId;
    this.#send({ kind: 'authorize', id, request });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  onGrant({ id, grant, error }: ToWorker & { kind: 'grant' }): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!waiting) return;
    if (!grant) {
      waiting.reject(error ? fromWireError(error) : new Error('the authorizer gave no answer'));
      return;
    }
    const withdrawal = new Withdrawal(() => {
      this.#withdrawals.delete(id);
      this.#send({ kind: 'release', id });
    });
    this.#withdrawals.set(id, withdrawal);
    const { denials, ...known } = grant;
    waiting.resolve({
      ...known,
      withdrawal,
      onUse: (permission: Permission) => this.#send({ kind: 'use', id, permission }),
      denialOf: (permission: Permission) =>
        denials[permission] === undefined ? undefined : new Error(denials[permission]),
    });
  }

  onWithdraw(id: number): void {
    this.#withdrawals.get(id)?.abort();
  }
}

/** Aborts when the grant is withdrawn; knows when its connection no longer watches it. */
class Withdrawal implements AbortSignalLike {
  readonly #onReleased: () => void;
  readonly #listeners = new Set<() => void>();
  aborted = false;

  constructor(onReleased: () => void) {
    this.#onReleased = onReleased;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#onReleased();
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of [...this.#listeners]) listener();
  }
}
