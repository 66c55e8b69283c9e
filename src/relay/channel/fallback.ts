import { framesToMs } from '../../core/latent/format.js';
import type { StreamHello, StreamMetadata } from '../../core/wire/hello.js';
import type { RelayLimits } from '../limits.js';
import type { Channel } from './channel.js';
import type { ChannelCompanion } from './channel-companion.js';
import type { ChannelResources } from './channel-resources.js';
import { ChannelStream } from './channel-stream.js';
import { FallbackLink } from './fallback-link.js';
import { FALLBACK_DEFAULTS, type FallbackOptions } from './fallback-options.js';
import { OperatorSettings } from './operator-settings.js';
import type { RingEntry } from './ring.js';

/** A source that is back has sent for this long before the listeners come back to it: one that comes and goes does not toss them about. */
const RETURN_MS = 1000;
/** Without listeners the fallback is left after this time. */
const LINGER_MS = 5000;
/** For so long at most listeners are not told that the source has gone because something else is about to play. */
const MAX_AWAIT_MS = 30_000;
/** Past audio of the fallback at once: listeners have had nothing since the source's last packet. */
export const STANDIN_SLACK_MS = 1000;

/** A fallback plays, or plays no more. */
export interface FallbackEvent {
  readonly event: 'fallback.on' | 'fallback.off';
  /** On which it plays. */
  readonly channel: string;
  /** What plays: the name of another channel, or `files`. */
  readonly fallback: string;
  /** Why it plays no more: the source is back, nothing plays there any more, nobody listens, or the configuration has changed. */
  readonly reason?: 'source' | 'gone' | 'unheard' | 'configuration';
}

/** One channel and what it falls back on. */
export interface ChannelFallbackOptions {
  /** Whose source may be away. */
  readonly channel: Channel;
  /** As the configuration states them. */
  readonly options: FallbackOptions;
  /** The channel that plays in place of the source, made where there is none; null: not now. */
  target(): Channel | null;
  /** Called when it begins and when it ends, but not where one of its streams follows another. Must not throw. */
  readonly onEvent?: ((event: FallbackEvent) => void) | undefined;
  /** The relay's: the stream keeps as much of its past as any. */
  readonly limits: RelayLimits;
  /** What its stream shares with those of the other channels. */
  readonly resources: ChannelResources;
}

/**
 * Plays another channel on this one while its source is away and somebody listens: the listeners stay where they are and
 * are sent that stream, and the source's again when it is back. What the fallback plays is another stream to them,
 * which their players crossfade with the one before it.
 */
export class Fallback implements ChannelCompanion {
  readonly #o: ChannelFallbackOptions;
  readonly #crossfadeMs: number;
  readonly #stallMs: number;
  #link: { readonly target: Channel; readonly subscriber: FallbackLink } | null = null;
  #stream: ChannelStream | null = null;
  #nowMs = 0;
  #unheardSinceMs: number | null = null;
  #joinedMs = 0;
  #isAwaited = false;
  #isBusy = false;
  /** What plays, as was told. */
  #told: string | null = null;

  constructor(options: ChannelFallbackOptions) {
    this.#o = options;
    const { crossfadeMs = FALLBACK_DEFAULTS.crossfadeMs, stallMs = FALLBACK_DEFAULTS.stallMs } = options.options;
    this.#crossfadeMs = crossfadeMs;
    this.#stallMs = stallMs;
    options.channel.operator.crossfadeMs = crossfadeMs;
  }

  /** What it falls back on does not play yet, but soon. */
  get isAwaited(): boolean {
    return this.#isAwaited;
  }

  update(nowMs: number): void {
    // Joining the other channel may come back to this one.
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#nowMs = nowMs;
    try {
      this.#follow(nowMs);
    } finally {
      this.#isBusy = false;
    }
  }

  #follow(nowMs: number): void {
    const { channel } = this.#o;
    const { audience } = channel;
    const isAway = this.#isAway(nowMs);
    if (isAway) audience.sourceAway();
    const isHeard = audience.count('listener') + audience.count('link') > 0;
    if (isHeard) this.#unheardSinceMs = null;
    else this.#unheardSinceMs ??= nowMs;
    if (this.#link && !isHeard && nowMs - this.#unheardSinceMs! >= LINGER_MS) this.#leave(null, 'unheard');
    else if (!this.#link && isAway && isHeard) this.#join();
    else if (this.#link && !isAway && (this.#stream === null || audience.sendingMs(nowMs) >= RETURN_MS))
      this.#leave(channel.stream, 'source');
    this.#await(nowMs);
  }

  /** Listeners are told that the source has gone only where nothing is about to play. */
  #await(nowMs: number): void {
    const isWaiting = this.#link !== null && this.#stream === null && nowMs - this.#joinedMs < MAX_AWAIT_MS;
    this.#isAwaited = isWaiting && this.#link!.target.companions.some(({ isAwaited }) => isAwaited === true);
    this.#o.channel.audience.setAwaited(this.#isAwaited);
  }

  close(nowMs: number): void {
    this.#nowMs = nowMs;
    const { channel } = this.#o;
    channel.operator.crossfadeMs = 0;
    this.#leave(this.#isAway(nowMs) ? null : channel.stream, 'configuration');
    this.#await(nowMs);
  }

  #isAway(nowMs: number): boolean {
    const { seat, stream, audience } = this.#o.channel;
    return !seat.source || !stream || stream.hasEnded || audience.isStalled(nowMs, this.#stallMs);
  }

  #join(): void {
    const target = this.#o.target();
    if (!target || target === this.#o.channel) return;
    const subscriber = new FallbackLink({
      request: () => ({ burstMs: this.#crossfadeMs + STANDIN_SLACK_MS, via: this.#o.channel.audience.path() }),
      begin: (hello, metadata) => this.#begin(hello, metadata, target),
      take: (entry) => this.#take(entry),
      metadata: (metadata) => this.#tell(metadata),
      gone: () => this.#gone(),
      closed: () => this.#leave(null, 'gone'),
    });
    this.#link = { target, subscriber };
    this.#joinedMs = this.#nowMs;
    target.attachInternal(subscriber, 'link');
  }

  #begin(hello: StreamHello, metadata: StreamMetadata | null, target: Channel): void {
    const { channel, limits, resources } = this.#o;
    const own = channel.stream;
    // A listener decodes one model: it would be closed with the hello of another one.
    if (own && own.hello.modelSha256 !== hello.modelSha256) return;
    const settings = new OperatorSettings(() => channel.stream?.info ?? channel.operator.info);
    settings.crossfadeMs = this.#crossfadeMs;
    settings.fallback = hello.fallback ?? target.name;
    const { channelInfo: _ofTarget, ...streamHello } = hello;
    const stream = new ChannelStream(streamHello, limits, resources, settings);
    if (metadata) stream.setMetadata(metadata);
    this.#stream = stream;
    channel.audience.beginStandIn(channel.name, stream);
    this.#report(settings.fallback);
  }

  #take(entry: RingEntry): void {
    if (!this.#stream) return;
    this.#stream.keepEntry(entry);
    this.#o.channel.audience.offerStandIn(entry, this.#nowMs);
  }

  #tell(metadata: StreamMetadata): void {
    this.#stream?.setMetadata(metadata);
    const message = this.#stream?.metadataMessage;
    if (message) this.#o.channel.audience.tellStandIn(message);
  }

  /** Nothing plays there any more; the link stays, and what plays there next is played here. */
  #gone(): void {
    if (!this.#stream) return;
    this.#stream = null;
    this.#o.channel.audience.endStandIn(null, 0);
    this.#report(null, 'gone');
  }

  /** @param own the source's stream, where it is back */
  #leave(own: ChannelStream | null, reason: NonNullable<FallbackEvent['reason']>): void {
    const link = this.#link;
    this.#link = this.#stream = null;
    link?.target.unsubscribe(link.subscriber, this.#nowMs);
    // One packet at once: the next comes when it has been played.
    const packetMs = own ? framesToMs(own.hello.format, own.hello.framesPerPacket) : 0;
    this.#o.channel.audience.endStandIn(own, Math.ceil(packetMs) + 1);
    this.#report(null, reason);
  }

  /** @param fallback that plays now; null for none */
  #report(fallback: string | null, reason?: FallbackEvent['reason']): void {
    const before = this.#told;
    if (before === fallback) return;
    this.#told = fallback;
    const { channel, onEvent } = this.#o;
    if (fallback !== null) onEvent?.({ event: 'fallback.on', channel: channel.name, fallback });
    else onEvent?.({ event: 'fallback.off', channel: channel.name, fallback: before!, ...(reason && { reason }) });
  }
}
