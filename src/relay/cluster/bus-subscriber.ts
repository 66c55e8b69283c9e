import type { CodecError } from '../../core/errors.js';
import { MAX_PLANES } from '../../core/wire/packet.js';
import type { ChannelClaim, OutgoingMessage } from '../../ports/cluster-bus.js';
import type {
  StreamStart,
  Subscriber,
  SubscriberRequest,
  SubscriberState,
  SubscriberStats,
} from '../subscribers/subscriber.js';
import type { ThinnedMessage } from '../subscribers/thinned.js';

/** Messages that wait for the claim; later ones are dropped and counted. */
const MAX_WAITING = 64;

const WHOLE: SubscriberRequest = { burstMs: 0 };

/** What of a channel goes to the bus. */
export interface BusSubscriberOptions {
  /** Called once, when the subscription ends from this side. */
  readonly onClose: (error: CodecError) => void;
  /** 1..8. @default 8 */
  readonly planes?: number;
  /** @default true */
  readonly withSpatialParameters?: boolean;
  /** @default no past audio */
  readonly request?: SubscriberRequest;
  /** Latent frames of a message, 1..128. @default as the source sends them */
  readonly framesPerMessage?: number;
  /** To which they may be lengthened, 1..128. @default they must not */
  readonly maxFramesPerMessage?: number;
}

/**
 * Passes a channel's stream on to the other relays of a cluster: in the source's own messages, under a claim, which may come
 * after the first messages.
 */
export class BusSubscriber implements Subscriber {
  readonly request: SubscriberRequest;
  readonly framesPerMessage: number | undefined;
  readonly maxFramesPerMessage: number | undefined;
  readonly #onClose: (error: CodecError) => void;
  readonly #requestedPlanes: number;
  readonly #withSpatialParameters: boolean;
  #claim: ChannelClaim | null = null;
  #waiting: OutgoingMessage[] = [];
  #hello: Uint8Array | null = null;
  #metadata: Uint8Array | null = null;
  #end: Uint8Array | null = null;
  #epoch: number | null = null;
  #cursor = 0;
  #planes = MAX_PLANES;
  #sentFrames = 1;
  #isClosed = false;
  #sentMessages = 0;
  #droppedMessages = 0;
  #audioBytes = 0;
  #wireBytes = 0;

  constructor(options: BusSubscriberOptions) {
    const { onClose, planes = MAX_PLANES, withSpatialParameters = true, request = WHOLE } = options;
    this.framesPerMessage = options.framesPerMessage;
    this.maxFramesPerMessage = options.maxFramesPerMessage;
    this.#onClose = onClose;
    this.#requestedPlanes = planes;
    this.#withSpatialParameters = withSpatialParameters;
    this.request = request;
  }

  /**
   * Publishes under this claim, first what has waited; null: keeps what comes until there is one. Behind a claim that was
   * lost the other nodes have been told that the source has gone: they are sent the beginning of the stream again.
   */
  setClaim(claim: ChannelClaim | null): void {
    const isAgain = this.#claim !== null && claim !== null;
    this.#claim = claim;
    if (isAgain) for (const message of [this.#hello, this.#metadata, this.#end]) if (message) this.#state(message);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) this.#send(message);
  }

  get cursor(): number {
    return this.#cursor;
  }

  get state(): SubscriberState {
    return 'ok';
  }

  /** Of the messages alone: what carries them is not known here. */
  get wireBytes(): number {
    return this.#wireBytes;
  }

  lagMs(): number {
    return 0;
  }

  stats(): SubscriberStats {
    return {
      planes: this.#planes,
      wantedPlanes: this.#planes,
      framesPerMessage: this.#sentFrames,
      state: 'ok',
      lagMs: 0,
      sentMessages: this.#sentMessages,
      droppedMessages: this.#droppedMessages,
      waitingBytes: 0,
      audioBytes: this.#audioBytes,
      wireBytes: this.#wireBytes,
    };
  }

  welcome({ hello, cursor, helloMessage, framesPerMessage, metadataMessage }: StreamStart): void {
    if (this.#epoch !== hello.epoch) this.#cursor = cursor;
    this.#epoch = hello.epoch;
    this.#planes = Math.min(this.#requestedPlanes, hello.planes);
    this.#sentFrames = framesPerMessage;
    this.#hello = helloMessage;
    this.#metadata = metadataMessage;
    this.#end = null;
    this.#state(helloMessage);
    if (metadataMessage) this.#state(metadataMessage);
  }

  offer(message: ThinnedMessage, firstFrame: number, frames: number): void {
    if (this.#isClosed || firstFrame + frames <= this.#cursor) return;
    const had = Math.max(0, this.#cursor - firstFrame);
    const { bytes } =
      had > 0
        ? message.getWithout(had, this.#planes, this.#withSpatialParameters)
        : message.get(this.#planes, this.#withSpatialParameters);
    this.#cursor = firstFrame + frames;
    if (!this.#send({ bytes, firstFrame: firstFrame + had, frames: frames - had })) {
      this.#droppedMessages++;
      return;
    }
    this.#sentMessages++;
    this.#audioBytes += bytes.length;
  }

  repacked(framesPerMessage: number): void {
    this.#sentFrames = framesPerMessage;
  }

  metadata(message: Uint8Array): void {
    this.#metadata = message;
    this.#state(message);
  }

  sourceGone(helloMessage: Uint8Array): void {
    this.#state(helloMessage);
  }

  end(message: Uint8Array): void {
    this.#end = message;
    this.#state(message);
  }

  get isDueSoon(): boolean {
    return false;
  }

  tick(): void {}

  close(error: CodecError): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting = [];
    this.#onClose(error);
  }

  /** A packet without frames. */
  #state(bytes: Uint8Array): void {
    if (!this.#isClosed) this.#send({ bytes, firstFrame: this.#cursor, frames: 0 });
  }

  #send(message: OutgoingMessage): boolean {
    const isTaken = this.#claim ? this.#claim.publish(message) : this.#waiting.length < MAX_WAITING;
    if (!this.#claim && isTaken) this.#waiting.push(message);
    if (isTaken) this.#wireBytes += message.bytes.length;
    return isTaken;
  }
}
