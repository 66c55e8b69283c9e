import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { type OptionKinds, requireKind, requireOptions } from '../../core/options.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { Features } from '../link/features.js';
import { CONNECT_KINDS } from '../link/options.js';
import { requireMetadata, requireStreamDescription } from './description-check.js';
import { Packetizer } from './packetizer.js';
import { ReliableUplink } from './reliable-uplink.js';
import type { SenderHandlers, SenderOptions, SenderState, SenderStats, Uplink } from './uplink.js';

const KINDS: OptionKinds<SenderOptions> = {
  ...CONNECT_KINDS,
  hello: 'object',
  metadata: 'object',
  uplink: 'object',
  handlers: 'object',
};

/** Kinds of {@link SenderHandlers}. */
export const SENDER_HANDLER_KINDS: OptionKinds<SenderHandlers> = {
  onUp: 'function',
  onQueued: 'function',
  onDown: 'function',
  onError: 'function',
};

/** One live stream to a relay: blocks → messages → uplink. */
export class Sender {
  readonly #packetizer: Packetizer;
  readonly #uplink: Uplink;

  /**
   * @param uplink how the messages reach the relay
   * @throws TypeError, RangeError naming a wrong option.
   */
  constructor(options: SenderOptions, uplink?: Uplink) {
    requireOptions('', options, KINDS, ['connect', 'clock', 'hello']);
    requireStreamDescription(options.hello);
    requireMetadata(options.metadata);
    requireOptions('handlers', options.handlers, SENDER_HANDLER_KINDS);
    this.#packetizer = new Packetizer(options.hello);
    this.#uplink = uplink ?? new ReliableUplink(options);
  }

  get state(): SenderState {
    return this.#uplink.state;
  }

  /** What the hello has offered and the relay has repeated, on the last connection; nothing before the first answer. */
  get features(): Features {
    return this.#uplink.features;
  }

  /**
   * Resolves when the relay has taken the stream. Blocks may be sent before.
   * @throws CodecError TRANSPORT_FAILED, CHANNEL_BUSY, CHANNEL_LIMIT, … when it has not
   */
  start(): Promise<void> {
    return this.#uplink.start();
  }

  /**
   * Sends a block or queues it. Returns false when the caller can wait for {@link drained}. A live source cannot: it
   * sends its next block all the same, and the oldest waiting frames are dropped beyond `uplink.queueMs`.
   * @throws RangeError when the block does not come after the one before it, or is not of the hello's format
   * @throws CodecError TRANSPORT_CLOSED after `end`, `close` or a failure
   */
  send(block: FrameBlock): boolean {
    this.#requireOpen();
    return this.#uplink.send(this.#packetizer.audio(block));
  }

  /**
   * States that frames are silent instead of sending them; only where {@link features} has `silence`. Otherwise as `send`.
   * @throws RangeError, CodecError as `send` does
   */
  sendSilence(block: SilentBlock): boolean {
    this.#requireOpen();
    return this.#uplink.send(this.#packetizer.silence(block));
  }

  /**
   * Resolves when nothing waits.
   * @throws CodecError when the stream has failed or was closed
   */
  drained(): Promise<void> {
    return this.#uplink.drained();
  }

  /** Replaces the metadata; sent again after every reconnect. @throws TypeError, RangeError naming a wrong field */
  setMetadata(metadata: StreamMetadata): void {
    requireKind('metadata', metadata, 'object');
    requireMetadata(metadata);
    this.#uplink.setMetadata(metadata);
  }

  /**
   * Sends what waits and the end of the stream, and closes. Resolves when the relay has it all.
   * @throws CodecError TRANSPORT_FAILED when it has not within `uplink.endTimeoutMs`
   */
  end(totalFrames: number, totalSamples: number): Promise<void> {
    return this.#uplink.end(this.#packetizer.end(totalFrames, totalSamples));
  }

  /** Closes at once, without an end: listeners wait for the source to come back. May be called twice. */
  close(): void {
    this.#uplink.close();
  }

  /** What has been sent, dropped and queued since the start. */
  stats(): SenderStats {
    return this.#uplink.stats();
  }

  #requireOpen(): void {
    const { refusal } = this.#uplink;
    if (refusal) throw refusal;
  }
}
