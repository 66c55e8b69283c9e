import { CodecError, requireInteger } from '../core/errors.js';
import { callGuarded } from '../core/guarded.js';
import { requireKind, requireOptions, SHAPES } from '../core/options.js';
import { fillSecureRandom, randomHex } from '../core/secure-random.js';
import { CLOSE_CODES, requireChannelName } from '../core/wire/control.js';
import { RESUME_SECRET_BYTES } from '../core/wire/hello.js';
import type { PeerIdentity } from '../ports/authorizer.js';
import type { Clock } from '../ports/clock.js';
import type { ClusterBus } from '../ports/cluster-bus.js';
import type { Connection } from '../ports/transport.js';
import { RelayAdministration } from './administration/relay-administration.js';
import { type RelayTotals, RunningTotals } from './administration/relay-totals.js';
import { openAuthorizer } from './auth/open-authorizer.js';
import { BurstBudget } from './burst-budget.js';
import type { Channel } from './channel/channel.js';
import type { ChannelOptions, UpstreamChannelOptions } from './channel/channel-options.js';
import type { ChannelResources } from './channel/channel-resources.js';
import type { FallbackEvent } from './channel/fallback.js';
import { RingBudget } from './channel/ring-budget.js';
import { localDesk } from './channel-desk.js';
import { ChannelRegistry } from './channel-registry.js';
import { RelayCluster } from './cluster/relay-cluster.js';
import { type RelayLimits, relayLimits } from './limits.js';
import type { Join } from './load/join-queue.js';
import { RelayLoad } from './load/relay-load.js';
import { PeerCounts } from './peer-counts.js';
import { relayError } from './refusal.js';
import { RELAY_OPTION_KINDS, type RelayOptions } from './relay-options.js';
import { RELAY_ID_BYTES, requireNoRelayLoop } from './relay-path.js';
import type { RelayStats } from './relay-stats.js';
import { RelayTime } from './relay-time.js';
import { timeBetween } from './retry-after.js';
import { Rounds, valuesOf } from './rounds.js';
import { Session } from './session.js';
import type { SessionHost } from './session-host.js';
import type { SubscriberStats } from './subscribers/subscriber.js';

/** Ticks within which every session is visited, listeners included. */
const TICKS_PER_ROUND = 4;

/**
 * Channels by name, each with one source and many listeners: a state machine over {@link Connection}s, without sockets.
 * What is sent is never decoded, only cut after a plane.
 */
export class Relay {
  /** What the relay's owner may do to it while it runs. */
  readonly administration: RelayAdministration;
  /** The other relays of the cluster; null where there is none. */
  readonly cluster: RelayCluster | null;
  readonly #clock: Clock;
  readonly #limits: RelayLimits;
  readonly #time: RelayTime;
  readonly #resources: ChannelResources;
  readonly #host: SessionHost<Session>;
  readonly #options: RelayOptions;
  readonly #channels: ChannelRegistry;
  readonly #sessions = new Map<Connection, Session>();
  /** Whom a tick visits: listeners, for whom only the end of their grant is due, in turn; the others every time. */
  readonly #rounds = new Rounds<Session>(valuesOf(this.#sessions), TICKS_PER_ROUND);
  readonly #totals = new RunningTotals();
  readonly #load: RelayLoad;
  #lastId: number;
  #refused = 0;
  #closed = 0;
  #cancelTick: (() => void) | null = null;
  #isClosed = false;
  /** Whether load has been taken off where listeners allow it. */
  #isOverloaded = false;

  /** @throws TypeError, RangeError naming a wrong option or limit. */
  constructor(options: RelayOptions) {
    requireOptions('', options, RELAY_OPTION_KINDS, ['clock']);
    this.#clock = options.clock;
    this.#limits = relayLimits(options.limits);
    // A tick that comes four times as late as it should is one of a relay that did not run.
    this.#time = new RelayTime(this.#clock, () => 4 * this.#limits.tickMs);
    this.#resources = {
      createSecret: () => randomHex(RESUME_SECRET_BYTES, options.fillRandom ?? fillSecureRandom),
      ringBudget: new RingBudget(this.#limits),
      wallMs: options.wallMs ?? Date.now,
    };
    this.#options = options;
    this.#lastId = requireInteger('firstId', options.firstId ?? 1, 1, Number.MAX_SAFE_INTEGER) - 1;
    const { random = Math.random, openUpstream, openFiles } = options;
    this.#load = new RelayLoad({ clock: this.#clock, limits: this.#limits, random }, options);
    const ownId = randomHex(RELAY_ID_BYTES, options.fillRandom ?? fillSecureRandom);
    this.cluster = options.bus ? this.#join(options.bus, ownId) : null;
    const id = this.cluster?.relayId ?? ownId;
    const context = {
      limits: this.#limits,
      resources: this.#resources,
      cluster: this.cluster,
      desk: this.cluster ?? localDesk,
      openFiles,
      onFallback: (event: FallbackEvent) => report(() => options.onFallback?.(event)),
      openUpstream: openUpstream && ((upstream: UpstreamChannelOptions) => openUpstream(upstream, id)),
      nowMs: () => this.#time.nowMs(),
      onForgotten: (channel: Channel) => this.#totals.retireChannel(channel.stats(this.#time.nowMs()).payloadBytes),
    };
    this.#channels = new ChannelRegistry(context, options.channels);
    this.#host = {
      desk: this.cluster ?? localDesk,
      limits: this.#limits,
      random,
      authorizer: options.authorizer ?? openAuthorizer,
      totals: this.#totals,
      nowMs: () => this.#time.nowMs(),
      clockMs: () => this.#clock.nowMs(),
      bursts: new BurstBudget(this.#limits, { others: options.addressPeers, nowMs: () => this.#time.nowMs() }),
      counts: new PeerCounts(options.addressPeers),
      nextId: () => ++this.#lastId,
      channel: (name, hello) => {
        requireNoRelayLoop(hello, id);
        return this.#channels[hello.role === 'source' ? 'forSource' : 'get'](name);
      },
      onJoined: (peer) => {
        this.#totals.joined(peer.role);
        this.cluster?.changed();
        report(() => options.onJoined?.(peer));
      },
      onMoved: (from, to) => report(() => options.onMoved?.(from, to)),
      onGone: (session, error, closeCode) => this.#onGone(session, error, closeCode),
    };
    this.administration = new RelayAdministration({
      nowMs: () => this.#time.nowMs(),
      sessions: () => this.#sessions.values(),
      channels: () => this.#channels.values(),
      stats: () => this.stats(),
      cluster: this.cluster,
      findChannel: (name) => this.#channels.find(name),
      channel: (name) => this.#channels.get(name),
    });
    this.#scheduleTick();
  }

  /** Whether nobody new comes in, because the relay has as much to do as it can. */
  get isFull(): boolean {
    return this.#load.isFull;
  }

  /**
   * Lets a connection in before its handshake: at once, or when those before it have come in, or not at all, where the
   * relay is full or closed. For servers; {@link accept} asks nobody.
   */
  admit(join: Join): void {
    if (this.#isClosed) join.refuse(new CodecError('TRANSPORT_CLOSED', 'the relay is closing'), false);
    else this.#load.admit(join);
  }

  /**
   * Takes over a connection. What it may do is asked of the authorizer, which may answer later; whether it is a source
   * or a listener follows from its hello. What it throws later, or the peer sends, closes
   * the connection only.
   * @param peer what is known of the far end, for the authorizer
   * @throws TypeError for what is no {@link Connection}
   */
  accept(connection: Connection, channel: string, peer: PeerIdentity = {}): void {
    this.#open(connection, channel, peer, (session) => session.start());
  }

  /** Refuses a connection that `accept` was never called for, e.g. one without the subprotocol. */
  refuse(connection: Connection, channel: string, error: CodecError, peer: PeerIdentity = {}): void {
    this.#open(connection, channel, peer, (session) => session.refuse(error));
  }

  /** Totals of every channel, of all relays of the cluster; costs the same however many listeners there are. */
  stats(): RelayStats {
    return this.cluster?.stats() ?? this.#ownStats();
  }

  #ownStats(): RelayStats {
    const { channels, unlisted } = this.#channels.stats(2 * this.#limits.maxChannels);
    return {
      connections: this.#sessions.size,
      refused: this.#refused,
      closed: this.#closed,
      load: this.#load.stats,
      channels,
      unlistedChannels: unlisted,
      ringBytes: this.#resources.ringBudget.usedBytes,
    };
  }

  /** What has happened since the relay was started, for metrics. Reads each connection's counters and makes no object of them. */
  totals(): RelayTotals {
    const nowMs = this.#time.nowMs();
    let payloadBytes = 0;
    for (const channel of this.#channels.values()) payloadBytes += channel.stats(nowMs).payloadBytes;
    return this.#totals.stats(this.#sessions.values(), { payloadBytes, refusedBursts: this.#host.bursts.refused });
  }

  /** Counters of each listener of a channel, in the order in which they came, on this relay; none without such a channel. */
  *subscriberStats(channel: string): IterableIterator<SubscriberStats> {
    const found = this.#channels.find(channel);
    if (found) yield* found.subscriberStats(this.#time.nowMs());
  }

  /**
   * Replaces the limits while the relay runs: `overrides` over the defaults, as in {@link RelayOptions}. They hold from
   * now on, also for those who are connected; who is beyond a lower one stays, and nobody else comes until fewer are
   * left. A ring keeps its length until its stream ends.
   *
   * @throws TypeError, RangeError as the constructor; nothing has changed then
   */
  setLimits(overrides: Partial<RelayLimits>): void {
    // One object for all that was made with it.
    Object.assign(this.#limits, relayLimits(overrides));
  }

  /**
   * Replaces what holds for single channels, as in {@link RelayOptions}, while the relay runs. It holds for who comes from
   * now on; who is connected stays. Planes beyond a lower number are passed on no more, and listeners are told other titles.
   *
   * @throws TypeError, RangeError as the constructor; nothing has changed then
   */
  setChannels(channels: readonly ChannelOptions[]): void {
    this.#channels.setOptions(channels);
  }

  /**
   * Tells every peer that the relay is going away and closes; may be called twice.
   *
   * @param retryAfterMs shortest and longest wait before a peer should connect again, in ms, 0..600000: each peer is
   *   told a time of its own between the two, so that they do not all come at once; undefined leaves it to them
   */
  close(retryAfterMs?: readonly [number, number]): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelTick?.();
    for (const channel of this.#channels.values()) channel.audience.flush();
    const closing = (): CodecError => {
      const retry = retryAfterMs && { retryAfterMs: timeBetween(retryAfterMs, this.#host.random) };
      return new CodecError('TRANSPORT_CLOSED', 'the relay is closing', retry);
    };
    this.#load.close(closing);
    for (const session of [...this.#sessions.values()]) session.dismiss(closing(), CLOSE_CODES.goingAway);
    this.#channels.clear();
    this.cluster?.close();
  }

  #join(bus: ClusterBus, relayId: string): RelayCluster {
    const common = { clock: this.#clock, limits: this.#limits, createSecret: this.#resources.createSecret, relayId };
    const own = { ownStats: () => this.#ownStats(), ownLoad: () => this.#load.stats };
    return new RelayCluster({ ...common, ...own, bus, connections: this.#sessions });
  }

  #open(connection: Connection, channelName: string, peer: PeerIdentity, begin: (session: Session) => void): void {
    requireKind('connection', connection, SHAPES.connection);
    const session = new Session(connection, channelName, peer, this.#host);
    this.#sessions.set(connection, session);
    this.#rounds.watch(session);
    try {
      if (this.#isClosed) throw new CodecError('TRANSPORT_CLOSED', 'the relay is closing');
      requireChannelName(channelName);
      if (this.#sessions.size + (this.cluster?.otherConnections ?? 0) > this.#limits.maxConnections)
        throw new CodecError('CHANNEL_LIMIT', `the relay may have ${this.#limits.maxConnections} connections`);
      begin(session);
    } catch (cause) {
      session.refuse(relayError(cause));
    }
  }

  #onGone(session: Session, error: CodecError | null, closeCode?: number): void {
    this.#sessions.delete(session.connection);
    this.cluster?.changed();
    this.#rounds.remove(session);
    this.#totals.retireConnection(session);
    const { peer, channelName, address } = session;
    if (peer) {
      if (error) {
        this.#closed++;
        this.#totals.closed(error.code, closeCode);
      }
      report(() => this.#options.onLeft?.(peer, error));
    } else if (error && !session.isDismissed) {
      this.#refused++;
      this.#totals.refused(error.code);
      report(() => this.#options.onRefused?.(channelName, error, address));
    }
  }

  #scheduleTick(): void {
    this.#cancelTick = this.#clock.schedule(this.#limits.tickMs, () => {
      this.#scheduleTick();
      const nowMs = this.#time.nowMs();
      this.#load.tick(this.#clock.nowMs(), this.#sessions.size);
      if (this.#load.isHigh !== this.#isOverloaded) this.#channels.setOverloaded(this.#load.isHigh);
      this.#isOverloaded = this.#load.isHigh;
      this.#rounds.tick((session) => {
        session.tick(nowMs);
        return !session.isListening;
      });
      this.#channels.tick(nowMs);
      this.cluster?.tick(nowMs);
    });
  }
}

/** Tells the relay's owner; what goes wrong there is no concern of any connection. */
const report = (call: () => void): void => void callGuarded(call, () => {});
