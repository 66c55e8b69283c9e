import { randomUUID } from 'node:crypto';
import { CodecError } from '../../../core/errors.js';
import { callGuarded } from '../../../core/guarded.js';
import type { Clock } from '../../../ports/clock.js';
import type {
  BusPosition,
  BusRequestOptions,
  ChannelClaim,
  ChannelRecall,
  ClaimLost,
  ClaimRequest,
  ClusterBus,
  ClusterReply,
  FeedHandlers,
} from '../../../ports/cluster-bus.js';
import { BusRequests, busGone } from '../../../relay/cluster/bus-requests.js';
import type { StateCopy } from '../../../relay/cluster/state-copy.js';
import { nodeClock } from '../../clock.js';
import { ClaimTable } from './claim-table.js';
import { NatsClaims } from './nats-claims.js';
import { NatsFeed } from './nats-feed.js';
import type { NatsLink } from './nats-link.js';
import type { NatsBusOptions, NatsTiming } from './nats-options.js';
import { NatsPost } from './nats-post.js';
import { NatsState } from './nats-state.js';
import { NatsWatch } from './nats-watch.js';
import type { Presence } from './presence.js';
import { type NodeIdentity, takenNote } from './presence-message.js';
import { Recaller, type RecallQuestion } from './recaller.js';
import { RevisedStore } from './revised-store.js';
import type { Subjects } from './subjects.js';

/** For the other nodes to answer one that has come. */
const JOIN_WAIT_MS = 150;

/** A node whose bus is NATS. */
export class NatsBus implements ClusterBus {
  readonly node: string;
  readonly state: StateCopy;
  readonly #link: NatsLink;
  readonly #clock: Clock;
  readonly #presence: Presence;
  readonly #shared: NatsState;
  readonly #table: ClaimTable;
  readonly #claims: NatsClaims;
  readonly #recaller: Recaller;
  readonly #post: NatsPost;
  readonly #watch: NatsWatch;
  readonly #requests: BusRequests;
  readonly #feeds = new Map<string, NatsFeed>();
  readonly #nodeWatches = new Set<() => void>();
  readonly #tickMs: number;
  readonly #startedMs = Date.now();
  #session = randomUUID();
  #isTaken = false;
  /** Whether it has left, and does not come back. */
  isClosed = false;
  #isAway = true;
  #cancelTick: () => void = () => {};

  /** Made by {@link joinNats}. */
  constructor(options: NatsBusOptions, timing: Required<NatsTiming>, link: NatsLink, subjects: Subjects) {
    const { node, clock = nodeClock, onNote } = options;
    const nowMs = (): number => clock.nowMs();
    this.node = node;
    this.#link = link;
    this.#clock = clock;
    this.#post = new NatsPost(link.connection, subjects, node);
    this.#shared = new NatsState({
      kv: link.state,
      own: () => this.#identity,
      send: (message, to) => this.#post.tell(message, to),
      nowMs,
      goneMs: timing.goneMs,
      onNodes: () => this.#onNodes(),
      onLost: () => this.#claims.breakOrphans(),
      isAdmitted: () => this.#watch.isStarted,
      onTaken: (by) => this.#onTaken(() => onNote?.(takenNote(by))),
    });
    this.#presence = this.#shared.presence;
    this.state = this.#shared.copy;
    const stored = { nowMs, isConnected: () => this.isConnected };
    const claims = new RevisedStore({ kv: link.claims, ...stored });
    const streams = new RevisedStore({ kv: link.streams, ...stored });
    this.#table = new ClaimTable({
      kv: link.claims,
      subjects,
      nowMs,
      onChange: (...change) => this.#claims.onChange(...change),
    });
    const common = { table: this.#table, claims, streams, subjects, nowMs, link };
    const isAlive = (holder: Omit<NodeIdentity, 'startedMs'>): boolean => this.#presence.isAlive(holder);
    this.#recaller = new Recaller({
      ...common,
      node,
      isAlive,
      own: (channel) => this.#claims.newest(channel),
      isGone: (holder) => this.#claims.isGone(holder),
    });
    this.#claims = new NatsClaims({
      ...common,
      own: () => this.#identity,
      nodes: () => this.nodes(),
      isAlive,
      recaller: this.#recaller,
      goneMs: timing.goneMs,
      idleMs: timing.idleMs,
      publish: (...frame) => this.#post.publish(...frame),
      onReleased: (channel, { term, next }) => this.#feeds.get(channel)?.released(term, next),
      onBroken: () => this.#restart(),
    });
    const send: NatsPost['send'] = (frame) => this.#post.send(frame);
    this.#requests = new BusRequests({ node, clock, send, nodes: () => this.nodes() });
    this.#watch = new NatsWatch({
      link,
      subjects,
      node,
      clock,
      timing,
      onUp: (isEmptied) => this.#onUp(isEmptied),
      onAway: () => this.#goAway(),
      onBack: () => this.#comeBack(),
      onNote: (line) => onNote?.(line),
    });
    this.#post.onControl = (frame) => {
      if (frame.kind === 'request') void this.#requests.answer(frame);
      else if (frame.kind === 'reply') this.#requests.onReply(frame);
    };
    this.#post.onPresence = (message) => this.#presence.receive(message);
    this.#post.onQuestion = (question: RecallQuestion) => this.#recaller.answer(question);
    this.#tickMs = timing.heartbeatMs;
  }

  /** @throws CodecError TRANSPORT_FAILED where a node has this name already; what JetStream answers */
  async start(): Promise<void> {
    this.#post.open();
    await Promise.all([this.#table.follow(), this.#shared.follow()]);
    this.#isAway = false;
    this.#claims.joined();
    this.#presence.join();
    await this.#link.connection.flush();
    await new Promise<void>((resolve) => this.#clock.schedule(JOIN_WAIT_MS, resolve));
    if (this.#isTaken) {
      this.destroy();
      throw new CodecError('TRANSPORT_FAILED', `cluster.node: the cluster has a node ${this.node} already`);
    }
    this.#watch.start(() => this.destroy());
    this.#scheduleTick();
    this.#onNodes();
  }

  get isConnected(): boolean {
    return !this.isClosed && !this.#isAway;
  }

  async claim(channel: string, request: ClaimRequest, onLost: ClaimLost): Promise<ChannelClaim> {
    if (!this.isConnected) throw busGone();
    return this.#claims.claim(channel, request, onLost);
  }

  subscribe(channel: string, handlers: FeedHandlers): () => void {
    if (this.#feeds.has(channel)) throw new Error(`the node has a subscription of channel ${channel} already`);
    const end = this.isClosed
      ? (): void => {}
      : this.#post.follow(channel, (data) => {
          if (this.#feeds.get(channel) === feed && this.isConnected)
            feed.receive(data, this.#table.get(channel)?.record.term ?? 0);
        });
    const feed = new NatsFeed(handlers, end);
    this.#feeds.set(channel, feed);
    return () => {
      if (this.#feeds.get(channel) !== feed) return;
      this.#feeds.delete(channel);
      feed.end();
    };
  }

  async recall(channel: string, after: BusPosition | null): Promise<ChannelRecall> {
    if (!this.isConnected) throw busGone();
    try {
      // What this node has written itself counts.
      await Promise.all([this.#claims.settled(), this.#shared.settled(), this.#link.connection.flush()]);
      const recall = await this.#recaller.recall(channel, after);
      const { term, number } = recall.messages.at(-1) ?? after ?? { term: recall.term, number: -1 };
      this.#feeds.get(channel)?.recalled({ term, number });
      return recall;
    } catch (cause) {
      throw cause instanceof CodecError ? cause : busGone(cause);
    }
  }

  nodes(): readonly string[] {
    return this.isConnected ? this.#presence.nodes() : [];
  }

  watchNodes(listener: () => void): () => void {
    this.#nodeWatches.add(listener);
    return () => void this.#nodeWatches.delete(listener);
  }

  async request(body: string, options?: BusRequestOptions): Promise<readonly ClusterReply[]> {
    return this.#requests.request(body, options);
  }

  onRequest(handler: (body: string, from: string) => string | Promise<string>): void {
    this.#requests.onRequest(handler);
  }

  /** Leaves: what was published before still goes out. */
  close(): void {
    if (this.isClosed) return;
    const released = this.#claims.releaseAll();
    if (!this.#isAway) this.#presence.leave();
    this.#end();
    void released.then(() => this.#link.connection.close()).catch(() => {});
  }

  /** As if the process had died: nobody is told. */
  destroy(): void {
    if (this.isClosed) return;
    this.#end();
    void this.#link.connection.close();
  }

  get #identity(): NodeIdentity {
    return { node: this.node, session: this.#session, startedMs: this.#startedMs };
  }

  #end(): void {
    this.isClosed = true;
    this.#cancelTick();
    this.#watch.close();
    this.#table.close();
    this.#shared.close();
    for (const feed of this.#feeds.values()) feed.end();
    this.#loseAll();
  }

  #scheduleTick(): void {
    this.#cancelTick = this.#clock.schedule(this.#tickMs, () => {
      this.#scheduleTick();
      this.#watch.tick();
      if (this.#isAway) return;
      this.#presence.tick();
      this.#claims.tick();
    });
  }

  #onTaken(tell: () => void): void {
    this.#isTaken = true;
    if (!this.#watch.isStarted || this.isClosed) return;
    tell();
    this.destroy();
  }

  /** The connection is back before anybody missed this node. */
  #onUp(isEmptied: boolean): void {
    this.#presence.excuse();
    if (isEmptied) {
      this.#table.reset();
      this.#shared.restore();
      this.#restart();
    } else for (const feed of this.#feeds.values()) feed.gap();
  }

  /** Others have taken this node for gone, or the servers have lost what they had: what it holds is claimed again. */
  #restart(): void {
    if (!this.isConnected) return;
    this.#goAway();
    this.#comeBack();
  }

  #goAway(): void {
    if (this.#isAway || this.isClosed) return;
    this.#isAway = true;
    this.#session = randomUUID();
    this.#loseAll();
  }

  #comeBack(): void {
    if (!this.#isAway || this.isClosed) return;
    this.#isAway = false;
    this.#claims.joined();
    this.#presence.join();
    for (const feed of this.#feeds.values()) feed.gap();
    this.#onNodes();
  }

  #loseAll(): void {
    this.#presence.clear();
    this.#claims.loseAll(busGone());
    this.#onNodes();
  }

  #onNodes(): void {
    this.#requests.onNodes();
    for (const listener of [...this.#nodeWatches]) callGuarded(listener, () => {});
  }
}
