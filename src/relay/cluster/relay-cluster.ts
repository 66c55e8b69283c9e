import type { ListenerHello } from '../../core/wire/hello.js';
import type { Clock } from '../../ports/clock.js';
import type { BusRequestOptions, ClusterBus, ClusterReply } from '../../ports/cluster-bus.js';
import type { Channel } from '../channel/channel.js';
import { requireRoom } from '../channel/channel-policy.js';
import type { ChannelResources } from '../channel/channel-resources.js';
import type { ChannelSource } from '../channel/source.js';
import type { SourceClaim } from '../channel/source-seat.js';
import type { ChannelDesk } from '../channel-desk.js';
import type { RelayLimits } from '../limits.js';
import type { RelayLoadStats } from '../load/relay-load.js';
import type { RelayStats } from '../relay-stats.js';
import type { FetchTurn } from '../sources/fetch-turn.js';
import { ClusterChannel } from './cluster-channel.js';
import { DemandShare } from './demand-share.js';
import { NodeNumbers } from './node-numbers.js';
import { mergeReports, type NodeCounts, type NodeReport } from './node-report.js';
import { OperatorState } from './operator-state.js';

const RELAY_ID = 'relay-id';

/** One relay of a cluster. */
export interface RelayClusterOptions {
  /** Joins the relays. */
  readonly bus: ClusterBus;
  /** The relay's. */
  readonly clock: Clock;
  /** The relay's; they hold for all nodes together. */
  readonly limits: RelayLimits;
  /** Makes the secret of a stream. */
  readonly createSecret: () => string;
  /** For the way of a stream, 16 hex digits, where no other node is there yet. */
  readonly relayId: string;
  /** State and totals of this relay alone. */
  readonly ownStats: () => RelayStats;
  /** Of this relay alone, to be counted at no cost. */
  readonly connections: { readonly size: number };
  /** Of this relay alone, to be read at no cost. */
  readonly ownLoad: () => RelayLoadStats;
}

/** Answers a request of a node, as JSON. */
export type ClusterRequestHandler = (body: unknown, from: string) => unknown;

/**
 * Makes a relay a node of a cluster: sources and listeners of its channels are joined with those of the other nodes,
 * limits and statistics are those of the whole. What a node has not heard of yet may exceed a limit: that is what joins
 * elsewhere within the latency of the bus and 20 ms.
 */
export class RelayCluster implements ChannelDesk {
  /** What the operator has set for channels. */
  readonly operator: OperatorState;
  /** By which the relays on the way of a stream recognise each other: that of all nodes. */
  readonly relayId: string;
  readonly #options: RelayClusterOptions;
  readonly #channels = new Map<string, ClusterChannel>();
  readonly #numbers: NodeNumbers;
  readonly #handlers = new Map<string, ClusterRequestHandler>();
  readonly #unwatch: (() => void)[];
  #isConnected: boolean;
  #badMessages = 0;

  constructor(options: RelayClusterOptions) {
    this.#options = options;
    const { bus } = options;
    this.#isConnected = bus.isConnected;
    this.#numbers = new NodeNumbers({
      ...options,
      ownCounts: () => this.#ownCounts(),
      ownReport: () => this.#ownReport(),
      ask: (page, node) => this.ask('report', page, node === undefined ? {} : { node }),
    });
    this.operator = new OperatorState(bus.state, (name) => this.#channels.get(name)?.channel);
    this.#unwatch = [bus.watchNodes(() => this.#onNodes()), () => this.operator.close(), () => this.#numbers.close()];
    this.relayId = bus.state.get(RELAY_ID) ?? options.relayId;
    bus.state.put(RELAY_ID, this.relayId);
    this.handle('report', (page) => this.#numbers.answer(page));
    this.handle('contest', (channel) => this.#contest(channel));
    bus.onRequest((body, from) => this.#onRequest(body, from));
  }

  get bus(): ClusterBus {
    return this.#options.bus;
  }

  /** Messages of other nodes so far that could not be read. */
  get badMessages(): number {
    return this.#badMessages;
  }

  /** Connections of the other nodes. */
  get otherConnections(): number {
    return this.#numbers.otherConnections;
  }

  /** Channels, this one left out, whose source another node has. */
  otherSources(channel: string): number {
    let sum = 0;
    for (const sources of this.#numbers.otherSources()) sum += sources.filter((name) => name !== channel).length;
    return sum;
  }

  /** Whether another node has the source of this channel. */
  #hasOtherSource(channel: string): boolean {
    for (const sources of this.#numbers.otherSources()) if (sources.includes(channel)) return true;
    return false;
  }

  /** Who fetches the stream of a channel that another relay has. */
  fetchTurn(channel: string): FetchTurn {
    return new DemandShare(this.bus, channel, () => this.#hasOtherSource(channel));
  }

  /** The relay has made a channel. */
  add(channel: Channel): void {
    const { bus, limits, clock, createSecret } = this.#options;
    const onBadMessage = (): void => void this.#badMessages++;
    this.#channels.set(channel.name, new ClusterChannel({ channel, bus, limits, clock, createSecret, onBadMessage }));
    this.operator.begin(channel);
    channel.audience.listenersElsewhere = () => this.#numbers.otherListeners(channel.name);
    this.changed();
  }

  /** Whether anybody waits for a channel, so that it must not be forgotten. */
  isInUse(channel: string): boolean {
    return this.#channels.get(channel)?.isInUse ?? false;
  }

  /** The relay has forgotten a channel. */
  remove(name: string): void {
    this.#channels.get(name)?.close();
    this.#channels.delete(name);
    this.changed();
  }

  /** What a channel shares with the others of its relay; the secrets of its streams are known to the bus. */
  resourcesOf(channel: string, shared: ChannelResources): ChannelResources {
    const createSecret = (): string => this.#channels.get(channel)?.takeSecret() ?? shared.createSecret();
    return { ...shared, createSecret };
  }

  attachSource(channel: Channel, claim: SourceClaim): void {
    this.#channels.get(channel.name)?.attachSource(claim);
  }

  detachSource(channel: Channel, source: ChannelSource, nowMs: number, isLost: boolean): void {
    this.#channels.get(channel.name)?.detachSource(source, nowMs, isLost);
  }

  prepare(channel: Channel, from?: ListenerHello['from']): Promise<void> | null {
    const listeners = channel.audience.count('listener') + this.#numbers.otherListeners(channel.name);
    requireRoom(channel, this.#options.limits, listeners);
    return this.#channels.get(channel.name)?.prepare(from) ?? null;
  }

  /** Connections or channels have come or gone: the other nodes are told soon. */
  changed(): void {
    this.#numbers.changed();
  }

  tick(nowMs: number): void {
    for (const channel of this.#channels.values()) channel.tick();
    this.#numbers.tick(nowMs);
  }

  /**
   * State and totals of all nodes: of this one as they are, of the others about a second old; of channels of a node with
   * more than some 400 of them a second more for each further 400.
   */
  stats(): RelayStats {
    return mergeReports([this.#ownReport(), ...Array.from(this.#numbers.reports(), ([, report]) => report)]);
  }

  /** The same as they are now; of a node that does not answer within two seconds, as it has last told. */
  freshStats(): Promise<RelayStats> {
    return this.#numbers.fresh();
  }

  /** The same by node. */
  statsByNode(): ReadonlyMap<string, RelayStats> {
    const others = Array.from(this.#numbers.reports(), ([node, { stats }]) => [node, stats] as const);
    return new Map([[this.bus.node, this.#options.ownStats()], ...others]);
  }

  /** Connections and load by node, which cost nothing to learn. */
  totalsByNode(): ReadonlyMap<string, Pick<RelayStats, 'connections' | 'load'>> {
    const { connections, ownLoad } = this.#options;
    return new Map([[this.bus.node, { connections: connections.size, load: ownLoad() }], ...this.#numbers.totals()]);
  }

  /** Channels whose source a node has. */
  sourcesOf(node: string): readonly string[] {
    return node === this.bus.node ? this.#sources() : this.#numbers.sourcesOf(node);
  }

  /** Answers the requests of this name, which {@link ask} sends. */
  handle(name: string, handler: ClusterRequestHandler): void {
    this.#handlers.set(name, handler);
  }

  /** Asks all nodes, this one included, or one of them; a reply's body is what the handler there returned, as JSON. */
  ask(name: string, body: unknown, options?: BusRequestOptions): Promise<readonly ClusterReply[]> {
    return this.bus.request(JSON.stringify({ [name]: body ?? null }), options);
  }

  /** Leaves the cluster, without closing the bus. */
  close(): void {
    for (const unwatch of this.#unwatch) unwatch();
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
  }

  async #contest(channel: unknown): Promise<string> {
    const found = typeof channel === 'string' ? this.#channels.get(channel) : undefined;
    return found?.hasSource && (await found.contest()) ? 'alive' : 'gone';
  }

  async #onRequest(text: string, from: string): Promise<string> {
    const [name, body] = Object.entries(JSON.parse(text) as Record<string, unknown>)[0] ?? ['', null];
    const handler = this.#handlers.get(name);
    if (!handler) throw new Error(`this relay knows no request ${name.slice(0, 40)}`);
    const answer = await handler(body, from);
    return typeof answer === 'string' ? answer : JSON.stringify(answer ?? null);
  }

  #onNodes(): void {
    const { isConnected } = this.bus;
    if (isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    for (const channel of this.#channels.values()) isConnected ? channel.onConnected() : channel.onCutOff();
  }

  #ownCounts(): NodeCounts {
    // Any listener may name a channel that nobody has: of so many the others are not told at each change.
    const hasMany = this.#channels.size > 2 * this.#options.limits.maxChannels;
    const listeners = Object.fromEntries(
      [...this.#channels].flatMap(([name, { channel }]) =>
        hasMany && !channel.policy.isNamed && !channel.hasStream() ? [] : [[name, channel.audience.count('listener')]],
      ),
    );
    return { connections: this.#options.connections.size, listeners, sources: this.#sources() };
  }

  #ownReport(): NodeReport {
    return { stats: this.#options.ownStats(), sources: this.#sources() };
  }

  #sources(): string[] {
    return [...this.#channels].filter(([, { hasSource }]) => hasSource).map(([name]) => name);
  }
}
