import type { StreamHello, StreamMetadata } from '../../core/wire/hello.js';
import type { AudioPacket, EndPacket, PacketContext, SilencePacket } from '../../core/wire/packet.js';
import { UNKNOWN_STREAM } from '../control-packet.js';
import type { RelayLimits } from '../limits.js';
import { SourcePace } from '../sources/source-pace.js';
import type { Subscriber, SubscriberRequest, SubscriberStats } from '../subscribers/subscriber.js';
import type { AttendeeKind } from './audience.js';
import type { ChannelCompanion } from './channel-companion.js';
import { ChannelLifetime } from './channel-lifetime.js';
import { type ChannelPolicy, DEFAULT_CHANNEL_POLICY, requireAllowedSource, requireRoom } from './channel-policy.js';
import type { ChannelResources } from './channel-resources.js';
import { type ChannelStats, channelStats } from './channel-stats.js';
import { ChannelStream } from './channel-stream.js';
import { OnAir } from './on-air.js';
import { OperatorSettings } from './operator-settings.js';
import { passedMessage } from './passed-message.js';
import type { RemoteStream } from './remote-stream.js';
import { ServedAudience } from './served-audience.js';
import type { ChannelSource } from './source.js';
import { type SourceClaim, SourceSeat } from './source-seat.js';
import { SourceTraffic } from './source-traffic.js';

/**
 * A channel: at most one source, any number of subscribers, and the stream that the source sends. The channel outlives
 * its streams, and a stream outlives its source's connection: subscribers stay and wait for the next hello.
 */
export class Channel {
  readonly name: string;
  readonly #limits: RelayLimits;
  readonly #audience: ServedAudience;
  readonly #traffic = new SourceTraffic();
  readonly #operator = new OperatorSettings();
  readonly seat: SourceSeat;
  readonly onAir: OnAir;
  readonly #resources: ChannelResources;
  #policy = DEFAULT_CHANNEL_POLICY;
  /** How fast the sources may send, whichever connection they send on. */
  readonly pace: SourcePace;
  /** The present stream, or the last one; null before the first. */
  #stream: ChannelStream | null = null;
  readonly #lifetime: ChannelLifetime;
  /** What acts where the source is away or nobody listens: told of every change. */
  companions: readonly ChannelCompanion[] = [];

  constructor(name: string, limits: RelayLimits, nowMs: number, resources: ChannelResources) {
    this.name = name;
    this.#limits = limits;
    this.#audience = new ServedAudience(limits);
    this.#resources = resources;
    this.onAir = new OnAir(this.#audience, resources.wallMs);
    this.pace = new SourcePace(limits);
    this.seat = new SourceSeat(name, limits);
    this.#lifetime = new ChannelLifetime(limits, nowMs);
  }

  /** How to parse packets of the present stream. */
  get context(): PacketContext {
    return this.#stream?.context ?? UNKNOWN_STREAM;
  }

  /** What the configuration states of it. */
  get policy(): ChannelPolicy {
    return this.#policy;
  }

  /** Another policy from now on, for those who come; who is connected stays. */
  setPolicy(policy: ChannelPolicy): void {
    this.#policy = policy;
    this.seat.setPolicy(policy);
    if (!this.#operator.setInfo(policy.info)) return;
    this.onAir.tell(this.#stream);
    this.#audience.tellState(this.#stream, this.seat.source !== null);
  }

  hasStream = (): boolean => this.#stream !== null;

  /** Whether nobody uses the channel, and no source has a moment ago: the relay may forget it. */
  isIdle(nowMs: number): boolean {
    return this.#isEmpty && !this.#policy.isNamed && (!this.#stream || this.#lifetime.isOver(nowMs));
  }

  /** Whether a source has the channel, waits for it, or may come back to it; listeners alone take none. */
  isTaken(nowMs: number): boolean {
    return !this.seat.isEmpty || this.#lifetime.isKept(nowMs);
  }

  /** Memory of the past audio that a subscriber with this request would be sent, in bytes at most. */
  burstBytes(request: SubscriberRequest): number {
    const { standIn } = this.#audience;
    return (standIn ?? this.#stream)?.burstBytes(request, standIn !== null || this.seat.source !== null) ?? 0;
  }

  /**
   * A source begins a stream or resumes the present one; where it proves that the stream is its own, it replaces its dead
   * connection at once. Any other source that finds the channel taken waits ({@link SourceSeat}) and is seated or closed
   * in a later tick.
   * @param options who the source is by its grant, what is called when it is seated, and whether it resumes where that is
   *   settled: then it is seated at once
   * @throws CodecError CHANNEL_BUSY when another one waits, or the present one cannot be asked whether it is alive; PROTOCOL
   *   when a resumed source states another model, format, planes or stereo than before
   */
  attachSource(
    source: ChannelSource,
    hello: StreamHello,
    nowMs: number,
    options: Pick<SourceClaim, 'identity' | 'onTaken'> & { readonly isResumed?: boolean } = {},
  ): void {
    requireAllowedSource(this.name, this.#policy, hello);
    const claim = { source, hello, ...options };
    const isResumed = options.isResumed
      ? this.#stream?.hello.epoch === hello.epoch
      : (this.#stream?.isResumedBy(hello, this.seat.isOwnedBy(options.identity)) ?? false);
    // The connection of a source that has ended its stream may close after the hello of the next one.
    if (isResumed || options.isResumed === false || this.seat.ask(claim, this.#hasEnded(), nowMs))
      this.#seatSource(claim, isResumed, nowMs);
  }

  /**
   * The source is on another relay of the cluster, or has gone from there (null). Returns whether its stream is one that
   * this channel did not have.
   */
  attachRemote(source: ChannelSource | null, remote: RemoteStream, nowMs: number): boolean {
    const stream = remote.continued(this.#stream) ?? remote.toStream(this.#limits, this.#resources, this.#operator);
    const isNew = stream !== this.#stream;
    if (source) this.#seatSource({ source, hello: remote.hello }, !isNew, nowMs, stream);
    else if (isNew) this.#begin(stream);
    return isNew;
  }

  /**
   * The source has gone; its stream and the subscribers stay, and are told where the stream has not ended. Does nothing
   * for one that has been replaced.
   * @param isLost whether its connection was lost, so that it will want to come back: its place is kept for a while
   */
  detachSource(source: ChannelSource, nowMs: number, isLost = false): void {
    if (this.seat.leave(source, nowMs, isLost && !this.#hasEnded())) {
      this.#traffic.detach();
      this.#lifetime.silenced(nowMs);
      this.#changed(nowMs);
      if (!this.#hasEnded()) this.#audience.sourceGone(this.#stream!);
    }
    if (this.#isEmpty) this.#lifetime.emptied(nowMs);
  }

  /**
   * Adds a subscriber and passes it the present stream, if there is one.
   * @throws CodecError CHANNEL_LIMIT | MODEL_MISMATCH; whatever the subscriber throws, which has been added then
   */
  subscribe(subscriber: Subscriber): void {
    requireRoom(this, this.#limits, this.#audience.count('listener'));
    const mismatch = (this.#audience.standIn ?? this.#stream)?.mismatch(this.name, subscriber.request);
    if (mismatch) throw mismatch;
    this.#add(subscriber);
  }

  /** As {@link subscribe}, for a part of the relay itself: it is counted as no listener. */
  attachInternal(subscriber: Subscriber, kind: Exclude<AttendeeKind, 'listener'>): void {
    this.#add(subscriber, kind);
  }

  #add(subscriber: Subscriber, kind: AttendeeKind = 'listener'): void {
    this.#audience.add(subscriber, kind);
    const isListener = this.#audience.isListener(kind);
    const stream = (isListener && this.#audience.standIn) || this.#stream;
    // What is about to play is the first that a listener hears.
    if (!stream || (isListener && this.#audience.isOwed)) return;
    const isLive = this.seat.source !== null || stream.fallback !== null;
    stream.welcome(subscriber, isLive, stream.burstMs(subscriber), this.#audience.packingOf(subscriber));
  }

  /** Its subscribers as the relay sees them. */
  get audience(): ServedAudience {
    return this.#audience;
  }

  /** The stream of the source, also when it has gone; null before the first. */
  get stream(): ChannelStream | null {
    return this.#stream;
  }

  /** What the operator has set, and how the streams of the channel follow each other. */
  get operator(): Readonly<Pick<OperatorSettings, 'isMuted' | 'metadata' | 'info'>> &
    Pick<OperatorSettings, 'crossfadeMs'> {
    return this.#operator;
  }

  /** From now on digital silence stands for the source's audio, or no more; listeners are told in a hello. */
  setMuted(isMuted: boolean): void {
    if (this.#operator.isMuted === isMuted) return;
    this.#operator.isMuted = isMuted;
    this.#audience.tellState(this.#stream, this.seat.source !== null);
  }

  /** Metadata that stand for the source's, field by field, whatever it sends; null brings back the source's own. */
  setTitle(metadata: StreamMetadata | null): void {
    this.#operator.setMetadata(metadata);
    this.onAir.tell(this.#stream);
  }

  /** Forgets a subscriber; does nothing for one that is not subscribed. */
  unsubscribe(subscriber: Subscriber, nowMs: number): void {
    this.#audience.remove(subscriber, nowMs);
    if (this.#isEmpty) this.#lifetime.emptied(nowMs);
  }

  /**
   * Audio or silence of the source, parsed once: it, or what stands for it ({@link passedMessage}), is kept for subscribers
   * that come late and passed to all, unless its frames have come before. `message` must not change any more.
   * @throws CodecError PACKET_FIELD when its epoch or planes are not those of the hello
   */
  onAudio(message: Uint8Array, packet: AudioPacket | SilencePacket, nowMs: number): void {
    const stream = this.#stream!;
    // What a muted source sends must be right all the same.
    stream.require(packet);
    const rule = { isMuted: this.#operator.isMuted, maxPlanes: this.#policy.planes };
    const passed = passedMessage(message, packet, rule, stream.context);
    const firstFrame = stream.keep(passed);
    this.#traffic.passed(packet, firstFrame !== null, nowMs);
    const { message: bytes, planes } = passed;
    if (firstFrame === null) return;
    this.#audience.offer({ message: bytes, firstFrame, frames: packet.frames, planes }, nowMs);
    if (this.#audience.standIn) this.#changed(nowMs);
  }

  /** Kept for subscribers that come later and repeated after every hello. */
  onMetadata(metadata: StreamMetadata): void {
    if (this.#stream!.setMetadata(metadata)) this.onAir.tell(this.#stream);
  }

  /** @throws CodecError PACKET_FIELD when its epoch is not that of the hello */
  onEnd(packet: EndPacket, nowMs: number): void {
    this.#stream!.require(packet);
    const message = this.#stream!.setEnd(packet);
    this.#lifetime.silenced(nowMs);
    this.#traffic.detach();
    this.#changed(nowMs);
    this.#audience.ended(this.#stream!, message);
  }

  tick(nowMs: number): void {
    this.#audience.tick(nowMs);
    this.seat.tick(this.#hasEnded(), nowMs, (claim) => this.#seatSource(claim, false, nowMs));
    const { source } = this.seat;
    if (source && !this.#hasEnded()) this.#traffic.tick(source, nowMs);
    else if (this.#lifetime.isStale(nowMs)) this.#stream?.forgetAudio();
    this.#changed(nowMs);
  }

  /** Totals, at the same cost for any number of subscribers. */
  stats(nowMs: number): ChannelStats {
    const parts = { name: this.name, policy: this.#policy, stream: this.#stream, operator: this.#operator };
    const { source } = this.seat;
    return channelStats({ ...parts, source, audience: this.#audience, traffic: this.#traffic }, nowMs);
  }

  /** Counters of each subscriber, in the order in which they came. */
  subscriberStats(nowMs: number): IterableIterator<SubscriberStats> {
    return this.#audience.stats(nowMs);
  }

  get #isEmpty(): boolean {
    return this.seat.isEmpty && this.#audience.size === 0 && !this.#operator.isSet;
  }

  #hasEnded = (): boolean => this.#stream?.hasEnded ?? false;

  /** Gives the channel to a source, which resumes the present stream or begins one: `begun`, or a new one. */
  #seatSource(claim: SourceClaim, isResumed: boolean, nowMs: number, begun?: ChannelStream): void {
    const { source, hello } = claim;
    if (isResumed) this.#stream!.resume(hello);
    else if (!begun) requireAllowedSource(this.name, this.#policy, hello);
    const stream =
      (isResumed ? this.#stream : begun) ?? new ChannelStream(hello, this.#limits, this.#resources, this.#operator);
    this.pace.begin(hello, nowMs);
    const previous = this.seat.take(claim);
    this.#traffic.attach();
    this.#audience.sourceCame(nowMs);
    const isSameSource = hello.resumeSecret !== undefined && stream.isOwnedBy(hello.resumeSecret);
    previous?.close(this.seat.farewell({ isResumed, isSameSource }));
    source.welcome(stream.answerMessage);
    this.#begin(stream);
    claim.onTaken?.();
  }

  /** Tells the subscribers of a stream that has begun or resumed. */
  #begin(stream: ChannelStream): void {
    if (stream !== this.#stream) this.#stream?.forgetAudio();
    if (stream !== this.#stream) this.#audience.begin(stream.hello, stream.context);
    this.#stream = stream;
    this.onAir.begin(stream);
    this.#audience.announce(this.name, stream, this.seat.source !== null);
  }

  #changed(nowMs: number): void {
    for (const companion of this.companions) companion.update(nowMs);
  }
}
