import { Deferred } from '../../core/deferred.js';
import { CodecError, ERROR_CODES, type ErrorCode } from '../../core/errors.js';
import { callGuarded } from '../../core/guarded.js';
import type { Clock } from '../../ports/clock.js';
import type {
  BusMessage,
  BusPosition,
  BusRequestOptions,
  ChannelClaim,
  ChannelRecall,
  ClaimLost,
  ClaimRequest,
  ClusterBus,
  ClusterReply,
  FeedHandlers,
} from '../../ports/cluster-bus.js';
import { type ControlFrame, decodeFrame, encodeControlFrame } from './bus-frames.js';
import type { BusLink } from './bus-link.js';
import { BusRequests, busGone } from './bus-requests.js';
import { takenBy } from './claim-rule.js';
import { FeedOrder } from './feed-order.js';
import { HubClaim } from './hub-claim.js';
import { StateCopy } from './state-copy.js';

/** A node's way to its hub, and its name. */
export interface HubBusOptions {
  /** Unique in the cluster. */
  readonly node: string;
  /** The node's end of a link whose other end the hub has. */
  readonly link: BusLink;
  /** Times requests. */
  readonly clock: Clock;
}

/** Joins the cluster of the hub at the other end of a link. @throws CodecError TRANSPORT_FAILED where the link closes first */
export async function joinHub(options: HubBusOptions): Promise<ClusterBus> {
  const bus = new HubBus(options);
  await bus.joined;
  return bus;
}

interface Claiming {
  readonly deferred: Deferred<ChannelClaim>;
  readonly channel: string;
  readonly onLost: ClaimLost;
}

interface Recalling {
  readonly deferred: Deferred<ChannelRecall>;
  readonly messages: BusMessage[];
}

/** A node whose bus is a hub at the other end of a link. */
class HubBus implements ClusterBus {
  readonly node: string;
  readonly state: StateCopy;
  readonly #link: BusLink;
  readonly #requests: BusRequests;
  readonly #joined = new Deferred<void>();
  readonly #claiming = new Map<number, Claiming>();
  readonly #claims = new Map<string, HubClaim>();
  readonly #recalling = new Map<number, Recalling>();
  readonly #feeds = new Map<string, FeedOrder>();
  readonly #nodeWatches = new Set<() => void>();
  #nodes: readonly string[] = [];
  #lastId = 0;
  #isClosed = false;

  constructor({ node, link, clock }: HubBusOptions) {
    this.node = node;
    this.#link = link;
    this.state = new StateCopy((key, value, isEphemeral) => this.#send({ kind: 'put', key, value, isEphemeral }));
    const send = (frame: ControlFrame): void => this.#send(frame);
    this.#requests = new BusRequests({ node, clock, send, nodes: () => this.#nodes });
    link.setHandlers({
      onFrame: (frame) => this.#onFrame(frame),
      onDrain: () => {},
      onClose: () => this.#onClose(),
    });
    this.#send({ kind: 'join', node });
  }

  get joined(): Promise<void> {
    return this.#joined.promise;
  }

  get isConnected(): boolean {
    return !this.#isClosed;
  }

  claim(channel: string, request: ClaimRequest, onLost: ClaimLost): Promise<ChannelClaim> {
    if (this.#isClosed) return Promise.reject(busGone());
    const id = ++this.#lastId;
    const deferred = new Deferred<ChannelClaim>();
    this.#claiming.set(id, { deferred, channel, onLost });
    this.#send({ kind: 'claim', id, channel, ...request });
    return deferred.promise;
  }

  subscribe(channel: string, handlers: FeedHandlers): () => void {
    if (this.#feeds.has(channel)) throw new Error(`the node has a subscription of channel ${channel} already`);
    const feed = new FeedOrder(handlers);
    this.#feeds.set(channel, feed);
    this.#send({ kind: 'subscribe', channel });
    return () => {
      if (this.#feeds.get(channel) !== feed) return;
      this.#feeds.delete(channel);
      this.#send({ kind: 'unsubscribe', channel });
    };
  }

  recall(channel: string, after: BusPosition | null): Promise<ChannelRecall> {
    if (this.#isClosed) return Promise.reject(busGone());
    const id = ++this.#lastId;
    const deferred = new Deferred<ChannelRecall>();
    this.#recalling.set(id, { deferred, messages: [] });
    const { term, number } = after ?? { term: 0, number: 0 };
    this.#send({ kind: 'recall', id, channel, term, number });
    return deferred.promise;
  }

  nodes(): readonly string[] {
    return this.#nodes;
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

  close(): void {
    this.#link.close();
    this.#onClose();
  }

  #send(frame: ControlFrame): void {
    this.#link.send(encodeControlFrame(frame));
  }

  #onFrame(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    let frame: ReturnType<typeof decodeFrame>;
    try {
      frame = decodeFrame(bytes);
    } catch {
      this.close();
      return;
    }
    switch (frame.kind) {
      case 'message':
        if (frame.recall === 0) this.#feeds.get(frame.channel)?.message(frame);
        else this.#recalling.get(frame.recall)?.messages.push(frame);
        return;
      case 'gap':
        this.#feeds.get(frame.channel)?.gap();
        return;
      case 'head':
        this.#feeds.get(frame.channel)?.head(frame.term, frame.next);
        return;
      case 'released':
        this.#feeds.get(frame.channel)?.released(frame.term, frame.next, frame.isReplaced);
        return;
      case 'claimed':
        this.#onClaimed(frame);
        return;
      case 'lost':
        this.#onLost(frame);
        return;
      case 'recalled':
        this.#onRecalled(frame);
        return;
      case 'put':
        this.state.apply(frame.key, frame.value);
        return;
      case 'nodes':
        this.#onNodes(frame.nodes);
        return;
      case 'request':
        void this.#requests.answer(frame);
        return;
      case 'reply':
        this.#requests.onReply(frame);
        return;
      default:
      // A hub of this build sends nothing else.
    }
  }

  #onClaimed({ id, term, isResumed, error }: ControlFrame & { kind: 'claimed' }): void {
    const claiming = this.#claiming.get(id);
    if (!claiming) return;
    this.#claiming.delete(id);
    const { channel, deferred, onLost } = claiming;
    if (error) {
      const [code, message] = error;
      deferred.reject(new CodecError(Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : 'PROTOCOL', message));
      return;
    }
    const claim: HubClaim = new HubClaim({
      channel,
      term,
      isResumed,
      link: this.#link,
      onLost,
      onReleased: () => this.#forget(claim),
    });
    this.#claims.set(claimKey(channel, term), claim);
    deferred.resolve(claim);
  }

  #onLost({ channel, term, isResumed, isSameSource }: ControlFrame & { kind: 'lost' }): void {
    const claim = this.#claims.get(claimKey(channel, term));
    this.#claims.delete(claimKey(channel, term));
    claim?.lose(takenBy(channel, { isResumed, isSameSource }), isResumed);
  }

  #onRecalled({ id, term, isHeld, owner }: ControlFrame & { kind: 'recalled' }): void {
    const recalling = this.#recalling.get(id);
    this.#recalling.delete(id);
    recalling?.deferred.resolve({ messages: recalling.messages, term, isHeld, owner });
  }

  #onNodes(nodes: readonly string[]): void {
    this.#nodes = nodes;
    this.#requests.onNodes();
    this.#joined.resolve();
    this.#tellWatches();
  }

  #forget(claim: HubClaim): void {
    this.#claims.delete(claimKey(claim.channel, claim.term));
  }

  #onClose(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#nodes = [];
    this.#joined.reject(busGone());
    // Nobody may wait for it.
    this.#joined.promise.catch(() => {});
    for (const { deferred } of this.#claiming.values()) deferred.reject(busGone());
    for (const { deferred } of this.#recalling.values()) deferred.reject(busGone());
    this.#claiming.clear();
    this.#recalling.clear();
    this.#requests.onNodes();
    for (const claim of this.#claims.values()) claim.lose(busGone());
    this.#claims.clear();
    this.#tellWatches();
  }

  #tellWatches(): void {
    for (const listener of [...this.#nodeWatches]) callGuarded(listener, () => {});
  }
}

const claimKey = (channel: string, term: number): string => `${channel}/${term}`;
