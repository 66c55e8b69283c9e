import type { ChannelAdministration } from '../../../../relay/administration/channel-administration.js';
import type { RelayStats } from '../../../../relay/relay-stats.js';
import type { Rooms, RoomsStats } from '../../../../relay/room/rooms.js';
import type { Ban, BanRequestOptions } from '../../access/ban.js';
import type { ClusterNode } from '../../cluster/cluster-node.js';
import type { Administrator, Route } from '../../router.js';
import type { RelayEvent } from '../events/relay-event.js';
import type { ListenerHistory } from '../listener-history.js';
import type { EndedRecording } from '../recording/end-recordings.js';
import type { RecordingStore } from '../recording/recording-store.js';
import type { StateWatch } from '../watch/state-watch.js';
import type { JsonSchema, SchemaName } from './schemas.js';

/** Who is banned, as `access/ban-list.ts` keeps it. */
export interface BanRegistry {
  /** All bans that have not expired. */
  list(): readonly Ban[];
  /** Bans, and closes whom it concerns. @throws TypeError, RangeError naming a wrong field */
  add(request: BanRequestOptions): Promise<Ban>;
  /** Lifts a ban. @returns false where there is none of this id */
  remove(id: string): Promise<boolean>;
}

/** The listening sessions of a relay. */
export interface SessionRooms extends Pick<Rooms, 'list' | 'end'> {
  readonly stats: RoomsStats;
}

/** The nodes of a relay's cluster. */
export interface ClusterNodes extends Pick<ClusterNode, 'nodes' | 'drain'> {
  /** Whether this node is part of the cluster at the moment. */
  readonly isConnected: boolean;
}

/** What has happened on a relay. */
export interface EventList {
  /**
   * Newest first.
   * @param channel only its own; null for all
   */
  list(channel: string | null, limit: number): readonly RelayEvent[] | Promise<readonly RelayEvent[]>;
}

/** What an operation works on. */
export interface AdminContext {
  readonly administration: ChannelAdministration;
  readonly version: string;
  /** Since the relay was started. */
  uptimeSeconds(): number;
  stats(): RelayStats;
  /** Memory of all processes of the relay. */
  residentBytes(): Promise<number>;
  readonly history: ListenerHistory;
  /** What has happened, newest first. */
  readonly events: EventList;
  readonly watch: Pick<StateWatch, 'next' | 'close'>;
  /** Null where the relay has no list of bans. */
  readonly bans: BanRegistry | null;
  /** Null where no folder for recordings is configured. */
  readonly recordings: RecordingStore | null;
  /** Ends what is recorded of a channel, wherever that runs and whoever has asked for it. */
  endRecordings(channel: string): Promise<EndedRecording>;
  /** Null where the relay carries no listening sessions. */
  readonly rooms: SessionRooms | null;
  /** Null where the relay stands alone. */
  readonly cluster: ClusterNodes | null;
  /** Applies the configuration file again; resolves to the names of what has changed. Null where there is no file. */
  readonly reload: (() => Promise<readonly string[]>) | null;
}

/** A request to an operation, checked against its schemas. */
export interface AdminCall {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** Who has sent it. */
  readonly caller: Administrator;
}

/** One operation of the API: its route and its entry in the OpenAPI document are both made of this. */
export interface AdminOperation {
  readonly id: string;
  readonly method: Route['method'];
  /** `:channel`, `:node` and `:id` are parameters. */
  readonly path: string;
  readonly summary: string;
  /** Properties of the query. */
  readonly query?: Readonly<Record<string, JsonSchema>>;
  /** Schema of the request's body; absent: it has none. */
  readonly request?: SchemaName;
  /** Schema of the answer with status 200. */
  readonly response: SchemaName;
  /** Statuses of refusals beside 400, 401 and 403. */
  readonly problems?: readonly (404 | 409 | 422 | 500)[];
  /** Whether it changes anything: then it is logged with who has done it. */
  readonly isChange: boolean;
  readonly run: (context: AdminContext, call: AdminCall) => unknown;
}
