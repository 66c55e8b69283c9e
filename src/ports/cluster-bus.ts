import type { CodecError } from '../core/errors.js';

/**
 * What the nodes of a cluster of relays need of each other, so that a source may connect to any node and a listener to
 * any other: the messages of channels, the claim on being a channel's source, small state that every node has, and
 * requests to all nodes. A node is one relay: a process of this machine, or a machine.
 *
 * **Messages of a channel** are packets of the wire format, carried unchanged, one copy per node however many listeners
 * it has. They are delivered in the order of their {@link BusPosition}, each at most once, and never one of an older
 * term behind one of a newer. Delivery may lose messages (a link that is full, a node that was away): the subscriber is
 * told by `onGap`, before the next message or within {@link BUS_LIMITS}.gapMs where none follows, and recalls what is
 * retained. Nothing waits for a slow node: what does not fit into its bounded link is dropped, audio before state.
 *
 * **Retention.** The bus keeps the last hello, metadata and end of a channel's stream, and its audio and silence of the
 * last `retainMs`, at most `retainedMessages` of them; what exceeds that drops the oldest. A channel that has neither a
 * claim nor a subscriber is forgotten after `forgetMs`.
 *
 * **Claims.** At most one claim of a channel is held at any time. Each has a term, larger than that of every claim
 * before it on this channel; what is published under an older term is delivered to nobody once a node knows of a newer.
 * A node that has died or cannot be reached loses its claims. Another source gets a claim that is held only where its
 * stream has ended, where it resumes that stream and proves to be its source, where it may replace any other, or where
 * this node holds it itself, which has settled then who is the source.
 *
 * **State** ({@link ClusterState}) reaches every node, last write wins, all writes of a key in one order.
 *
 * Implemented by `relay/cluster/in-process-bus.ts` (the reference, seeded latency and loss) and by the worker processes
 * of one machine (`node/relay/cluster`); both run `test/contract/cluster-bus.ts`.
 */
export interface ClusterBus {
  /** This node's name, unique in the cluster, 1 to 64 of A–Z a–z 0–9 . _ -. */
  readonly node: string;
  /** Whether the other nodes can be reached. While it is false nothing is delivered and claims are refused. */
  readonly isConnected: boolean;
  /** The state that all nodes share. */
  readonly state: ClusterState;
  /**
   * Asks to be the one source of a channel.
   * @param onLost called once, when the claim is lost to another (CHANNEL_BUSY) or because the bus has gone
   *   (TRANSPORT_FAILED); not after `release`
   * @throws CodecError (by rejection) CHANNEL_BUSY where another source holds it, or it is reserved for another;
   *   TRANSPORT_FAILED where the bus has gone
   */
  claim(channel: string, request: ClaimRequest, onLost: ClaimLost): Promise<ChannelClaim>;
  /**
   * Delivers what is published on a channel from now on, what this node publishes left out, until the returned function
   * is called. A node has at most one subscription per channel. @throws Error where it has one
   */
  subscribe(channel: string, handlers: FeedHandlers): () => void;
  /**
   * What the bus retains of a channel, oldest first: hello, metadata, audio and silence, and the end.
   * @param after only messages behind this position; null for all
   * @throws CodecError (by rejection) TRANSPORT_FAILED where the bus has gone
   */
  recall(channel: string, after: BusPosition | null): Promise<ChannelRecall>;
  /** Names of the nodes that can be reached, this one included, in the order in which they came. */
  nodes(): readonly string[];
  /** Calls `listener` whenever a node has come or gone, or `isConnected` has changed; the returned function ends it. */
  watchNodes(listener: () => void): () => void;
  /**
   * Asks every node, this one included, or one of them, and waits for their answers. A node that fails, or does not
   * answer in time, is in the result with its error. Never rejects.
   * @param body at most {@link BUS_LIMITS}.valueBytes bytes of UTF-8; longer ones throw RangeError
   */
  request(body: string, options?: BusRequestOptions): Promise<readonly ClusterReply[]>;
  /** Answers the requests of nodes, in place of the handler before; what it throws is the error in the reply. */
  onRequest(handler: (body: string, from: string) => string | Promise<string>): void;
  /** Leaves the cluster: claims are released, nothing is delivered any more. May be called twice. */
  close(): void;
}

/** Limits of every bus. */
export const BUS_LIMITS = {
  /** Audio and silence that are kept of each channel, in ms. */
  retainMs: 10_000,
  /** Messages of audio and silence that are kept of each channel. */
  retainedMessages: 4096,
  /** Audio that a node keeps of each of its sources while it has no claim, in ms. */
  heldMs: 60_000,
  /** The same, in bytes of packets. */
  heldBytes: 256 * 1024,
  /** Audio that was published so shortly before a claim was lost is published again under the next, in ms. */
  republishedMs: 20_000,
  /** A channel without claim and subscribers is forgotten after this, in ms. */
  forgetMs: 30_000,
  /** After this time at the latest a subscriber learns of messages that it has not got, in ms. */
  gapMs: 5_000,
  /** Bytes of a value of the shared state, of a request and of a reply. */
  valueBytes: 512 * 1024,
} as const;

/** How long to wait for replies, and of whom. */
export interface BusRequestOptions {
  /** In ms, 1..600000. @default 2000 */
  readonly timeoutMs?: number;
  /** The one node that is asked. @default all */
  readonly node?: string;
}

/** Who wants to be the source. */
export interface ClaimRequest {
  /** Of the stream, from the source's hello. */
  readonly epoch: number;
  /** Whether the source continues a stream of this epoch, rather than beginning one. */
  readonly isResuming: boolean;
  /** What the source presents to show that the stream which it resumes is its own: the `owner` of the claim before. */
  readonly proof?: string;
  /** By which the source of the stream that begins will be recognised; at most 256 characters. */
  readonly owner: string;
  /** Who the source is by its grant: shows as well that a stream is its own. At most 1024 characters. */
  readonly identity?: string;
  /** Whether it takes the channel from whoever has it. @default false */
  readonly isReplacing?: boolean;
  /** Time for which nobody but this source may claim the channel after it was lost, 0..600000 ms. @default 0 */
  readonly reservedMs?: number;
}

/**
 * Called when a claim is lost.
 * @param isResumed whether the same source has the channel elsewhere
 */
export type ClaimLost = (error: CodecError, isResumed: boolean) => void;

/** The right to publish as the source of a channel. */
export interface ChannelClaim {
  readonly term: number;
  /** Whether the stream that the bus knows continues; otherwise another begins. */
  readonly isResumed: boolean;
  readonly isHeld: boolean;
  /**
   * Publishes to all subscribers and to what is retained. The first hello of a claim that begins a stream replaces all
   * that is retained; every hello takes back the end. Behind an end any other source may claim the channel.
   * @returns false where it was dropped, because the claim is lost or the link is full
   */
  publish(message: OutgoingMessage): boolean;
  /**
   * The source has gone: subscribers are told. Later calls do nothing.
   * @param isLost whether it will want to come back, so that the channel is reserved for it
   */
  release(isLost?: boolean): void;
}

/** One packet of a channel's source. */
export interface OutgoingMessage {
  /** A hello, metadata, audio, silence or end packet of the wire format, at most 4096 bytes; not changed any more. */
  readonly bytes: Uint8Array;
  /** Extended index of the first latent frame of audio or silence; for other packets that of the frame that comes next. */
  readonly firstFrame: number;
  /** Latent frames of audio or silence; 0 for other packets. */
  readonly frames: number;
}

/** Place of a message in a channel: by term, within a term by number from 0. */
export interface BusPosition {
  readonly term: number;
  readonly number: number;
}

/** A message as it is delivered; its bytes are not changed any more and may be kept. */
export interface BusMessage extends OutgoingMessage, BusPosition {}

/** What a subscription calls; they must not throw. */
export interface FeedHandlers {
  onMessage(message: BusMessage): void;
  /** Messages before the next one have been lost on the way: {@link ClusterBus.recall} may have them. */
  onGap(): void;
  /**
   * The claim of this term is held no more, and nobody has taken the channel yet: the source has gone. Where another
   * has taken it, a message of a higher term comes instead.
   */
  onReleased(term: number): void;
}

/** What is retained of a channel. */
export interface ChannelRecall {
  readonly messages: readonly BusMessage[];
  /** Term of the newest claim; 0 before the first. */
  readonly term: number;
  /** Whether that claim is held. */
  readonly isHeld: boolean;
  /** Of the newest claim; empty before the first. */
  readonly owner: string;
}

/** Texts by key that every node has: titles, bans, revoked tokens, reports of nodes. */
export interface ClusterState {
  /**
   * Sets a key for all nodes, this one at once; null removes it.
   * @param isEphemeral the key is removed when this node goes
   * @throws RangeError for a key that is not 1 to 256 characters, or a value of more than {@link BUS_LIMITS}.valueBytes
   */
  put(key: string, value: string | null, isEphemeral?: boolean): void;
  get(key: string): string | undefined;
  /** Keys with this prefix and their values, sorted by key. */
  entries(prefix: string): readonly (readonly [string, string])[];
  /** Calls `listener` for every change of a key with this prefix; null where it was removed. The result ends it. */
  watch(prefix: string, listener: (key: string, value: string | null) => void): () => void;
}

/** One node's answer to a request. */
export interface ClusterReply {
  readonly node: string;
  /** What its handler returned; undefined where it failed or did not answer in time. */
  readonly body?: string;
  /** Why there is no body. */
  readonly error?: string;
}
