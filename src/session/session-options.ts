import type { Clock } from '../ports/clock.js';
import type { SessionCrypto } from '../ports/session-crypto.js';
import type { Connection } from '../ports/transport.js';
import type { SframeSuite } from './crypto/sframe.js';
import type { DirectConnector } from './peer/direct-paths.js';
import type { SessionLink } from './session-link.js';
import type { TreeOptions } from './topology/tree-host.js';

/** What a session is made of; adapters and tests bring the parts that depend on the runtime. */
export interface SessionParts {
  /** Times everything. */
  readonly clock: Clock;
  /** Encrypts and authenticates. */
  readonly crypto: SessionCrypto;
  /** Makes a connection to the room at this URL, `ws://…/rooms/ID`. */
  readonly connect: (url: string) => Promise<Connection>;
  /**
   * Makes direct connections, for a relay with this STUN server (`stun:HOST:PORT`, null for none). Null where there are
   * none: everything goes over the relay, encrypted.
   */
  readonly directConnector: (stunUrl: string | null) => DirectConnector | null;
  /** In [0, 1), for waits. @default Math.random */
  readonly random?: () => number;
}

/** As whom, and how, one takes part in a session. */
export interface SessionNodeOptions {
  /** Relay and secret. */
  readonly link: SessionLink;
  /** 1 to 64 characters. */
  readonly name: string;
  /** Whether this peer's sound is played: it creates the session. */
  readonly isHost: boolean;
  /** By which a host proves that the link was made for it: see `createHostKey`. @default it cannot prove that */
  readonly hostKey?: string;
  /** Whether this peer passes no sound on to others. @default false, while its link is good */
  readonly isLeaf?: boolean;
  /** How messages are protected that cross the relay or another peer. @default 'ctr-hmac-64' */
  readonly suite?: SframeSuite;
  /** Bounds of the tree; those of the host count. */
  readonly tree?: TreeOptions;
}

/** What was refused so far, each kind by itself; none of it was heard. */
export interface RefusedCounts {
  /** No message of a session at all. */
  malformed: number;
  /** Protected with a key that nobody here has: of a peer that has left, for instance. */
  unknownKey: number;
  /** Came a second time, or too late. */
  replayed: number;
  /** Changed on the way, or protected with a wrong key. */
  tampered: number;
  /** Of nobody in this session. */
  foreign: number;
  /** Cards and keys that no one with the link has made, or that contradict themselves. */
  identities: number;
}

/** Nothing was refused yet. */
export const noneRefused = (): RefusedCounts => ({
  malformed: 0,
  unknownKey: 0,
  replayed: 0,
  tampered: 0,
  foreign: 0,
  identities: 0,
});
