import {
  isAbsentOr,
  isCount,
  isListOf,
  isNullOr,
  isNumber,
  isOfForm,
  isText,
  readValue,
} from '../../../../relay/cluster/message-form.js';
import type { RelayCluster } from '../../../../relay/cluster/relay-cluster.js';
import { type EventJournal, newestFirst } from './event-journal.js';
import type { RelayEvent } from './relay-event.js';

const EVENTS = 'events';
/** Keys by which nodes tell each other that something has happened. */
const VERSION = 'events.';
/** Events that a node tells another one: what it answers must fit into a message of the bus. */
const MAX_ANSWERED = 500;
/** Between an event and the message that tells the other nodes of it. */
const TELL_MS = 100;
/** The same is noted by every node that is there. */
const SAME_MS = 15_000;

const optional = isAbsentOr(isText);
const isEventList = isListOf(
  isOfForm({
    id: isText,
    event: isText,
    channel: isNullOr(isText),
    atMs: isNumber,
    lastMs: isNumber,
    count: isCount,
    role: optional,
    connection: isAbsentOr(isCount),
    address: optional,
    subject: optional,
    reason: optional,
    message: optional,
    operation: optional,
    status: isAbsentOr(isCount),
    object: optional,
  }),
);
const isRequest = isOfForm({ channel: isNullOr(isText), limit: isCount });

/** The journals of all nodes of a cluster as one, from any of them. */
export class ClusterEvents {
  readonly #cluster: RelayCluster;
  readonly #unwatch: (() => void)[];
  #nodes: ReadonlySet<string>;
  #timer: NodeJS.Timeout | null = null;
  #heard = 0;

  /** Answers the other nodes from now on, and notes which of them come and go. */
  constructor(cluster: RelayCluster, journal: EventJournal) {
    this.#cluster = cluster;
    const { bus } = cluster;
    this.#nodes = new Set(bus.nodes());
    cluster.handle(EVENTS, (body) => {
      if (!isRequest(body)) throw new TypeError('a request for events needs channel, limit');
      const { channel, limit } = body as { channel: string | null; limit: number };
      return journal.list(channel, Math.min(limit, MAX_ANSWERED));
    });
    this.#unwatch = [
      bus.watchNodes(() => this.#onNodes(journal)),
      journal.onChange((isEvent) => {
        if (isEvent)
          this.#timer ??= setTimeout(() => {
            this.#timer = null;
            bus.state.put(VERSION + bus.node, String(journal.version), true);
          }, TELL_MS).unref();
      }),
      bus.state.watch(VERSION, (key) => {
        if (key === VERSION + bus.node) return;
        this.#heard++;
        journal.touch();
      }),
    ];
  }

  /** Grows whenever another node tells that something has happened there. */
  get version(): number {
    return this.#heard;
  }

  /** As the journal lists them, of all nodes; one that does not answer within two seconds is left out. */
  async list(channel: string | null, limit: number): Promise<RelayEvent[]> {
    const replies = await this.#cluster.ask(EVENTS, { channel, limit });
    const all = replies.flatMap(({ node, body }) =>
      ((body === undefined ? undefined : readValue<RelayEvent[]>(body, isEventList)) ?? []).map((event) => ({
        ...event,
        node,
      })),
    );
    return withoutCopies(newestFirst(all)).slice(0, limit);
  }

  close(): void {
    for (const unwatch of this.#unwatch) unwatch();
    if (this.#timer) clearTimeout(this.#timer);
  }

  #onNodes(journal: EventJournal): void {
    const { bus } = this.#cluster;
    const before = this.#nodes;
    this.#nodes = new Set(bus.nodes());
    // Where this node is cut off it knows nothing of the others: the cluster's own note tells of it.
    if (!bus.isConnected) return;
    const note = (event: 'node.on' | 'node.off', object: string) => journal.add({ event, channel: null, object });
    for (const node of this.#nodes) if (!before.has(node)) note('node.on', node);
    for (const node of before) if (!this.#nodes.has(node)) note('node.off', node);
  }
}

/** That a node has come or gone is noted by all others: the first of them is enough. */
function withoutCopies(events: readonly RelayEvent[]): RelayEvent[] {
  const isNode = ({ event }: RelayEvent): boolean => event === 'node.on' || event === 'node.off';
  return events.filter(
    (event, i) =>
      !isNode(event) ||
      !events
        .slice(i + 1)
        .some(
          (other) =>
            other.event === event.event && other.object === event.object && event.lastMs - other.lastMs < SAME_MS,
        ),
  );
}
