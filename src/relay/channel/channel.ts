import { CodecError } from '../../core/errors.js';
import { CLOSE_CODES } from '../../core/wire/control.js';
import type { StreamHello, StreamMetadata } from '../../core/wire/hello.js';
import type { AudioPacket, EndPacket, PacketContext, SilencePacket } from '../../core/wire/packet.js';
import { UNKNOWN_STREAM } from '../control-packet.js';
import type { RelayLimits } from '../limits.js';
import type { Subscriber, SubscriberStats } from '../subscribers/subscriber.js';
import { Audience } from './audience.js';
import { ChannelStream, planesOf } from './channel-stream.js';
import { emptyMetadataMessage, OperatorSettings, silenceInPlaceOf } from './operator-settings.js';
import type { ChannelSource } from './source.js';
import { SourceTraffic, type SourceTrafficStats } from './source-traffic.js';

/**
 * A channel: at most one source, any number of subscribers, and the stream that the source sends. The channel outlives
 * its streams, and a stream outlives its source's connection: subscribers stay and wait for the next hello.
 */
export class Channel {
  readonly name: string;
  readonly #limits: RelayLimits;
  readonly #audience = new Audience();
  readonly #traffic = new SourceTraffic();
  readonly #operator = new OperatorSettings();
  /** Subscribers of the relay itself that are no listeners: recorders. */
  readonly #recorders = new Set<Subscriber>();
  #source: ChannelSource | null = null;
  /** The present stream, or the last one; null before the first. */
  #stream: ChannelStream | null = null;
  /** When the last source or subscriber left; counts only while there is neither. */
  #emptySinceMs: number;

  constructor(name: string, limits: RelayLimits, nowMs: number) {
    this.name = name;
    this.#limits = limits;
    this.#emptySinceMs = nowMs;
  }

  /** How to parse packets of the present stream. */
  get context(): PacketContext {
    return this.#stream?.context ?? UNKNOWN_STREAM;
  }

  /** How long the channel has had neither source nor subscribers, in ms. */
  idleMs(nowMs: number): number {
    return this.#isEmpty ? nowMs - this.#emptySinceMs : 0;
  }

  /**
   * A source begins a stream or resumes the present one. A source that resumes replaces its own dead connection: the
   * epoch is a random number and no secret, so that this keeps out accidents and not attackers.
   * @throws CodecError CHANNEL_BUSY when the channel has another source; PROTOCOL when a resumed source states another
   *   model, format, planes or stereo than before
   */
  attachSource(source: ChannelSource, hello: StreamHello): void {
    const resumed = this.#stream?.isResumedBy(hello) ? this.#stream : null;
    const previous = this.#source;
    // The connection of a source that has ended its stream may close after the hello of the next one.
    if (previous && !resumed && !this.#stream!.hasEnded)
      throw new CodecError(
        'CHANNEL_BUSY',
        `channel ${this.name} has a source already (epoch ${this.#stream!.hello.epoch})`,
      );
    resumed?.resume(hello);
    const stream = resumed ?? new ChannelStream(hello, this.#limits, this.#operator);
    this.#stream = stream;
    this.#source = source;
    this.#traffic.attach();
    previous?.close(new CodecError('CHANNEL_BUSY', 'the source has connected again'), CLOSE_CODES.channelBusy);
    source.welcome(stream.answerMessage);
    this.#audience.each((subscriber) => this.#announce(subscriber, stream));
  }

  /**
   * The source has gone; its stream and the subscribers stay, and are told where the stream has not ended. Does nothing
   * for one that has been replaced.
   */
  detachSource(source: ChannelSource, nowMs: number): void {
    if (this.#source === source) {
      this.#source = null;
      this.#traffic.detach();
      const stream = this.#stream!;
      const message = stream.hasEnded ? null : stream.helloMessage(false);
      if (message) this.#audience.each((subscriber) => subscriber.sourceGone(message));
    }
    if (this.#isEmpty) this.#emptySinceMs = nowMs;
  }

  /**
   * Adds a subscriber and passes it the present stream, if there is one.
   * @throws CodecError CHANNEL_LIMIT | MODEL_MISMATCH; whatever the subscriber throws, which has been added then
   */
  subscribe(subscriber: Subscriber): void {
    const { maxListenersPerChannel } = this.#limits;
    if (this.#listeners >= maxListenersPerChannel)
      throw new CodecError('CHANNEL_LIMIT', `channel ${this.name} may have ${maxListenersPerChannel} listeners`);
    const mismatch = this.#mismatch(subscriber);
    if (mismatch) throw mismatch;
    this.#add(subscriber);
  }

  /** As {@link subscribe}, for a recorder of the relay itself: it is counted as no listener. */
  attachRecorder(recorder: Subscriber): void {
    this.#recorders.add(recorder);
    this.#add(recorder);
  }

  #add(subscriber: Subscriber): void {
    this.#audience.add(subscriber);
    this.#stream?.welcome(subscriber, this.#source !== null, subscriber.request.burstMs);
  }

  /**
   * Takes over a listener of another channel, which tells it that its source has gone where this one has no stream yet.
   * @throws CodecError as {@link subscribe}: then the listener stays where it was
   */
  takeOver(subscriber: Subscriber, from: Channel, nowMs: number): void {
    const farewell = this.#stream ? null : (from.#stream?.helloMessage(false) ?? null);
    this.subscribe(subscriber);
    from.unsubscribe(subscriber, nowMs);
    if (farewell) subscriber.sourceGone(farewell);
  }

  /** What the operator has set. */
  get operator(): Readonly<Pick<OperatorSettings, 'isMuted' | 'metadata'>> {
    return this.#operator;
  }

  /** From now on digital silence stands for the source's audio, or no more; listeners are told in a hello. */
  setMuted(isMuted: boolean): void {
    if (this.#operator.isMuted === isMuted) return;
    this.#operator.isMuted = isMuted;
    const stream = this.#stream;
    if (stream && !stream.hasEnded)
      this.#audience.each((subscriber) => stream.welcome(subscriber, this.#source !== null, 0));
  }

  /** Metadata that stand for the source's, whatever it sends; null brings back the source's own. */
  setTitle(metadata: StreamMetadata | null): void {
    this.#operator.setMetadata(metadata);
    const message = this.#stream?.metadataMessage ?? (this.#stream && emptyMetadataMessage());
    if (message) this.#audience.each((subscriber) => subscriber.metadata(message));
  }

  /** Forgets a subscriber; does nothing for one that is not subscribed. */
  unsubscribe(subscriber: Subscriber, nowMs: number): void {
    this.#audience.remove(subscriber, nowMs);
    this.#recorders.delete(subscriber);
    if (this.#isEmpty) this.#emptySinceMs = nowMs;
  }

  /**
   * Audio of the source, parsed once. `message` is kept, so that it must not change any more.
   * @throws CodecError PACKET_FIELD when its epoch or planes are not those of the hello
   */
  onAudio(message: Uint8Array, packet: AudioPacket, nowMs: number): void {
    if (this.#passUnmuted(message, packet))
      this.#traffic.audio(packet.payload.length + (packet.spatial?.length ?? 0), nowMs);
  }

  /**
   * Silence of the source: passed, kept and dropped as audio is, but never thinned. `message` is kept.
   * @throws CodecError PACKET_FIELD when its epoch is not that of the hello
   */
  onSilence(message: Uint8Array, packet: SilencePacket): void {
    if (this.#passUnmuted(message, packet)) this.#traffic.silence(packet.frames);
  }

  /** Kept for subscribers that come later and repeated after every hello. */
  onMetadata(metadata: StreamMetadata): void {
    const stream = this.#stream!;
    stream.setMetadata(metadata);
    // The operator's stand, and listeners have them already.
    if (!this.#operator.metadata) this.#audience.each((subscriber) => subscriber.metadata(stream.metadataMessage!));
  }

  /** @throws CodecError PACKET_FIELD when its epoch is not that of the hello */
  onEnd(packet: EndPacket): void {
    this.#stream!.require(packet);
    const message = this.#stream!.setEnd(packet);
    this.#traffic.detach();
    this.#audience.each((subscriber) => subscriber.end(message));
  }

  tick(nowMs: number): void {
    this.#audience.tick(nowMs);
    if (this.#source && !this.#stream!.hasEnded) this.#traffic.tick(this.#source, nowMs);
  }

  /** Totals; costs the same however many subscribers there are. */
  stats(nowMs: number): ChannelStats {
    const stream = this.#stream;
    return {
      channel: this.name,
      epoch: stream?.hello.epoch ?? null,
      modelId: stream?.hello.modelId ?? null,
      isLive: this.#source !== null && !stream?.hasEnded,
      hasEnded: stream?.hasEnded ?? false,
      nextFrame: stream?.nextFrame ?? 0,
      isMuted: this.#operator.isMuted,
      isRecording: this.#recorders.size > 0,
      metadata: this.#operator.metadata ?? stream?.sourceMetadata ?? null,
      listeners: this.#listeners,
      ...this.#traffic.stats(nowMs),
      listenersWireKbps: this.#audience.wireKbps(nowMs),
      maxLagMs: this.#audience.maxLagMs,
      thinnedListeners: this.#audience.thinned,
      skippedListeners: this.#audience.skipped,
    };
  }

  /** Counters of each subscriber, in the order in which they came. */
  subscriberStats(nowMs: number): IterableIterator<SubscriberStats> {
    return this.#audience.stats(nowMs);
  }

  get #isEmpty(): boolean {
    return this.#source === null && this.#audience.size === 0 && !this.#operator.isSet;
  }

  get #listeners(): number {
    return this.#audience.size - this.#recorders.size;
  }

  /** {@link #pass}, with silence in place of what a muted source sends. */
  #passUnmuted(message: Uint8Array, packet: AudioPacket | SilencePacket): boolean {
    if (!this.#operator.isMuted) return this.#pass(message, packet);
    // What the source sends must be right all the same.
    this.#stream!.require(packet);
    const silence = silenceInPlaceOf(packet);
    return this.#pass(silence.message, silence.packet);
  }

  /**
   * Keeps a message for subscribers that come late and passes it to all; false for one whose frames had come before.
   */
  #pass(message: Uint8Array, packet: AudioPacket | SilencePacket): boolean {
    const stream = this.#stream!;
    stream.require(packet);
    const firstFrame = stream.keep(message, packet);
    if (firstFrame === null) this.#traffic.stale();
    else this.#audience.offer(message, planesOf(packet), stream.context, firstFrame, packet.frames);
    return firstFrame !== null;
  }

  /** Announces the stream that has begun or resumed to a subscriber; one that decodes another model is closed. */
  #announce(subscriber: Subscriber, stream: ChannelStream): void {
    const mismatch = this.#mismatch(subscriber);
    // A subscriber that has had audio continues with what comes next; only one that has waited gets past audio.
    if (mismatch) subscriber.close(mismatch);
    else stream.welcome(subscriber, true, subscriber.cursor > 0 ? 0 : subscriber.request.burstMs);
  }

  #mismatch({ request: { modelSha256 } }: Subscriber): CodecError | null {
    const hello = this.#stream?.hello;
    if (!hello || !modelSha256 || modelSha256.includes(hello.modelSha256)) return null;
    return new CodecError(
      'MODEL_MISMATCH',
      `channel ${this.name} streams model ${hello.modelId} (sha256 ${hello.modelSha256}); the listener has sha256 ${modelSha256.join(', ')}`,
    );
  }
}

/** One channel as `GET /channels` lists it; lags and states of listeners are those of the last tick. */
export interface ChannelStats extends SourceTrafficStats {
  readonly channel: string;
  readonly epoch: number | null;
  readonly modelId: string | null;
  /** A source is connected and has not ended its stream. */
  readonly isLive: boolean;
  /** The source of the present stream has ended it; another stream may follow. */
  readonly hasEnded: boolean;
  /** Index after the last frame that came. */
  readonly nextFrame: number;
  /** The operator has muted the source: listeners receive silence. */
  readonly isMuted: boolean;
  /** The relay records the channel. */
  readonly isRecording: boolean;
  /** What is on the air, by the operator or else by the source; null where neither has stated it. */
  readonly metadata: StreamMetadata | null;
  readonly listeners: number;
  /** All listeners together. */
  readonly listenersWireKbps: number;
  readonly maxLagMs: number;
  readonly thinnedListeners: number;
  readonly skippedListeners: number;
}
