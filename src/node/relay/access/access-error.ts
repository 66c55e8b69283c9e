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
 * holds the credentials; the peer learns only that it is refused.
 */
export class AccessError extends Error {
  override readonly name = 'AccessError';
  readonly failure: AccessFailure;

  constructor(failure: AccessFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}
