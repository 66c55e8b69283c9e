import type { Clock } from '../../ports/clock.js';
import type { SessionCrypto } from '../../ports/session-crypto.js';
import type { ControlMessage, PeerPath } from '../peer-link.js';
import type { DirectConnector } from './direct-paths.js';

/** What a `SessionPeer` needs of its session. */
export interface PeerHost<Peer> {
  readonly clock: Clock;
  readonly crypto: SessionCrypto;
  readonly ownId: string;
  /** Null where there are no direct connections. */
  connector(): DirectConnector | null;
  /** Has the relay pass a frame on to a seat; false where it cannot be reached. */
  passOn(seat: number, frame: Uint8Array): boolean;
  signal(seat: number, data: string): void;
  /** How the sound of this peer comes, where there is no direct path. */
  indirectPath(peer: Peer): PeerPath;
  /** A protected or plain message of a stream, as it came. The frame is a view. */
  onMedia(frame: Uint8Array, via: Peer, isDirect: boolean): void;
  onControl(peer: Peer, message: ControlMessage): void;
  onStreamMessage(peer: Peer, stream: number, message: Uint8Array): void;
  /** A direct path stands, or stands no more, or could not be made. */
  onDirect(peer: Peer, event: 'open' | 'lost' | 'failed'): void;
  onRefused(why: 'malformed' | 'tampered'): void;
}
