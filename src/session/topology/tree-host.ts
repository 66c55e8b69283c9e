import type { Clock } from '../../ports/clock.js';
import type { SessionPeer } from '../peer/session-peer.js';

/** What a {@link Tree} needs of its session. */
export interface TreeHost {
  readonly clock: Clock;
  readonly ownId: string;
  readonly peers: ReadonlyMap<string, SessionPeer>;
  /** The peer at the root: the host, or while it is away the one that stands for it. Null where it is this one. */
  root(): SessionPeer | null;
  /** Whether the relay is to pass on what the root sends to its audience. */
  receiveFrom(root: SessionPeer, isOn: boolean): void;
  /** Whether this peer passes nothing on. */
  isLeaf(peer: SessionPeer): boolean;
  replay(to: SessionPeer, sinceMs: number): void;
  /** The way by which the sound comes is another one. */
  onChanged(): void;
}

/** Bounds of the tree. */
export interface TreeOptions {
  /** Peers that the host sends to itself, 1..49. @default 8 */
  readonly maxDirectPeers?: number;
  /** Peers that each other peer passes sound on to, 1..49. @default 6 */
  readonly maxChildren?: number;
}
