import { CodecError } from '../../core/errors.js';
import type { ListenerHello } from '../../core/wire/hello.js';
import type { Clock } from '../../ports/clock.js';
import type { ChannelClaim, ClaimLost, ClusterBus } from '../../ports/cluster-bus.js';
import type { Channel } from '../channel/channel.js';
import type { ChannelSource } from '../channel/source.js';
import type { SourceClaim } from '../channel/source-seat.js';
import type { RelayLimits } from '../limits.js';
import { relayError } from '../refusal.js';
import { BusSource } from './bus-source.js';
import { BusSubscriber } from './bus-subscriber.js';
import { ChannelClaims } from './channel-claims.js';
import { ChannelFeed } from './channel-feed.js';
import { contest } from './contest.js';
import { KnownStreams } from './known-streams.js';
import type { LocalSource } from './local-source.js';
import { type SourceAttempt, SourceAttempts } from './source-attempts.js';

/** One channel of a relay that is a node of a cluster. */
export interface ClusterChannelOptions {
  /** This node's part of the channel. */
  readonly channel: Channel;
  /** Joins the nodes. */
  readonly bus: ClusterBus;
  /** Of these: how long a source waits for a channel that is taken, and is kept one that it has lost. */
  readonly limits: RelayLimits;
  /** Times the attempts. */
  readonly clock: Clock;
  /** Makes the secret of a stream. */
  readonly createSecret: () => string;
  /** Called for a message of another node that cannot be read; it is left out. */
  readonly onBadMessage: (error: CodecError) => void;
}

/** Behind a claim that was lost, the stream of the other source begins within this time. */
const SUCCESSION_MS = 1_000;
/** A listener comes in within this time, whatever the bus does: what is missing follows. */
const JOIN_MS = 2_500;
/** Behind a claim that the bus has not answered. */
const AGAIN_MS = 500;

/**
 * Joins a channel of this node to the cluster: a source of this node has the cluster's claim and its stream goes to the
 * bus; while the source is on another node and anybody is served here, the channel is fed by the bus.
 */
export class ClusterChannel {
  readonly #options: ClusterChannelOptions;
  readonly #attempts: SourceAttempts;
  /** Listeners that wait until the channel is known. */
  #joining = 0;
  #local: LocalSource | null = null;
  readonly #known = new KnownStreams();
  #feed: { readonly feed: ChannelFeed; readonly source: BusSource } | null = null;
  readonly #claims: ChannelClaims;
  #isClosed = false;

  constructor(options: ClusterChannelOptions) {
    this.#options = options;
    const onLost = (claim: ChannelClaim, ...lost: Parameters<ClaimLost>): void => this.#onLost(claim, ...lost);
    this.#claims = new ChannelClaims({ ...options, channel: options.channel.name, onLost });
    this.#attempts = new SourceAttempts({
      ...options,
      try: (attempt) => this.#claims.locked(() => this.#try(attempt)),
    });
  }

  get channel(): Channel {
    return this.#options.channel;
  }

  /** Whether this node has the channel's source. */
  get hasSource(): boolean {
    return this.#local !== null;
  }

  /** Whether the channel is waited for or served, so that it must not be forgotten. */
  get isInUse(): boolean {
    return this.#attempts.size > 0 || this.#joining > 0 || this.#local !== null;
  }

  /** The secret of the stream that begins now. */
  takeSecret(): string {
    return this.#claims.takeSecret();
  }

  /** Settles when a listener may be told what the channel is; null where that is known. @param from as its hello states it */
  prepare(from: ListenerHello['from']): Promise<void> | null {
    this.#known.saw(this.#options.channel.stream?.hello.epoch);
    const isConfirmed = this.#options.bus.isConnected && this.#local?.publisher.claim !== null;
    // Who comes from a fallback may have been sent a stream that no node has claimed.
    if (!isConfirmed && !this.#options.channel.policy.fallback) this.#known.require(from);
    if (this.#local || this.#isClosed || !this.#options.bus.isConnected) return null;
    const { feed } = this.#follow();
    if (!feed.isBehind) return null;
    this.#joining++;
    return feed.caughtUp(JOIN_MS).finally(() => this.#joining--);
  }

  /** A source of this node asks for the channel; see {@link Channel.attachSource}. */
  attachSource(claim: SourceClaim): void {
    const { policy } = this.#options.channel;
    if (this.#local && (policy.takeover !== 'queue' || this.#isResumed(claim))) this.#attachToOwn(claim);
    else this.#attempts.begin(claim);
  }

  detachSource(source: ChannelSource, nowMs: number, isLost: boolean): void {
    const { channel } = this.#options;
    this.#attempts.cancel(source);
    channel.detachSource(source, nowMs, isLost);
    // Where another source of this node takes its place, that one's claim follows.
    if (this.#local?.source !== source || channel.seat.source) return;
    this.#retire(this.#local, isLost);
    this.#local = null;
    this.tick();
  }

  /** Whether the source of this node is alive, for one of another node that wants its place. A dead one is closed. */
  contest(): Promise<boolean> {
    return this.#local ? contest(this.#local.source, this.#options) : Promise.resolve(false);
  }

  /** Follows the channel while it has an audience here and no source; called every tick and when that may have changed. */
  tick(): void {
    const { channel, bus } = this.#options;
    if (this.#isClosed) return;
    this.#known.saw(channel.stream?.hello.epoch);
    const isFollowing = this.#feed !== null;
    const mustFollow = !this.#local && audienceOf(channel) > 0;
    if (mustFollow && bus.isConnected) this.#follow();
    else if (isFollowing && !mustFollow && this.#attempts.size === 0 && !this.#feed!.feed.isBehind) this.#unfollow();
  }

  /** The bus is back: what was missed is recalled, and a source of this node claims its channel again. */
  onConnected(): void {
    this.#feed?.feed.recall();
    if (this.#local && !this.#local.publisher.claim) void this.#claimAgain(this.#local, true);
  }

  /** The bus has gone: listeners of a source of another node are told that it is away. */
  onCutOff(): void {
    this.#feed?.feed.cutOff();
  }

  close(): void {
    this.#isClosed = true;
    this.#attempts.cancelAll();
    this.#unfollow();
    if (this.#local) this.#retire(this.#local, false);
    this.#local = null;
  }

  /** The channel's source is of this node: the channel itself settles which of the two it is. */
  #attachToOwn(attempt: SourceClaim): void {
    const { channel, clock } = this.#options;
    const { source, hello, identity, onTaken } = attempt;
    this.#claims.watchBegin();
    channel.attachSource(source, hello, clock.nowMs(), {
      identity,
      onTaken: () => {
        const before = this.#local;
        if (before) this.#retire(before, false, true);
        const isResumed = !this.#claims.hasBegun;
        void this.#claimAgain(this.#serve(attempt, null), isResumed);
        onTaken?.();
      },
    });
  }

  /** One attempt; returns why it has failed. @throws what the channel throws */
  async #try(attempt: SourceAttempt): Promise<CodecError | null> {
    const { policy, stream, name } = this.#options.channel;
    if (attempt.isCancelled) return null;
    if (this.#local) {
      if (attempt.place && !stream?.hasEnded && !this.#isResumed(attempt)) return busy(name);
      this.#attachToOwn(attempt);
      return null;
    }
    let claim: ChannelClaim;
    try {
      claim = await this.#claims.claim(attempt.hello, attempt.identity, policy.takeover === 'replace');
    } catch (error) {
      return relayError(error);
    }
    try {
      // A stream that resumes continues what is retained of it.
      if (claim.isResumed && !attempt.isCancelled) {
        const { feed, source } = this.#follow();
        feed.recall();
        await feed.caughtUp();
        this.#claims.setSecret(source.owner);
      }
      if (attempt.isCancelled) return null;
      if (!claim.isHeld) return busy(name);
      this.#attachClaimed(attempt, claim);
      return null;
    } finally {
      if ((this.#local as LocalSource | null)?.publisher.claim !== claim) claim.release();
    }
  }

  #attachClaimed(attempt: SourceAttempt, claim: ChannelClaim): void {
    const { channel, clock } = this.#options;
    const { source, hello, identity, onTaken } = attempt;
    channel.attachSource(source, hello, clock.nowMs(), {
      identity,
      isResumed: claim.isResumed,
      onTaken: () => {
        this.#serve(attempt, claim);
        onTaken?.();
      },
    });
  }

  /** The source is seated: its stream goes to the bus. */
  #serve({ source, hello, identity }: SourceClaim, claim: ChannelClaim | null): LocalSource {
    const { channel, clock } = this.#options;
    this.#unfollow();
    const onClose = (): void => channel.unsubscribe(publisher, clock.nowMs());
    const publisher = new BusSubscriber({ onClose, nowMs: () => clock.nowMs() });
    this.#local = { source, hello, identity, publisher, isClaiming: false };
    if (claim) publisher.setClaim(claim);
    channel.attachInternal(publisher, 'feed');
    return this.#local;
  }

  /** @param isReplaced by another source of this node, which claims the channel itself */
  #retire({ publisher }: LocalSource, isLost: boolean, isReplaced = false): void {
    publisher.close(new CodecError('TRANSPORT_CLOSED', 'the source has gone'));
    if (!isReplaced) publisher.claim?.release(isLost);
  }

  /** Claims the channel for a source that is seated already; one that cannot have it is closed. Never rejects. */
  async #claimAgain(local: LocalSource, isResuming: boolean): Promise<void> {
    if (local.isClaiming) return;
    local.isClaiming = true;
    const { hello, identity } = local;
    const isWanted = (): boolean => this.#local === local;
    try {
      const claim = await this.#claims.locked(() => this.#claims.claimSeated(hello, identity, isResuming, isWanted));
      local.isClaiming = false;
      if (isWanted()) local.publisher.setClaim(claim);
      else claim.release();
    } catch (error) {
      local.isClaiming = false;
      const refusal = relayError(error);
      if (this.#local !== local) return;
      // While the bus is away the source serves the listeners of this node. Where it is not, it has not answered.
      if (refusal.code !== 'TRANSPORT_FAILED') local.source.close(refusal);
      else if (this.#options.bus.isConnected) this.#options.clock.schedule(AGAIN_MS, () => this.onConnected());
    }
  }

  #onLost(claim: ChannelClaim, error: CodecError, isResumed: boolean): void {
    const local = this.#local;
    if (local?.publisher.claim !== claim) return;
    local.publisher.setClaim(null);
    // While the bus is away the source serves the listeners of this node, and its audio is kept for the others.
    if (error.code === 'TRANSPORT_FAILED') return;
    const { channel, clock } = this.#options;
    if (isResumed || audienceOf(channel) === 0) {
      local.source.close(error);
      return;
    }
    // Listeners do not find the channel without a source in between: the other source's stream takes its place.
    this.#retire(local, false);
    this.#local = null;
    this.#follow().feed.recall();
    clock.schedule(SUCCESSION_MS, () => {
      if (this.#local?.source !== local.source) local.source.close(error);
    });
  }

  /** Whether a source continues the stream that this node has. */
  #isResumed({ hello, identity }: SourceClaim): boolean {
    const { stream, seat } = this.#options.channel;
    return stream?.isResumedBy(hello, seat.isOwnedBy(identity)) ?? false;
  }

  #follow(): { readonly feed: ChannelFeed; readonly source: BusSource } {
    if (this.#feed) return this.#feed;
    const { channel, bus, clock, onBadMessage } = this.#options;
    const source = new BusSource({ channel, nowMs: () => clock.nowMs(), onBadMessage });
    this.#feed = { source, feed: new ChannelFeed(bus, clock, channel.name, source) };
    return this.#feed;
  }

  #unfollow(): void {
    const following = this.#feed;
    this.#feed = null;
    following?.feed.close();
    following?.source.detach();
  }
}

/** For whom a channel of another node is followed. */
const audienceOf = ({ audience }: Channel): number =>
  audience.count('listener') + audience.count('recorder') + audience.count('link');

const busy = (channel: string): CodecError => new CodecError('CHANNEL_BUSY', `channel ${channel} has a source already`);
