import type { AbortSignalLike } from '../../../ports/audio.js';
import type { AuthorizationRequest, Grant, Permission } from '../../../ports/authorizer.js';
import type { Holder } from './holder.js';

/** Decides about grants again whenever something changes. */
export interface GrantKeeper {
  /** Why a permission is not given; null where it is. */
  denial(grant: LiveGrant, permission: Permission): Error | null;
  /** Someone depends on the grant from now on. */
  watch(grant: LiveGrant): void;
  /** Nobody does any more. */
  unwatch(grant: LiveGrant): void;
}

const PERMISSIONS: readonly Permission[] = ['publish', 'listen', 'administer'];

/** A grant whose permissions follow the options of the moment, and its own withdrawal: one object per connection. */
export class LiveGrant implements Grant, AbortSignalLike {
  readonly channel: string;
  readonly address: string | undefined;
  readonly foreignOrigin: string | undefined;
  readonly reboundOrigin: string | undefined;
  holder: Holder;
  readonly #keeper: GrantKeeper;
  readonly #wallMs: () => number;
  #used: Permission | null = null;
  #isWithdrawn = false;
  #reason: Error | undefined;
  #onWithdrawn: (() => void) | null = null;

  constructor(
    keeper: GrantKeeper,
    holder: Holder,
    request: Pick<AuthorizationRequest, 'channel' | 'address' | 'foreignOrigin' | 'reboundOrigin'>,
    wallMs: () => number,
  ) {
    this.#keeper = keeper;
    this.holder = holder;
    this.channel = request.channel;
    this.address = request.address;
    this.foreignOrigin = request.foreignOrigin;
    this.reboundOrigin = request.reboundOrigin;
    this.#wallMs = wallMs;
  }

  /** By the wall clock of the moment, which may be set, and runs on while the machine is suspended. */
  get expiresInMs(): number {
    return Math.max(0, this.holder.endMs - this.#wallMs());
  }

  get identity(): string | undefined {
    return this.holder.identity;
  }

  get subject(): string | undefined {
    return this.holder.subject;
  }

  get tokenId(): string | undefined {
    return this.holder.candidate.token;
  }

  get permissions(): readonly Permission[] {
    if (this.#isWithdrawn) return [];
    return PERMISSIONS.filter((permission) => this.#keeper.denial(this, permission) === null);
  }

  get withdrawal(): AbortSignalLike {
    return this;
  }

  /** What the connection does; null before it does anything. */
  get used(): Permission | null {
    return this.#used;
  }

  get aborted(): boolean {
    return this.#isWithdrawn;
  }

  /** Why it was withdrawn, where that is known. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  onUse(permission: Permission): void {
    this.#used = permission;
  }

  denialOf(permission: Permission): Error | undefined {
    return this.#reason ?? this.#keeper.denial(this, permission) ?? undefined;
  }

  /** @param reason for the relay's owner, and for the peer where it is a `PeerRefusal` */
  withdraw(reason?: Error): void {
    if (this.#isWithdrawn) return;
    this.#isWithdrawn = true;
    this.#reason = reason;
    this.#keeper.unwatch(this);
    this.#onWithdrawn?.();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    // May withdraw it, which whoever adds a listener sees in `aborted`: a listener is never called before this returns.
    this.#keeper.watch(this);
    this.#onWithdrawn = listener;
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    if (this.#onWithdrawn !== listener) return;
    this.#onWithdrawn = null;
    this.#keeper.unwatch(this);
  }
}
