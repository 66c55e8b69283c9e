import type { LossyLink } from '../ports/lossy-link.js';

/**
 * What this program has of one other peer of a listening session: a way to it, which may change while the session lasts
 * (first over the relay, then directly, and back), and which keeps its handlers whatever the way is.
 *
 * Messages are given with the peer that has sent them, whoever has passed them on. They have been checked: what was
 * tampered with, replayed, or is of another session or a peer that has left, was refused and counted.
 */
export interface PeerLink {
  /** Of this peer in this session, never used again: 1 to 64 of letters, digits, `-` and `_`. */
  readonly peerId: string;
  /** As it calls itself, 1 to 64 characters in one line; a number in brackets follows where another one has the same. */
  readonly name: string;
  /** See {@link PeerRole}; it may change. */
  readonly role: PeerRole;
  /** How messages travel between the two now. */
  readonly path: PeerPath;
  /** {@link SESSION_STREAMS}.music between these two alone: the same as `stream(SESSION_STREAMS.music)`. */
  readonly media: LossyLink;
  /** Median round trip of the last few heartbeats over the path in use, in ms; null before the first. */
  readonly roundTripMs: number | null;
  /** Share of the peer's messages of the last ten seconds that did not arrive, 0..1; null where none was due. */
  readonly lossShare: number | null;
  /**
   * Messages of one kind to and from this peer, whatever the path: what is sent goes to this peer alone. The same object
   * for every call with the same number.
   *
   * @param stream 0..15, of {@link SESSION_STREAMS}
   * @throws RangeError outside that range
   */
  stream(stream: number): LossyLink;
  /**
   * Sends a message that arrives, in order, while the peer is in the session: it is sent again until the peer has
   * acknowledged it. False where too many wait, or the peer has left.
   * @throws RangeError where it is longer than {@link CONTROL_LIMIT_BYTES} as JSON
   */
  sendControl(message: ControlMessage): boolean;
  /** Calls `handler` for every control message of this type, until the returned function is called. */
  onControl(type: string, handler: (message: ControlMessage) => void): () => void;
  /** Calls `handler` once, when the peer has left or was given up; at once where that has happened. */
  onClose(handler: (reason: string) => void): () => void;
  /** Ends what goes to and from this peer, without telling it; may be called twice. */
  close(reason?: string): void;
}

/**
 * `direct`: nobody is between the two; `relay`: the relay passes ciphertext on; `peer`: the peer named by `peerId` does.
 */
export type PeerPath =
  | { readonly kind: 'direct' }
  | { readonly kind: 'relay' }
  | { readonly kind: 'peer'; readonly peerId: string };

/** `host`: its sound is played; `peer`: may pass sound on to others; `leaf`: its link is too poor for that. */
export type PeerRole = 'host' | 'peer' | 'leaf';

/** A JSON object between peers; `type` says which part of the program it is for, 1 to 32 characters. */
export interface ControlMessage {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Longest control message, in bytes of its JSON as UTF-8. */
export const CONTROL_LIMIT_BYTES = 8192;

/** Numbers of the kinds of messages in a session. */
export const SESSION_STREAMS = {
  /** The host's sound. */
  music: 0,
  /** Peers' voices. */
  voice: 1,
  /** Time stamps. */
  clock: 2,
  /** What was lost of the music, for its host. */
  loss: 3,
  /** Messages of the music that were lost: requests for them, and what is sent again. */
  repair: 4,
  /** Largest number; those between are free. */
  max: 15,
} as const;

/** Who is in the session, and the ways to all of them at once. */
export interface SessionMembership {
  /** Of this peer. */
  readonly ownId: string;
  /** As others see it: with its number where another has the same name. */
  readonly ownName: string;
  readonly ownRole: PeerRole;
  /** Whose sound is played; null while the host is away. */
  readonly hostId: string | null;
  /** The others, by id, in the order in which they came. */
  readonly peers: ReadonlyMap<string, PeerLink>;
  /** Messages of one kind to and from everybody; the same object for every call with the same number 0..15. */
  broadcast(stream: number): BroadcastStream;
  /** Whether messages get to a peer now, as far as this one knows. @default they do */
  reaches?(peerId: string): boolean;
  /** {@link PeerLink.sendControl} to every peer. */
  sendControlToAll(message: ControlMessage): void;
  /** {@link PeerLink.onControl} of every peer, also of those who come later. */
  onControl(type: string, handler: (message: ControlMessage, from: PeerLink) => void): () => void;
  /** Calls `handler` at each event of this name, until the returned function is called. */
  on<Name extends keyof MembershipEvents>(name: Name, handler: (event: MembershipEvents[Name]) => void): () => void;
}

/** What a {@link SessionMembership} tells. */
export interface MembershipEvents {
  readonly joined: PeerLink;
  /** `reason` in one line, for people. */
  readonly left: { readonly peer: PeerLink; readonly reason: string };
  /** Another name, role or path, of the peer or of this one (null), or another host. */
  readonly changed: PeerLink | null;
}

/** Messages to every peer of a session: each is sent once over each link that leads to some of them. */
export interface BroadcastStream {
  /** Longest message in bytes that every path carries. */
  readonly maxMessageBytes: number;
  /** False where it was dropped: empty, too long, or the session has ended. With no other peer it is true. @throws TypeError for no bytes */
  send(message: Uint8Array): boolean;
  /** Calls `handler` for messages of all peers; they are views that are valid only during the call. */
  onMessage(handler: (message: Uint8Array, from: PeerLink) => void): () => void;
}
