import { CodecError } from '../core/errors.js';
import type { SessionCrypto } from '../ports/session-crypto.js';
import type { PeerCard } from './card.js';
import { isSameBytes } from './crypto/bytes.js';
import { type HostCommitment, isCommitted, isSignedByHost } from './crypto/host-key.js';
import type { OwnIdentity } from './own-identity.js';

/**
 * Which host the session's link was made for, once any peer has shown it: from then on no other peer counts as the host,
 * whatever it states of itself. Unknown in sessions whose host has no key.
 */
export class HostPin {
  readonly #crypto: SessionCrypto;
  readonly #own: OwnIdentity;
  #commitment: HostCommitment | null;

  constructor(crypto: SessionCrypto, own: OwnIdentity) {
    this.#crypto = crypto;
    this.#own = own;
    this.#commitment = own.card.host ?? null;
  }

  /** Null where it is not known. */
  get commitment(): HostCommitment | null {
    return this.#commitment;
  }

  /** The session has another link, made for this host; null where that is not known. */
  set(commitment: HostCommitment | null): void {
    this.#commitment = commitment;
  }

  /** Looks at what a card states of the host. @returns whether the pin is known since now */
  async learn({ host }: PeerCard): Promise<boolean> {
    if (!host || this.#commitment || !(await isCommitted(this.#crypto, this.#own.secret, host))) return false;
    // Another card may have shown it meanwhile.
    const isNew = this.#commitment === null;
    const { publicKey, nonce } = host;
    this.#commitment = { publicKey, nonce };
    return isNew;
  }

  /** Whether the card's peer is the host, or does not say so. */
  async isTrue({ role, host, publicKey }: PeerCard): Promise<boolean> {
    if (role !== 'host' || !this.#commitment) return true;
    if (!host || !isSameBytes(host.publicKey, this.#commitment.publicKey)) return false;
    return isSignedByHost(this.#crypto, this.#own.secret, host, publicKey);
  }
}

/** Why a peer leaves that has entered as the host, and is not the one that the link was made for. */
export const notTheHost = (): CodecError =>
  new CodecError(
    'NOT_ALLOWED',
    'this session was created with a host key, without which the others do not take this peer for its host: join it, or come back with the key',
  );
