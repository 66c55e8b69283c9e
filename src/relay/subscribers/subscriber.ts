import type { CodecError } from '../../core/errors.js';
import type { ListenerHello, StreamHello } from '../../core/wire/hello.js';
import type { PacketContext } from '../../core/wire/packet.js';
import type { SharedMessage } from '../../ports/transport.js';
import type { ThinnedMessage } from './thinned.js';

/**
 * A receiver of a channel's stream: a listener's connection, a recorder, another relay. The channel calls it in this
 * order: {@link welcome} for each stream that begins or comes back, then {@link offer}, {@link metadata},
 * {@link sourceGone} and {@link end} as they come from the source. Messages are never changed after they were handed over, so that a subscriber
 * may keep them without a copy.
 *
 * Whatever a method throws ends this subscriber alone: the channel closes it. `close` itself must not throw. Every
 * implementation runs `test/contract/subscriber.ts`.
 */
export interface Subscriber {
  /** What it asks of every stream that begins or comes back. It does not change. */
  readonly request: SubscriberRequest;
  /** Index after the last frame that it has: earlier frames are not passed to it again. 0 before the first. */
  readonly cursor: number;
  readonly state: SubscriberState;
  /**
   * Latent frames that it wants in each audio message now, 1..128; undefined: as the source sends them. The channel looks
   * whether it has changed after each {@link tick}.
   */
  readonly framesPerMessage: number | undefined;
  /** Most frames to which its messages may be lengthened while the relay is overloaded; undefined: they must not. */
  readonly maxFramesPerMessage: number | undefined;
  /** Estimated bytes on the wire for this subscriber so far; never less than before. */
  readonly wireBytes: number;
  /** How far it lags behind the live stream, in ms. */
  lagMs(nowMs: number): number;
  /** A new object with its counters: for tests and administration, not for every message. */
  stats(nowMs: number): SubscriberStats;
  /** A stream begins, or one that it has had before comes back; past audio, if any, follows by `offer`. */
  welcome(start: StreamStart): void;
  /**
   * Takes one message of audio or silence, thinned to the planes it wants, and without the frames that it has already.
   * Called for each subscriber and message: it must be fast and must not wait.
   * @param firstFrame extended index of the message's first latent frame
   * @param frames latent frames in the message
   */
  offer(message: ThinnedMessage, firstFrame: number, frames: number): void;
  /**
   * Its messages hold another number of frames from now on, as far as the source's packets allow.
   * @param framesPerMessage 1..128
   */
  repacked(framesPerMessage: number): void;
  /** Shortest time in ms between two {@link tellListeners}; it may change. Absent: it is told nothing. */
  readonly listenersEveryMs?: number | undefined;
  /** Takes the packet that states how many listen to the channel; false where it cannot now, and must be told later. */
  tellListeners?(message: SharedMessage): boolean;
  /** Takes a metadata packet. */
  metadata(message: Uint8Array): void;
  /**
   * The source's connection was lost before it has ended the stream: takes the hello that says so. {@link welcome} is
   * called when it comes back, or when another stream begins.
   */
  sourceGone(helloMessage: Uint8Array): void;
  /** Takes the packet that ends the stream; another stream may follow. */
  end(message: Uint8Array): void;
  /** Whether it lags or waits for an answer: it is then visited at every tick. */
  readonly isDueSoon: boolean;
  /** For what depends on time: called every `tickMs` while {@link isDueSoon}, and else every few ticks. */
  tick(nowMs: number): void;
  /**
   * Whether it lacks so much of a transfer that the source is to wait; never for a link that is slower than live pace. A
   * subscriber without it lets nobody wait.
   */
  holdsSource?(nowMs: number): boolean;
  /**
   * Ends the subscription for this reason: nothing is passed on from then on, and the subscriber's owner unsubscribes it
   * from the channel. Must not throw; later calls do nothing.
   */
  close(error: CodecError, closeCode?: number): void;
}

/** `burstMs` of past audio at once, `from` where it continues, and the models that it decodes: see {@link ListenerHello}. */
export interface SubscriberRequest extends Pick<ListenerHello, 'from' | 'modelSha256' | 'via'> {
  readonly burstMs: number;
}

/**
 * `lengthened`: gets longer messages than it wants because it lags; `thinned`: gets fewer planes than it wants, too;
 * `skipped`: gets no audio until it has caught up.
 */
export type SubscriberState = 'ok' | 'lengthened' | 'thinned' | 'skipped';

/** A stream at the moment at which it begins for a subscriber. */
export interface StreamStart {
  readonly hello: StreamHello;
  /** Needed to parse the stream's audio packets. */
  readonly context: PacketContext;
  /** The `cursor` for a subscriber to which this epoch is new. */
  readonly cursor: number;
  /** The hello with the frame that comes next and the state of the source, as a packet. */
  readonly helloMessage: Uint8Array;
  /** Latent frames in each of the audio messages that follow, as far as the source's packets allow: 1..128. */
  readonly framesPerMessage: number;
  /** The stream's metadata as a packet, where it has any. */
  readonly metadataMessage: Uint8Array | null;
}

/** Counters of one subscriber. */
export interface SubscriberStats {
  /** Bit planes that it is sent. */
  readonly planes: number;
  /** Bit planes that it asked for, or those of the stream where it has fewer. */
  readonly wantedPlanes: number;
  /** Latent frames in each audio message that it is sent, 1..128; 0 before its first stream. */
  readonly framesPerMessage: number;
  readonly state: SubscriberState;
  /**
   * How far it lags: by how much its player has fallen behind, where it reports that, or else the last ping's round trip or
   * the age of one that is unanswered.
   */
  readonly lagMs: number;
  /** Audio that it was sent and had not played at its last report, in ms; absent where it reports nothing. */
  readonly unplayedMs?: number;
  /** Messages of audio and silence. */
  readonly sentMessages: number;
  /** Messages of audio and silence that were left out because it lagged. */
  readonly droppedMessages: number;
  /** Bytes that wait for it in the relay, behind what the system's buffers hold. */
  readonly waitingBytes: number;
  /** Bytes of the messages of audio and silence, packet headers counted. */
  readonly audioBytes: number;
  readonly wireBytes: number;
}
