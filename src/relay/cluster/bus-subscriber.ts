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
import { HeldMessages } from './held-messages.js';

const WHOLE: SubscriberRequest = { burstMs: 0 };

/** What of a channel goes to the bus. */
export interface BusSubscriberOptions {
  /** Called once, when the subscription ends from this side. */
  readonly onClose: (error: CodecError) => void;
  /** The relay's clock: ages what waits for a claim. */
  readonly nowMs: () => number;
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
 * Passes a channel's stream on to the other relays of a cluster: in the source's own messages, under a claim. Audio that
 * comes while there is none is kept ({@link HeldMessages}) and published under the next.
 */
export class BusSubscriber implements Subscriber {
  readonly request: SubscriberRequest;
  readonly framesPerMessage: number | undefined;
  readonly maxFramesPerMessage: number | undefined;
  readonly #onClose: (error: CodecError) => void;
  readonly #requestedPlanes: number;
  readonly #withSpatialParameters: boolean;
  #claim: ChannelClaim | null = null;
  readonly #held = new HeldMessages();
  readonly #nowMs: () => number;
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
    this.#nowMs = options.nowMs;
    this.#requestedPlanes = planes;
    this.#withSpatialParameters = withSpatialParameters;
    this.request = request;
  }

  /**
   * Publishes under this claim: the beginning of the stream, then what has waited. null: the claim is lost. What was
   * published under it last may not have arrived; it and what comes wait for the next one. Other nodes leave out what they
   * have.
   */
  setClaim(claim: ChannelClaim | null): void {
    if (this.#isClosed) return;
    this.#claim = claim;
    if (!claim) {
      this.#held.rewind(this.#nowMs());
      return;
    }
    const firstFrame = this.#held.firstFrame ?? this.#cursor;
    for (const bytes of [this.#hello, this.#metadata]) if (bytes) this.#publish({ bytes, firstFrame, frames: 0 });
    for (const message of this.#held.take()) this.#publish(message);
    if (this.#end) this.#state(this.#end);
  }

  /** Under which it publishes; null where there is none. */
  get claim(): ChannelClaim | null {
    return this.#claim;
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
      waitingBytes: this.#held.waitingBytes,
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
    const part = { bytes, firstFrame: firstFrame + had, frames: frames - had };
    const isHeld = this.#claim?.isHeld ?? false;
    const isDropped = isHeld && !this.#publish(part);
    this.#droppedMessages += this.#held.push(part, isHeld, this.#nowMs());
    if (isDropped) {
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
    this.#held.clear();
    this.#onClose(error);
  }

  /** A packet without frames; the next claim begins with the last of each kind. */
  #state(bytes: Uint8Array): void {
    if (!this.#isClosed) this.#publish({ bytes, firstFrame: this.#cursor, frames: 0 });
  }

  /** @returns false where it was dropped */
  #publish(message: OutgoingMessage): boolean {
    const isTaken = this.#claim?.publish(message) ?? false;
    if (isTaken) this.#wireBytes += message.bytes.length;
    return isTaken;
  }
}
