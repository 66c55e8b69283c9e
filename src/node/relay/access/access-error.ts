import type { PeerRefusal } from '../../../ports/authorizer.js';

/** Why credentials are not accepted; for the relay's owner, in logs and counters. */
export type AccessFailure =
  | 'banned'
  | 'malformed'
  | 'unknown-key'
  | 'algorithm'
  | 'signature'
  | 'expired'
  | 'not-yet-valid'
  | 'claims'
  | 'wrong-key'
  | 'origin'
  | 'hook'
  | 'not-granted';

/**
 * Credentials that are not accepted, or a permission that is not granted. The message is for the relay's owner and never
 * holds the credentials; the peer learns that it is refused, and why only where `peerMessage` states that.
 */
export class AccessError extends Error implements PeerRefusal {
  override readonly name = 'AccessError';
  readonly failure: AccessFailure;
  readonly peerMessage?: string;
  readonly needsToken?: boolean;
  readonly retryAfterMs?: number;

  /** @param forPeer what the peer is told @default that it is not allowed */
  constructor(failure: AccessFailure, message: string, forPeer: PeerRefusal = {}) {
    super(message);
    this.failure = failure;
    Object.assign(this, forPeer);
  }
}
