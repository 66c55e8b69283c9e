import { CodecError } from '../../core/errors.js';
import { framesPerSecond } from '../../core/latent/format.js';
import { isSameSecret } from '../../core/secure-random.js';
import { type ChannelInfo, fitChannelInfo } from '../../core/wire/channel-info.js';
import {
  type RelayedSourceState,
  type StreamHello,
  type StreamMetadata,
  shortEpoch,
  streamContext,
} from '../../core/wire/hello.js';
import {
  type AudioPacket,
  type EndPacket,
  FRAME_INDEX_MODULUS,
  type PacketContext,
  type SilencePacket,
} from '../../core/wire/packet.js';
import { extendIndex } from '../../core/wire/sequence.js';
import { encodeControlPacket } from '../control-packet.js';
import { playedEveryMs, type RelayLimits } from '../limits.js';
import type { Subscriber, SubscriberRequest } from '../subscribers/subscriber.js';
import { ThinnedMessage } from '../subscribers/thinned.js';
import type { ChannelResources } from './channel-resources.js';
import { subscriberMismatch } from './model-mismatch.js';
import { OperatorSettings } from './operator-settings.js';
import { type Packing, statedLength } from './packet-length.js';
import type { PassedMessage } from './passed-message.js';
import { Repacker } from './repacker.js';
import { AudioRing, type RingEntry } from './ring.js';
import { sourceHello } from './source-hello.js';

/**
 * One stream of a channel: the state of one epoch, also while its source is away. It holds the hello, the
 * metadata, the end and the last seconds of audio, and passes them to subscribers that come late or come back.
 */
export class ChannelStream {
  readonly hello: StreamHello;
  readonly context: PacketContext;
  readonly #ring: AudioRing;
  readonly #operator: OperatorSettings;
  readonly #limits: RelayLimits;
  /** What the source states is on the air; null before it has. */
  sourceMetadata: StreamMetadata | null = null;
  /** What the source states of the channel. */
  #sourceInfo: ChannelInfo | undefined;
  /** The last metadata message, and what it holds. */
  #encoded: { readonly metadata: StreamMetadata; readonly message: Uint8Array } | null = null;
  #endMessage: Uint8Array | null = null;
  /** Known to the source alone: whoever states it continues this stream. */
  readonly #resumeSecret: string;
  /** Extended index after the last frame that came; never less than before. */
  #nextFrame: number;

  constructor(
    hello: StreamHello,
    limits: RelayLimits,
    { createSecret, ringBudget }: ChannelResources,
    operator = new OperatorSettings(),
  ) {
    this.hello = sourceHello(hello);
    this.setSourceInfo(hello.channelInfo);
    this.#resumeSecret = createSecret();
    this.#operator = operator;
    this.#limits = limits;
    this.context = streamContext(hello);
    const sliceColumns = Math.ceil((limits.ringMs / 1000) * framesPerSecond(hello.format));
    this.#ring = new AudioRing(sliceColumns, limits.maxRingPackets, ringBudget);
    // A relay that has been restarted takes a resumed stream where its source can continue.
    this.#nextFrame = hello.resumeFrame ?? 0;
  }

  get nextFrame(): number {
    return this.#nextFrame;
  }

  /** What it comes from, where it plays in place of a source's stream; null for the source's own. */
  get fallback(): string | null {
    return this.#operator.fallback;
  }

  get hasEnded(): boolean {
    return this.#endMessage !== null;
  }

  /** The answer to the source: the stream's hello with the next frame that the relay expects, and the stream's secret. */
  get answerMessage(): Uint8Array {
    const resume = { resumeFrame: this.#nextFrame, resumeSecret: this.#resumeSecret };
    return encodeControlPacket({ type: 'hello', body: { ...this.hello, ...resume } });
  }

  /**
   * The hello for subscribers, with what has become of the source, and with the next frame: it tells how far the 24-bit
   * indices have come.
   * @param isConnected whether the source is connected
   * @param framesPerMessage length of the messages that the subscriber is sent, for one that has stated a wish
   */
  helloMessage(isConnected: boolean, framesPerMessage?: number): Uint8Array {
    const connected = isConnected ? 'live' : 'gone';
    const sourceState: RelayedSourceState = this.hasEnded ? 'ended' : connected;
    const muted = this.#operator.isMuted && { muted: true };
    const length = framesPerMessage !== undefined && { framesPerMessage };
    const { fallback, crossfadeMs } = this.#operator;
    const channelInfo = fitChannelInfo(this.info);
    const place = { ...(fallback !== null && { fallback }), ...(crossfadeMs > 0 && { crossfadeMs }) };
    const about = { playedEveryMs: playedEveryMs(this.#limits), ...place, ...(channelInfo && { channelInfo }) };
    const body = { ...this.hello, resumeFrame: this.#nextFrame, sourceState, ...muted, ...length, ...about };
    return encodeControlPacket({ type: 'hello', body });
  }

  /** What the channel is: as the configuration states it, or else the source. */
  get info(): ChannelInfo {
    return { ...this.#sourceInfo, ...this.#operator.info };
  }

  /** What the source states of the channel, from now on; undefined for nothing. */
  setSourceInfo(info: ChannelInfo | undefined): void {
    this.#sourceInfo = info && fitChannelInfo(info);
  }

  /** What the source states, and the operator in place of it; null for nothing. */
  get metadata(): StreamMetadata | null {
    return this.#operator.present(this.sourceMetadata);
  }

  /** The same as a packet. */
  get metadataMessage(): Uint8Array | null {
    const { metadata } = this;
    if (!metadata) return null;
    if (this.#encoded?.metadata !== metadata)
      this.#encoded = { metadata, message: encodeControlPacket({ type: 'metadata', body: { ...metadata } }) };
    return this.#encoded.message;
  }

  /**
   * Whether this hello continues the stream: the same epoch, from a source that asks to resume and proves that the stream
   * is its own. Every listener knows the epoch: it proves nothing.
   * @param isOwner whether the grant of the source proves it
   */
  isResumedBy(hello: StreamHello, isOwner: boolean): boolean {
    if (hello.epoch !== this.hello.epoch || hello.resumeFrame === undefined) return false;
    return isOwner || (hello.resumeSecret !== undefined && this.isOwnedBy(hello.resumeSecret));
  }

  /** Whether this is the secret of the stream. */
  isOwnedBy(resumeSecret: string): boolean {
    return isSameSecret(resumeSecret, this.#resumeSecret);
  }

  /**
   * The source is back and continues.
   * @throws CodecError PROTOCOL when it states another model, format, planes or stereo than at first
   */
  resume(hello: StreamHello): void {
    const isSame =
      hello.modelSha256 === this.hello.modelSha256 &&
      hello.planes === this.hello.planes &&
      (hello.stereo ?? false) === (this.hello.stereo ?? false) &&
      JSON.stringify(hello.format) === JSON.stringify(this.hello.format);
    if (!isSame)
      throw new CodecError(
        'PROTOCOL',
        'a resumed source must state the model, format, planes and stereo it started with',
      );
    this.#endMessage = null;
    this.setSourceInfo(hello.channelInfo);
  }

  /** @throws CodecError PACKET_FIELD when the packet's epoch or planes are not those of the hello */
  require(packet: AudioPacket | SilencePacket | EndPacket): void {
    const epoch = shortEpoch(this.hello.epoch);
    if (packet.epoch !== epoch)
      throw new CodecError('PACKET_FIELD', `epoch must be ${epoch} as in the hello, got ${packet.epoch}`);
    if (packet.type === 'audio' && packet.encodedPlanes !== this.hello.planes)
      throw new CodecError(
        'PACKET_FIELD',
        `encodedPlanes must be ${this.hello.planes} as in the hello, got ${packet.encodedPlanes}`,
      );
  }

  /**
   * Keeps a message for subscribers that come late. Returns the extended index of its first frame, or null for one that
   * lies behind. This relies on sources that send in order: what lies behind was sent again after a reconnect.
   */
  keep({ message, packet, planes }: PassedMessage): number | null {
    const firstFrame = extendIndex(packet.firstFrame, FRAME_INDEX_MODULUS, this.#nextFrame);
    if (firstFrame < this.#nextFrame) return null;
    this.#nextFrame = firstFrame + packet.frames;
    this.#ring.push({ message, firstFrame, frames: packet.frames, planes });
    return firstFrame;
  }

  /** Keeps a message of another channel's stream, whose place there is known; it must come after all others. */
  keepEntry(entry: RingEntry): void {
    this.#nextFrame = entry.firstFrame + entry.frames;
    this.#ring.push(entry);
  }

  /** Keeps the source's metadata in place of earlier ones. False where the operator's stand for all that has changed. */
  setMetadata(metadata: StreamMetadata): boolean {
    const shown = JSON.stringify(this.metadata);
    this.sourceMetadata = metadata;
    return this.#operator.metadata === null || JSON.stringify(this.metadata) !== shown;
  }

  /** The stream has ended, unless its source resumes it; returns the packet that announces it. */
  setEnd(packet: EndPacket): Uint8Array {
    this.#endMessage = encodeControlPacket(packet);
    return this.#endMessage;
  }

  /**
   * Hello, metadata, past audio and the end, where there has been one, for a subscriber that comes or to which the stream
   * comes, in this order.
   * @param isConnected whether the source is connected
   * @param burstMs at most this much past audio, before what is held for the subscriber's next message
   * @param packing how its messages are joined
   */
  welcome(
    subscriber: Subscriber,
    isConnected: boolean,
    burstMs: number,
    packing: Packing = { framesPerMessage: this.hello.framesPerPacket, heldFrom: null },
  ): void {
    const { from } = subscriber.request;
    const isResuming = from !== undefined && from.epoch === this.hello.epoch;
    subscriber.welcome({
      hello: this.hello,
      context: this.context,
      cursor: isResuming ? from.frame : 0,
      helloMessage: this.helloMessage(isConnected, statedLength(subscriber, packing)),
      framesPerMessage: packing.framesPerMessage,
      metadataMessage: this.metadataMessage,
    });
    // A subscriber that resumes gets what it has missed; a new one gets no old audio of a stream that stands still.
    if (isResuming || (isConnected && !this.hasEnded)) this.#burst(subscriber, burstMs, packing);
    if (this.#endMessage) subscriber.end(this.#endMessage);
  }

  /** As {@link welcome} would send: bytes of past audio, all planes included. */
  burstBytes({ burstMs, from }: SubscriberRequest, isConnected: boolean): number {
    const isResuming = from !== undefined && from.epoch === this.hello.epoch;
    if (!isResuming && (!isConnected || this.hasEnded)) return 0;
    let bytes = 0;
    for (const { message } of this.#past(burstMs, this.#nextFrame, isResuming ? from.frame : 0))
      bytes += message.length;
    return bytes;
  }

  /** The stream has begun or come back: welcomes a subscriber, or closes one that decodes another model. */
  announce(subscriber: Subscriber, channel: string, isConnected: boolean, packing: Packing): void {
    const mismatch = this.mismatch(channel, subscriber.request);
    // A subscriber that has had audio continues with what comes next; only one that has waited gets past audio.
    if (mismatch) subscriber.close(mismatch);
    else
      this.welcome(
        subscriber,
        isConnected,
        this.fallback === null && subscriber.cursor > 0 ? 0 : this.burstMs(subscriber),
        packing,
      );
  }

  /** Past audio for a subscriber that joins, in ms: what is held back for the next change of the stream comes on top. */
  burstMs({ request }: Subscriber): number {
    const { fallback, crossfadeMs } = this.#operator;
    return request.burstMs + (fallback === null ? 0 : crossfadeMs);
  }

  /** The error for a subscriber of this channel that does not decode the stream's model; null for one that does. */
  mismatch(channel: string, request: SubscriberRequest): CodecError | null {
    return subscriberMismatch(channel, this.hello, request);
  }

  /** Nobody resumes this stream where it was: its audio is dropped. */
  forgetAudio(): void {
    this.#ring.clear();
  }

  /** The last `burstMs` before the frame `until`, but nothing before `cursor`. */
  #past(burstMs: number, until: number, cursor: number): IterableIterator<RingEntry> {
    const burstFrames = Math.floor((burstMs / 1000) * framesPerSecond(this.hello.format));
    return this.#ring.from(Math.max(until - burstFrames, cursor));
  }

  #burst(subscriber: Subscriber, burstMs: number, { framesPerMessage, heldFrom }: Packing): void {
    const until = heldFrom ?? this.#nextFrame;
    const thinned = new ThinnedMessage();
    const isRepacked = framesPerMessage > this.hello.framesPerPacket;
    const repacker = new Repacker(isRepacked ? framesPerMessage : 1, this.context, (entry) => {
      thinned.set(entry.message, entry.planes, this.context);
      subscriber.offer(thinned, entry.firstFrame, entry.frames);
    });
    for (const entry of this.#past(burstMs, until, subscriber.cursor)) {
      if (entry.firstFrame >= until) break;
      repacker.push(entry);
    }
    repacker.flush();
  }
}
