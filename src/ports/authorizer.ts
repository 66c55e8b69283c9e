import type { AbortSignalLike } from './audio.js';

/**
 * Decides what a connection may do on a channel: by a token, a static key, its address, or a service that is asked. The
 * relay calls it once for each connection, before it reads anything that the peer sends.
 *
 * Implemented by `relay/auth/open-authorizer.ts`, which allows everything.
 */
export interface Authorizer {
  /**
   * Answers at once or later. No answer within `helloTimeoutMs` closes the connection. What it throws or rejects with
   * refuses the connection and is reported to the relay's owner; the peer is told that it is refused, and why only where
   * the error is a {@link PeerRefusal}. A `CodecError` CHANNEL_LIMIT is passed on to the peer, which may try again later.
   */
  authorize(request: AuthorizationRequest): Grant | PromiseLike<Grant>;
}

/** What an authorizer's error may state for the peer; without it the peer is told that it is not allowed. */
export interface PeerRefusal {
  /** Why it is refused: a sentence that may be known to anybody who is refused for this reason. */
  readonly peerMessage?: string;
  /** Whether another key or token may be let in. @default true, unless the peer may try again */
  readonly needsToken?: boolean;
  /** Nothing is wrong with the peer, which may try again after this, in ms. @default it is refused for good */
  readonly retryAfterMs?: number;
}

/** What is known of a peer before it has sent anything. */
export interface PeerIdentity {
  /** Token or key as the peer has presented it, unchecked; absent where it presented none. */
  readonly credentials?: string;
  /** Network address of the peer, without port, as the transport knows it. */
  readonly address?: string;
  /** What limits of addresses count by where it is more than the address, such as an IPv6 /64. @default the address */
  readonly network?: string;
  /**
   * Origin of the web page that has opened the connection, where it is another origin than the relay's own, such as
   * `https://radio.example`; absent for the relay's own pages and for programs that are no browser. A browser states it
   * truly, a program may state anything.
   */
  readonly foreignOrigin?: string;
  /**
   * Origin of the web page that has opened the connection, where it has reached this machine's loopback under a name that
   * is none of its own: another site may have pointed its name at it (DNS rebinding).
   */
  readonly reboundOrigin?: string;
}

/** A connection that wants to use a channel. Whether it publishes or listens is known only from its hello, later. */
export interface AuthorizationRequest extends PeerIdentity {
  /** A valid channel name; `*` for the request of an administrator that concerns the whole relay. */
  readonly channel: string;
  /** What the connection is about to be, where that is known already; absent for a WebSocket, whose hello states it later. */
  readonly role?: 'source' | 'listener';
}

/** `publish`: be the channel's source; `listen`: receive its stream; `administer`: read and change more than its own. */
export type Permission = 'publish' | 'listen' | 'administer';

/** What a connection may do, and for how long. */
export interface Grant {
  /** Who was granted it, for the owner's log: the name of a key, the subject of a token. Never the token itself. */
  readonly subject?: string | undefined;
  /**
   * Nothing else is allowed; with an empty list the connection is refused when its hello comes. Read again whenever a
   * permission is needed, so that an authorizer may change it.
   */
  readonly permissions: readonly Permission[];
  /**
   * The connection is closed this long after the grant was given, in ms from 0. Read again while it lasts, so that an
   * authorizer may state by its own clock that it is over: 0. @default Infinity
   */
  readonly expiresInMs?: number;
  /** Aborts when the grant is withdrawn: the connection is closed at once. Its reason may be a {@link PeerRefusal}. */
  readonly withdrawal?: AbortSignalLike;
  /**
   * Tells holders apart: the same text for every connection of the same holder, and of no other; absent where nobody in
   * particular has presented anything.
   */
  readonly identity?: string | undefined;
  /** Id of the token that was presented, where it has one: bans may name it. */
  readonly tokenId?: string | undefined;
  /** Called when the connection begins to use a permission that it has, so that the authorizer knows what it depends on. */
  readonly onUse?: (permission: Permission) => void;
  /**
   * Why a permission is not among them, for the relay's owner; the peer is told it only where it is a {@link PeerRefusal}.
   * Undefined where that is not known.
   */
  readonly denialOf?: (permission: Permission) => Error | undefined;
}
