import type { PeerIdentity } from '../ports/authorizer.js';

/** A connection that the relay has taken as a source or a listener. */
export interface RelayPeer extends Pick<PeerIdentity, 'address'> {
  /** Number of the connection, from 1, never used twice while the relay runs. */
  readonly id: number;
  readonly channel: string;
  readonly role: 'source' | 'listener';
  /** Who was granted it, where the authorizer has stated that. */
  readonly subject?: string;
}

/** A connection that was taken. */
export const peerOf = (
  id: number,
  channel: string,
  role: RelayPeer['role'],
  address: string | undefined,
  subject: string | undefined,
): RelayPeer => ({
  id,
  channel,
  role,
  ...(address !== undefined && { address }),
  ...(subject !== undefined && { subject }),
});
