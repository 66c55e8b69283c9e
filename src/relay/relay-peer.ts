import type { PeerIdentity } from '../ports/authorizer.js';

/** A connection that the relay has taken as a source or a listener. */
export interface RelayPeer extends Pick<PeerIdentity, 'address'> {
  readonly channel: string;
  readonly role: 'source' | 'listener';
}
