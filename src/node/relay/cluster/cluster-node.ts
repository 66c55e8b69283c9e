import { randomInt } from 'node:crypto';
import { CodecError } from '../../../core/errors.js';
import type { ClusterBus } from '../../../ports/cluster-bus.js';
import { isCount, isFlag, isNullOr, isNumber, isText, readMessage } from '../../../relay/cluster/message-form.js';
import { channelAt, choosePlace, hasRoom, type PlacedNode } from '../../../relay/cluster/placement.js';
import type { Relay } from '../../../relay/relay.js';
import type { RelayStats } from '../../../relay/relay-stats.js';
import { CLUSTER_DEFAULTS, type ClusterOptions } from './cluster-options.js';

const NODE = 'node/';
const DRAIN = 'drain';
/** While a node is drained, connections go at this interval. */
const DRAIN_STEP_MS = 100;
/** A node that is very busy may answer late. */
const DRAIN_TIMEOUT_MS = 10_000;
/** Numbers of connections that a node has for itself, so that no two nodes count alike. */
const CONNECTIONS_PER_NODE = 10_000_000_000;
const NODE_RANGES = 900_000;
/** Who cannot be sent anywhere comes back after this. */
const RETRY_MS = 5000;

/** What a node tells the others of itself. */
interface Stated {
  readonly url: string | null;
  readonly maxConnections: number;
  readonly isDraining: boolean;
}

const DRAINED_FORM = { node: isText, isDraining: isFlag, connections: isCount };
const STATED_FORM = { url: isNullOr(isText), maxConnections: isNumber, isDraining: isFlag };

/** A node as far as newcomers are concerned. */
interface PlaceOfNode extends PlacedNode {
  readonly level: RelayStats['load']['level'];
  /** Whether it is the node that was asked. */
  readonly isOwn: boolean;
}

/** A node as administration shows it; plain JSON. */
export interface ClusterNodeState extends PlaceOfNode {
  readonly sources: number;
  readonly listeners: number;
}

/** What has become of a request to drain a node. */
export interface DrainState {
  readonly node: string;
  readonly isDraining: boolean;
  /** Connections that the node still has. */
  readonly connections: number;
}

/** This relay's part in its cluster: where newcomers go, and how the node is emptied. */
export class ClusterNode {
  readonly bus: ClusterBus;
  /** Runs once when the time is over in which the node is emptied: who cannot be told where to go is cut. */
  onDrained: () => void = () => {};
  /** Number of the first connection of this node. */
  readonly firstConnectionId = randomInt(1, NODE_RANGES) * CONNECTIONS_PER_NODE + 1;
  readonly #own: Omit<Stated, 'isDraining'>;
  readonly #hasLeft: () => boolean;
  readonly #others = new Map<string, Stated>();
  readonly #unwatch: (() => void)[] = [];
  #relay: Relay | null = null;
  #isDraining = false;
  #draining: NodeJS.Timeout | null = null;

  /** @param hasLeft whether the bus has left the cluster for good */
  constructor(bus: ClusterBus, { publicUrl, maxConnections }: ClusterOptions, hasLeft = (): boolean => false) {
    this.bus = bus;
    this.#hasLeft = hasLeft;
    this.#own = { url: publicUrl ?? null, maxConnections: maxConnections ?? CLUSTER_DEFAULTS.maxConnections };
    const take = (key: string, text: string | null): void => {
      const node = key.slice(NODE.length);
      const stated = text === null ? undefined : readMessage<Stated>(text, STATED_FORM);
      if (!stated) this.#others.delete(node);
      else if (node !== bus.node) this.#others.set(node, stated);
    };
    for (const [key, text] of bus.state.entries(NODE)) take(key, text);
    this.#unwatch.push(bus.state.watch(NODE, take));
    this.#state();
  }

  /** The relay that works with the bus. */
  attach(relay: Relay): void {
    this.#relay = relay;
    relay.cluster!.handle(DRAIN, (body) => {
      const { overMs } = body as { readonly overMs?: unknown };
      if (overMs !== null && !isCount(overMs)) throw new TypeError('a request to drain needs overMs');
      return overMs === null ? this.#stopDraining() : this.#drain(overMs as number);
    });
  }

  /** Whether this node is part of the cluster at the moment. */
  get isConnected(): boolean {
    return this.bus.isConnected;
  }

  /** Whether it sends everybody to other nodes. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Whether this node has left the cluster, and does not come back before it is started again. */
  get hasLeft(): boolean {
    return this.#hasLeft();
  }

  /** All nodes, this one first. */
  nodes(): ClusterNodeState[] {
    const stats = this.#relay?.cluster?.statsByNode();
    return this.#places().map((place) => ({
      ...place,
      sources: this.#relay?.cluster?.sourcesOf(place.node).length ?? 0,
      listeners: (stats?.get(place.node)?.channels ?? []).reduce((sum, { listeners }) => sum + listeners, 0),
    }));
  }

  /** The same without counting listeners and sources: asked for with each connection that comes. */
  #places(): PlaceOfNode[] {
    const totals = this.#relay?.cluster?.totalsByNode();
    const names = [this.bus.node, ...this.bus.nodes().filter((node) => node !== this.bus.node)];
    return names.map((node) => {
      const isOwn = node === this.bus.node;
      const stated = isOwn ? { ...this.#own, isDraining: this.#isDraining } : this.#others.get(node);
      const level = totals?.get(node)?.load.level ?? 'normal';
      return {
        node,
        url: stated?.url ?? null,
        maxConnections: stated?.maxConnections ?? 0,
        isDraining: stated?.isDraining ?? false,
        connections: totals?.get(node)?.connections ?? 0,
        level,
        isFull: level === 'full',
        isOwn,
      };
    });
  }

  /** The channel at another node that has room; undefined where there is none. */
  elsewhere(channel: string): string | undefined {
    const place = choosePlace(this.#places().slice(1), Math.random());
    return place ? channelAt(place.url!, channel) : undefined;
  }

  /** Where a client should go, this node included; null where no node that clients can reach has room. */
  place(): PlacedNode | null {
    return choosePlace(this.#places(), Math.random());
  }

  /** Why one more connection should go elsewhere; null where it may come here. */
  refusalOf(channel: string): CodecError | null {
    const [own] = this.#places();
    // The relay itself tells those who come while its process has too much to do.
    if (hasRoom({ ...own!, isFull: false })) return null;
    const alternativeUrl = this.elsewhere(channel);
    const why = own!.isDraining ? 'is being emptied' : `has its ${own!.maxConnections} connections`;
    return new CodecError('CHANNEL_LIMIT', `node ${this.bus.node} ${why}`, { retryAfterMs: RETRY_MS, alternativeUrl });
  }

  /**
   * Empties a node, from any node: those who are connected to it are told to go to others, evenly over this time, and it
   * takes no others until that is taken back.
   * @param overMs null takes it back
   * @returns null where there is no such node
   * @throws CodecError CHANNEL_LIMIT where no other node has room, TRANSPORT_FAILED where it does not answer
   */
  async drain(node: string, overMs: number | null): Promise<DrainState | null> {
    if (!this.#relay?.cluster || !this.bus.nodes().includes(node)) return null;
    const isRoom = this.#places().some((other) => other.node !== node && other.url !== null && hasRoom(other));
    if (overMs !== null && !isRoom)
      throw new CodecError('CHANNEL_LIMIT', `no other node with a public address has room for what ${node} has`);
    const [reply] = await this.#relay.cluster.ask(DRAIN, { overMs }, { node, timeoutMs: DRAIN_TIMEOUT_MS });
    const drained = reply?.body === undefined ? undefined : readMessage<DrainState>(reply.body, DRAINED_FORM);
    if (drained) return drained;
    const why = reply?.error ?? 'its answer has another form';
    throw new CodecError('TRANSPORT_FAILED', `node ${node} has not answered: ${why}`);
  }

  /** The process ends: whoever can go elsewhere does so now. */
  leave(): void {
    this.#isDraining = true;
    this.#state();
    this.#relay?.administration.sendAway(Number.POSITIVE_INFINITY, (channel) => this.elsewhere(channel));
  }

  close(): void {
    if (this.#draining) clearInterval(this.#draining);
    for (const unwatch of this.#unwatch) unwatch();
    this.bus.close();
  }

  #drain(overMs: number): DrainState {
    this.#isDraining = true;
    this.#state();
    if (this.#draining) clearInterval(this.#draining);
    let steps = Math.max(1, Math.ceil(overMs / DRAIN_STEP_MS));
    const step = (): void => {
      const { connections } = this.#places()[0]!;
      const most = Math.ceil(connections / Math.max(1, steps--));
      this.#relay!.administration.sendAway(most, (channel) => this.elsewhere(channel));
      if (steps === 0) this.onDrained();
    };
    this.#draining = setInterval(step, DRAIN_STEP_MS).unref();
    return this.#drainState();
  }

  #stopDraining(): DrainState {
    if (this.#draining) clearInterval(this.#draining);
    this.#draining = null;
    this.#isDraining = false;
    this.#state();
    return this.#drainState();
  }

  #drainState(): DrainState {
    const { node, isDraining, connections } = this.#places()[0]!;
    return { node, isDraining, connections };
  }

  #state(): void {
    const stated: Stated = { ...this.#own, isDraining: this.#isDraining };
    this.bus.state.put(NODE + this.bus.node, JSON.stringify(stated), true);
  }
}
