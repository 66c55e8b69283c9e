import { CodecError } from '../../../core/errors.js';
import type { AbortSignalLike } from '../../../ports/audio.js';
import type { AuthorizationRequest, Authorizer, Grant, Permission } from '../../../ports/authorizer.js';
import { ANSWER_TIMEOUT_MS, type FromWorker, fromWireError, type ToWorker } from './protocol.js';

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
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new CodecError('CHANNEL_LIMIT', 'the process that decides who may connect does not answer'));
      }, ANSWER_TIMEOUT_MS);
      timer.unref();
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          settle(value);
        };
      this.#waiting.set(id, { resolve: settled(resolve), reject: settled(reject) });
    });
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
    const { denials, expiresInMs = Number.POSITIVE_INFINITY, ...known } = grant;
    const endMs = Date.now() + expiresInMs;
    waiting.resolve({
      ...known,
      get expiresInMs() {
        return Math.max(0, endMs - Date.now());
      },
      withdrawal,
      onUse: (permission: Permission) => this.#send({ kind: 'use', id, permission }),
      denialOf: (permission: Permission) => {
        const denial = denials[permission];
        return denial && fromWireError(denial);
      },
    });
  }

  onWithdraw({ id, reason }: ToWorker & { kind: 'withdraw' }): void {
    this.#withdrawals.get(id)?.abort(reason && fromWireError(reason));
  }
}

/** Aborts when the grant is withdrawn; knows when its connection no longer watches it. */
class Withdrawal implements AbortSignalLike {
  readonly #onReleased: () => void;
  readonly #listeners = new Set<() => void>();
  aborted = false;
  reason: Error | undefined;

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

  abort(reason: Error | undefined): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const listener of [...this.#listeners]) listener();
  }
}
