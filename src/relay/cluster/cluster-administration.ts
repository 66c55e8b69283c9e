import { CodecError } from '../../core/errors.js';
import { requireChannelName } from '../../core/wire/control.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { ChannelAdministration, ConnectionPage, MoveResult } from '../administration/channel-administration.js';
import type { ConnectionInfo } from '../administration/connection-info.js';
import { isRelayAddress, type RelayAdministration } from '../administration/relay-administration.js';
import type { ChannelStats } from '../channel/channel-stats.js';
import type { TitleChanges } from '../channel/operator-settings.js';
import {
  isAbsentOr,
  isCount,
  isListOf,
  isNullOr,
  isNumber,
  isOfForm,
  isText,
  type MessageForm,
  readReplies,
} from './message-form.js';
import type { RelayCluster } from './relay-cluster.js';

const CONNECTIONS = 'connections';
const KICK = 'kick';
const MOVE = 'move';
/** Connections that are listed at once: a message of the bus carries as many. */
const MAX_PAGE = 500;

/** Which connections are asked for; a node of an earlier version answers with those of all roles. */
interface ConnectionsRequest {
  readonly channel: string;
  readonly after: number;
  readonly limit: number;
  readonly role?: 'source' | 'listener';
}

/** What one node answers to a request to move: why the other channel cannot be made there, or what was done. */
type Moved = MoveResult & { readonly failure?: { readonly code: 'CHANNEL_LIMIT'; readonly message: string } };

/** Of requests and of what is answered to them, as far as nodes of every version have it. */
const CONNECTIONS_FORM: MessageForm = {
  channel: isText,
  after: isNumber,
  limit: isCount,
  role: isAbsentOr((role) => role === 'source' || role === 'listener'),
};
const KICK_FORM: MessageForm = { channel: isText, id: isNumber, reason: isText };
const MOVE_FORM: MessageForm = { from: isText, to: isText, id: isNullOr(isNumber) };
const isConnection = isOfForm({
  id: isCount,
  channel: isText,
  role: isText,
  connectedMs: isNumber,
  listener: isNullOr(isOfForm({ state: isText, lagMs: isNumber, planes: isCount })),
});
const isConnectionPage = isOfForm({ connections: isListOf(isConnection), next: isNullOr(isCount) });
const isMoved = isOfForm({
  moved: isCount,
  refused: isCount,
  reason: isNullOr(isText),
  failure: isAbsentOr(isOfForm({ code: (code) => code === 'CHANNEL_LIMIT', message: isText })),
});

/** A relay, alone or of a cluster. */
export interface AdministrableRelay {
  /** Null for a relay that stands alone. */
  readonly cluster: RelayCluster | null;
  /** Of this relay alone. */
  readonly administration: RelayAdministration;
}

/** Administration of all relays that a relay works with; called once for each relay. */
export const administrationOf = ({ cluster, administration }: AdministrableRelay): ChannelAdministration =>
  cluster ? new ClusterAdministration(cluster, administration) : administration;

/**
 * Administration of a cluster, from any of its nodes: every node is asked for what it has itself. A node that does not
 * answer within two seconds is left out. Numbers of connections must be unique in the cluster: each node counts from
 * another start.
 */
export class ClusterAdministration implements ChannelAdministration {
  readonly #cluster: RelayCluster;

  /** Answers the other nodes from now on. @param own of this node alone */
  constructor(cluster: RelayCluster, own: RelayAdministration) {
    this.#cluster = cluster;
    cluster.handle(CONNECTIONS, (body) => {
      const { channel, after, limit, role } = requestOf<ConnectionsRequest>(body, CONNECTIONS_FORM);
      return own.connections(channel, after, limit, role);
    });
    cluster.handle(KICK, (body) => {
      const { channel, id, reason } = requestOf<{ channel: string; id: number; reason: string }>(body, KICK_FORM);
      return own.kick(channel, id, reason);
    });
    cluster.handle(MOVE, async (body) => {
      const { from, to, id } = requestOf<{ from: string; to: string; id: number | null }>(body, MOVE_FORM);
      return moveOwn(cluster, own, from, to, id);
    });
  }

  async channels(): Promise<readonly ChannelStats[]> {
    return (await this.#cluster.freshStats()).channels;
  }

  async channel(name: string): Promise<ChannelStats | null> {
    return (await this.channels()).find(({ channel }) => channel === name) ?? null;
  }

  async connections(
    channel: string,
    after: number,
    limit: number,
    role?: 'source' | 'listener',
  ): Promise<ConnectionPage> {
    const request: ConnectionsRequest = { channel, after, limit: Math.min(limit, MAX_PAGE), ...(role && { role }) };
    const pages = readReplies<ConnectionPage>(await this.#cluster.ask(CONNECTIONS, request), isConnectionPage);
    // Beyond the end of a node's part that node may have others, which belong before those of the other nodes.
    const end = Math.min(...pages.map(({ next }) => next ?? Number.POSITIVE_INFINITY));
    const all = pages.flatMap(({ connections }) => connections.filter(({ id }) => id <= end));
    const connections = all.sort((a, b) => a.id - b.id).slice(0, request.limit);
    const hasMore = connections.length < all.length || Number.isFinite(end);
    return { connections, next: hasMore ? connections.at(-1)!.id : null };
  }

  async kick(channel: string, id: number, reason = ''): Promise<ConnectionInfo | null> {
    const replies = await this.#cluster.ask(KICK, { channel, id, reason });
    const found = readReplies<ConnectionInfo | null>(replies, isNullOr(isConnection));
    return found.find((info) => info !== null) ?? null;
  }

  /** Nodes move their listeners at the same time: a limit of the other channel may be exceeded by what each may have. */
  async move(from: string, to: string, id: number | null = null): Promise<MoveResult> {
    if (!isRelayAddress(to)) requireChannelName(to);
    const results = readReplies<Moved>(await this.#cluster.ask(MOVE, { from, to, id }), isMoved);
    const sum = (of: (result: Moved) => number): number => results.reduce((total, result) => total + of(result), 0);
    const moved = sum((result) => result.moved);
    const failure = results.find((result) => result.failure)?.failure;
    if (failure && moved === 0) throw new CodecError(failure.code, failure.message);
    const reason = results.find((result) => result.reason !== null)?.reason ?? null;
    return { moved, refused: sum(({ refused }) => refused), reason };
  }

  async setMuted(name: string, isMuted: boolean): Promise<boolean> {
    const isKnown = (await this.channel(name)) !== null;
    if (isKnown) this.#cluster.operator.set(name, { isMuted });
    return isKnown;
  }

  async setTitle(name: string, metadata: StreamMetadata | null): Promise<boolean> {
    const isKnown = (await this.channel(name)) !== null;
    if (isKnown) this.#cluster.operator.set(name, { metadata });
    return isKnown;
  }

  async changeTitle(name: string, changes: TitleChanges): Promise<boolean> {
    const isKnown = (await this.channel(name)) !== null;
    if (isKnown) this.#cluster.operator.changeTitle(name, changes);
    return isKnown;
  }
}

/** Moves listeners of one node, once it knows what the other channel is. */
async function moveOwn(
  cluster: RelayCluster,
  own: RelayAdministration,
  from: string,
  to: string,
  id: number | null,
): Promise<Moved> {
  const count = own.countListeners(from, id);
  if (count === 0 || from === to) return { moved: 0, refused: count, reason: null };
  if (isRelayAddress(to)) return own.move(from, to, id);
  try {
    await cluster.prepare(own.open(to));
    return own.move(from, to, id);
  } catch (error) {
    if (!(error instanceof CodecError) || error.code !== 'CHANNEL_LIMIT') throw error;
    const { code, message } = error;
    return { moved: 0, refused: count, reason: message, failure: { code, message } };
  }
}

/** @throws TypeError for a request of another form: the node that has sent it is told */
function requestOf<T>(body: unknown, form: MessageForm): T {
  if (!isOfForm(form)(body)) throw new TypeError(`a request needs ${Object.keys(form).join(', ')}`);
  return body as T;
}
