import { requireNumber } from '../../core/errors.js';
import type { Grant, Permission } from '../../ports/authorizer.js';

/** A {@link Grant} while its connection uses it: until it expires, is withdrawn, or is released. Time is an argument. */
export class Lease {
  readonly #grant: Grant;
  readonly #permissions: ReadonlySet<Permission>;
  readonly #endMs: number;
  readonly #onWithdrawn: () => void;

  /**
   * @param onWithdrawn called at most once, when a grant that was valid here is withdrawn before {@link release}
   * @throws TypeError or RangeError for an answer that is no grant
   */
  constructor(grant: Grant, nowMs: number, onWithdrawn: () => void) {
    this.#grant = grant;
    this.#permissions = new Set(grant.permissions);
    const expiresInMs = grant.expiresInMs ?? Number.POSITIVE_INFINITY;
    this.#endMs = nowMs + requireNumber('grant.expiresInMs', expiresInMs, 0, Number.POSITIVE_INFINITY);
    this.#onWithdrawn = onWithdrawn;
    grant.withdrawal?.addEventListener('abort', onWithdrawn, { once: true });
  }

  allows(permission: Permission): boolean {
    return this.#permissions.has(permission);
  }

  hasExpired(nowMs: number): boolean {
    return nowMs >= this.#endMs;
  }

  get isWithdrawn(): boolean {
    return this.#grant.withdrawal?.aborted ?? false;
  }

  /** The connection has gone: its grant is no longer watched. */
  release(): void {
    this.#grant.withdrawal?.removeEventListener('abort', this.#onWithdrawn);
  }
}
