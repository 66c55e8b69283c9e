import type { RelayPeer } from '../relay-peer.js';
import type { SubscriberStats } from '../subscribers/subscriber.js';

/** A source or listener as administration lists it; plain JSON. */
export interface ConnectionInfo extends RelayPeer {
  /** Since the connection was accepted. */
  readonly connectedMs: number;
  /** Estimated, with the overhead of the transport. */
  readonly receivedWireBytes: number;
  readonly sentWireBytes: number;
  /** Of a listener: how it is served; null for a source. */
  readonly listener: SubscriberStats | null;
}
