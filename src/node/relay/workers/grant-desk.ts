import type { Authorizer, Grant, Permission } from '../../../ports/authorizer.js';
import { type FromWorker, type GrantSnapshot, type ToWorker, toWireError } from './protocol.js';

const PERMISSIONS: readonly Permission[] = ['publish', 'listen', 'administer'];

/** Answers one worker's requests for grants by the owner's authorizer, and tells it when one is withdrawn. */
export class GrantDesk {
  readonly #authorizer: Authorizer;
  readonly #send: (message: ToWorker) => void;
  readonly #grants = new Map<number, { readonly grant: Grant; readonly onAbort: () => void }>();

  constructor(authorizer: Authorizer, send: (message: ToWorker) => void) {
    this.#authorizer = authorizer;
    this.#send = send;
  }

  async authorize({ id, request }: FromWorker & { kind: 'authorize' }): Promise<void> {
    try {
      const grant = await this.#authorizer.authorize(request);
      const onAbort = (): void => {
        const reason: unknown = grant.withdrawal?.reason;
        this.#send({ kind: 'withdraw', id, ...(reason instanceof Error && { reason: toWireError(reason) }) });
      };
      this.#grants.set(id, { grant, onAbort });
      grant.withdrawal?.addEventListener('abort', onAbort, { once: true });
      this.#send({ kind: 'grant', id, grant: snapshotOf(grant) });
      if (grant.withdrawal?.aborted) onAbort();
    } catch (error) {
      this.#send({ kind: 'grant', id, error: toWireError(error) });
    }
  }

  use(id: number, permission: Permission): void {
    this.#grants.get(id)?.grant.onUse?.(permission);
  }

  release(id: number): void {
    const held = this.#grants.get(id);
    this.#grants.delete(id);
    held?.grant.withdrawal?.removeEventListener('abort', held.onAbort);
  }

  /** The worker has gone. */
  close(): void {
    for (const id of [...this.#grants.keys()]) this.release(id);
  }
}

function snapshotOf(grant: Grant): GrantSnapshot {
  const denied = PERMISSIONS.flatMap((permission) => {
    const cause = grant.denialOf?.(permission);
    return cause ? [[permission, toWireError(cause)] as const] : [];
  });
  return {
    permissions: [...grant.permissions],
    subject: grant.subject,
    identity: grant.identity,
    tokenId: grant.tokenId,
    ...(grant.expiresInMs !== undefined && Number.isFinite(grant.expiresInMs) && { expiresInMs: grant.expiresInMs }),
    denials: Object.fromEntries(denied),
  };
}
