import type { CodecError } from '../../core/errors.js';
import { parseHello, parseMetadata, type StreamHello, type StreamMetadata } from '../../core/wire/hello.js';
import { parsePacket } from '../../core/wire/packet.js';
import type { StreamStart, Subscriber, SubscriberRequest, SubscriberStats } from '../subscribers/subscriber.js';
import type { ThinnedMessage } from '../subscribers/thinned.js';
import type { RingEntry } from './ring.js';

/** Takes what plays on a channel that another one falls back on. */
export interface FallbackLinkOptions {
  /** What is asked of that channel: its past audio, and the relays on the way. */
  request(): SubscriberRequest;
  /** A stream begins there, or has come back; its first message follows. */
  begin(hello: StreamHello, metadata: StreamMetadata | null): void;
  /** A message of audio or silence of the stream, with all its planes. */
  take(entry: RingEntry): void;
  /** Metadata of the stream have changed. */
  metadata(metadata: StreamMetadata): void;
  /** Nothing plays there for the moment. */
  gone(): void;
  /** That channel has closed the link. Must not throw. */
  closed(error: CodecError): void;
}

/** Follows what is on the air of a channel, for another channel that falls back on it. */
export class FallbackLink implements Subscriber {
  readonly framesPerMessage = undefined;
  readonly maxFramesPerMessage = undefined;
  readonly state = 'ok';
  readonly wireBytes = 0;
  readonly isDueSoon = false;
  readonly #options: FallbackLinkOptions;
  #start: StreamStart | null = null;
  #hello: StreamHello | null = null;
  #cursor = 0;
  #isClosed = false;

  constructor(options: FallbackLinkOptions) {
    this.#options = options;
  }

  get request(): SubscriberRequest {
    return this.#options.request();
  }

  get cursor(): number {
    return this.#cursor;
  }

  lagMs(): number {
    return 0;
  }

  stats(): SubscriberStats {
    const planes = this.#hello?.planes ?? 8;
    const none = { sentMessages: 0, droppedMessages: 0, audioBytes: 0, wireBytes: 0, waitingBytes: 0 };
    const framesPerMessage = this.#hello?.framesPerPacket ?? 0;
    return { planes, wantedPlanes: planes, framesPerMessage, state: this.state, lagMs: 0, ...none };
  }

  welcome(start: StreamStart): void {
    if (this.#isClosed) return;
    if (this.#hello?.epoch !== start.hello.epoch) this.#cursor = start.cursor;
    const packet = parsePacket(start.helloMessage, start.context);
    this.#hello = packet.type === 'hello' ? (parseHello(packet.body) as StreamHello) : start.hello;
    this.#start = start;
    if (this.#hello.sourceState !== 'live') this.#options.gone();
  }

  offer(message: ThinnedMessage, firstFrame: number, frames: number): void {
    if (this.#isClosed || firstFrame + frames <= this.#cursor) return;
    this.#cursor = firstFrame + frames;
    const { bytes } = message.get(8, true);
    if (this.#start) {
      const { metadataMessage, context } = this.#start;
      const packet = metadataMessage && parsePacket(metadataMessage, context);
      this.#options.begin(
        { ...this.#hello!, resumeFrame: firstFrame },
        packet?.type === 'metadata' ? parseMetadata(packet.body) : null,
      );
      this.#start = null;
    }
    this.#options.take({ message: bytes, firstFrame, frames, planes: message.planes });
  }

  repacked(): void {}

  metadata(message: Uint8Array): void {
    if (this.#isClosed) return;
    // The stream may not have begun here: its hello holds the metadata then.
    if (this.#start) this.#start = { ...this.#start, metadataMessage: message };
    else {
      const packet = parsePacket(message, { bytesPerFramePlane: 1 });
      if (packet.type === 'metadata') this.#options.metadata(parseMetadata(packet.body));
    }
  }

  sourceGone(): void {
    if (!this.#isClosed) this.#options.gone();
  }

  end(): void {
    if (!this.#isClosed) this.#options.gone();
  }

  tick(): void {}

  close(error: CodecError): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.closed(error);
  }
}
