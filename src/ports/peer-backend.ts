/**
 * A WebRTC implementation with what Latentcast needs of it: one connection of two data channels per peer.
 *
 * Implemented by `node/peer` (the optional package node-datachannel), `browser/peer.ts` (RTCPeerConnection) and the
 * tests' fake; called by `transports/datachannel/data-channel-link.ts`, which knows what the implementations get wrong.
 */
export interface PeerBackend {
  /**
   * A new connection. It gathers candidates once it has a description.
   * @throws Error where the implementation refuses the configuration
   */
  create(options: NativePeerOptions): NativePeer;
}

/** What a new {@link NativePeer} is told. The functions may be called at any time until `close`, and must not throw. */
export interface NativePeerOptions {
  /** Checked by the caller. */
  readonly iceServers: readonly IceServer[];
  /** A candidate of this end, as its line in SDP, with or without `a=`. */
  onCandidate(candidate: PeerCandidate): void;
  /** The connection was lost for good (`failed`), or either end has closed it (`closed`). */
  onEnd(state: 'failed' | 'closed'): void;
}

/** One ICE candidate. */
export interface PeerCandidate {
  /** As in SDP: `candidate:1 1 UDP 2114977791 192.0.2.1 45775 typ host` */
  readonly candidate: string;
  /** Of the media section it belongs to. */
  readonly mid: string;
}

/** One STUN or TURN server. */
export interface IceServer {
  /** `stun:host:port`, `turn:host:port?transport=udp` or `turns:…` */
  readonly url: string;
  readonly username?: string;
  readonly credential?: string;
}

/** One connection in the making, or open. Promises reject with what the implementation throws. */
export interface NativePeer {
  /** Unordered, nothing sent again. */
  readonly media: NativeChannel;
  /** Ordered and reliable. */
  readonly control: NativeChannel;
  /** Becomes the offerer. Resolves with the SDP of its offer. */
  createOffer(): Promise<string>;
  /** Becomes the answerer. Resolves with the SDP of its answer, which is in force. */
  acceptOffer(sdp: string): Promise<string>;
  acceptAnswer(sdp: string): Promise<void>;
  /** Only once the other end's description is in force. */
  addCandidate(candidate: PeerCandidate): Promise<void>;
  /** The pair of candidates in use; null before there is one. */
  path(): Promise<IcePath | null>;
  /** Closes at once; what is queued is lost. May be called twice. */
  close(): void;
}

/** What a connection runs over, as far as the implementation knows. */
export interface IcePath {
  /** `host`: an address of the machine; `srflx` and `prflx`: as seen behind a NAT; `relay`: of a TURN server. */
  readonly localType: CandidateType;
  readonly remoteType: CandidateType;
  /** `address:port`; empty where the implementation hides it. */
  readonly localAddress: string;
  readonly remoteAddress: string;
}

/** Kinds of ICE candidates (RFC 8445). */
export type CandidateType = 'host' | 'srflx' | 'prflx' | 'relay' | 'unknown';

/** A data channel that both ends have agreed on before. */
export interface NativeChannel {
  readonly isOpen: boolean;
  readonly bufferedBytes: number;
  /** @throws Error where the channel is closed or the message cannot be taken */
  send(message: Uint8Array | string): void;
  /** Set once, when the channel is made. Text arrives as string. */
  setHandlers(handlers: NativeChannelHandlers): void;
  /** `onLow` is called when `bufferedBytes` falls to this. */
  setLowBytes(bytes: number): void;
}

/** Functions that a {@link NativeChannel} calls; they must not throw. */
export interface NativeChannelHandlers {
  onOpen(): void;
  /** A view, valid during the call. */
  onMessage(message: Uint8Array | string): void;
  onLow(): void;
  onClosed(): void;
}
