import { requireNumber } from '../../core/errors.js';
import type { Grant, Permission } from '../../ports/authorizer.js';
import { peerRefusalOf } from '../refusal.js';

/** A {@link Grant} while its connection uses it: until it expires, is withdrawn, or is released. Time is an argument. */
export class Lease {
  readonly #grant: Grant;
  readonly #endMs: number;
  readonly #onWithdrawn: () => void;

  /**
   * @param onWithdrawn called at most once, when a grant that was valid here is withdrawn before {@link release}
   * @throws TypeError or RangeError for an answer that is no grant
   */
  constructor(grant: Grant, nowMs: number, onWithdrawn: () => void) {
    this.#grant = grant;
    const expiresInMs = grant.expiresInMs ?? Number.POSITIVE_INFINITY;
    this.#endMs = nowMs + requireNumber('grant.expiresInMs', expiresInMs, 0, Number.POSITIVE_INFINITY);
    if (!Array.isArray(grant.permissions)) throw new TypeError('grant.permissions must be a list of permissions');
    this.#onWithdrawn = onWithdrawn;
    grant.withdrawal?.addEventListener('abort', onWithdrawn, { once: true });
  }

  /** Who holds it, where the authorizer knows. */
  get identity(): string | undefined {
    return this.#grant.identity;
  }

  /** Who was granted it, where the authorizer has stated that. */
  get subject(): string | undefined {
    return this.#grant.subject;
  }

  allows(permission: Permission): boolean {
    return this.#grant.permissions.includes(permission);
  }

  /** The connection uses the permission from here on; false where it has none. */
  use(permission: Permission): boolean {
    if (!this.allows(permission)) return false;
    this.#grant.onUse?.(permission);
    return true;
  }

  /** Why it does not allow the permission, where the authorizer knows; not for the peer. */
  denialOf(permission: Permission): Error | undefined {
    return this.#grant.denialOf?.(permission);
  }

  /** By the time that has passed since the grant was given, or because the grant itself states that it is over. */
  hasExpired(nowMs: number): boolean {
    return nowMs >= this.#endMs || this.#grant.expiresInMs === 0;
  }

  get isWithdrawn(): boolean {
    return this.#grant.withdrawal?.aborted ?? false;
  }

  /** Why it was withdrawn, where the authorizer states that for the peer. */
  get withdrawalCause(): unknown {
    const reason = this.#grant.withdrawal?.reason;
    return peerRefusalOf(reason).peerMessage === undefined ? undefined : reason;
  }

  /** The connection has gone: its grant is no longer watched. */
  release(): void {
    this.#grant.withdrawal?.removeEventListener('abort', this.#onWithdrawn);
  }
}
