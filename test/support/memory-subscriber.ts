import type { CodecError } from '../../src/core/errors.js';
import { type Packet, type PacketContext, parsePacket } from '../../src/core/wire/packet.js';
import type {
  StreamStart,
  Subscriber,
  SubscriberRequest,
  SubscriberState,
  SubscriberStats,
} from '../../src/relay/subscribers/subscriber.js';
import type { ThinnedMessage } from '../../src/relay/subscribers/thinned.js';
import { CONTEXT } from './peers.js';

export interface MemorySubscriberOptions {
  readonly request?: Partial<SubscriberRequest>;
  readonly planes?: number;
  readonly wantsSpatialParameters?: boolean;
  readonly framesPerMessage?: number;
  readonly maxFramesPerMessage?: number;
  /** Tells the channel, as the owner of a subscriber must. */
  readonly onClose?: (error: CodecError, closeCode?: number) => void;
}

/** A subscriber without a connection: keeps what it receives. Its lag and state are set by the test. */
export class MemorySubscriber implements Subscriber {
  readonly request: SubscriberRequest;
  readonly packets: Packet[] = [];
  /** The very messages of audio and silence. */
  readonly messages: Uint8Array[] = [];
  readonly starts: StreamStart[] = [];
  closed: { readonly error: CodecError; readonly closeCode: number | undefined } | null = null;
  cursor = 0;
  lag = 0;
  state: SubscriberState = 'ok';
  wireBytes = 0;
  isDueSoon = false;
  ticks = 0;
  framesPerMessage: number | undefined;
  maxFramesPerMessage: number | undefined;
  /** Lengths of messages that it was told of, the first with its stream. */
  readonly lengths: number[] = [];
  /** What the next calls throw. */
  failure: Error | null = null;
  readonly #options: MemorySubscriberOptions;
  #planes: number;
  #epoch: number | null = null;
  #dropped = 0;

  constructor(options: MemorySubscriberOptions = {}) {
    this.request = { burstMs: 0, ...options.request };
    this.#options = options;
    this.#planes = options.planes ?? 8;
    this.framesPerMessage = options.framesPerMessage;
    this.maxFramesPerMessage = options.maxFramesPerMessage;
  }

  /** What was received, without its content. */
  get story(): string[] {
    return this.packets.map(({ type }) => type);
  }

  /** First frames of the received audio. */
  get frames(): number[] {
    return this.packets.flatMap((packet) => (packet.type === 'audio' ? [packet.firstFrame] : []));
  }

  lagMs(): number {
    return this.lag;
  }

  stats(): SubscriberStats {
    return {
      planes: this.#planes,
      wantedPlanes: this.#planes,
      framesPerMessage: this.lengths.at(-1) ?? 0,
      state: this.state,
      lagMs: this.lag,
      sentMessages: this.messages.length,
      droppedMessages: this.#dropped,
      waitingBytes: 0,
      audioBytes: this.messages.reduce((sum, { length }) => sum + length, 0),
      wireBytes: this.wireBytes,
    };
  }

  welcome(start: StreamStart): void {
    if (this.#fails()) return;
    this.starts.push(start);
    this.lengths.push(start.framesPerMessage);
    if (this.#epoch !== start.hello.epoch) this.cursor = start.cursor;
    this.#epoch = start.hello.epoch;
    this.#planes = Math.min(this.#options.planes ?? 8, start.hello.planes);
    this.#take(start.helloMessage);
    if (start.metadataMessage) this.#take(start.metadataMessage);
  }

  offer(message: ThinnedMessage, firstFrame: number, frames: number): void {
    if (this.#fails() || firstFrame + frames <= this.cursor) return;
    if (this.state === 'skipped') {
      this.#dropped++;
      return;
    }
    const had = Math.max(0, this.cursor - firstFrame);
    const withSpatialParameters = this.#options.wantsSpatialParameters ?? false;
    const { bytes } =
      had > 0
        ? message.getWithout(had, this.#planes, withSpatialParameters)
        : message.get(this.#planes, withSpatialParameters);
    this.cursor = firstFrame + frames;
    this.messages.push(bytes);
    this.#take(bytes);
  }

  repacked(framesPerMessage: number): void {
    if (!this.#fails()) this.lengths.push(framesPerMessage);
  }

  metadata(message: Uint8Array): void {
    if (!this.#fails()) this.#take(message);
  }

  sourceGone(helloMessage: Uint8Array): void {
    if (!this.#fails()) this.#take(helloMessage);
  }

  end(message: Uint8Array): void {
    if (!this.#fails()) this.#take(message);
  }

  tick(): void {
    if (!this.#fails()) this.ticks++;
  }

  close(error: CodecError, closeCode?: number): void {
    if (this.closed) return;
    this.closed = { error, closeCode };
    this.#options.onClose?.(error, closeCode);
  }

  /** Whether it is closed. @throws what the test has set */
  #fails(): boolean {
    if (this.failure) throw this.failure;
    return this.closed !== null;
  }

  #take(message: Uint8Array): void {
    this.wireBytes += message.length;
    const context: PacketContext = this.starts.at(-1)?.context ?? CONTEXT;
    const hasSpatialParameters = this.#options.wantsSpatialParameters === true && context.hasSpatialParameters === true;
    this.packets.push(parsePacket(message, { ...context, hasSpatialParameters }));
  }
}
