import { type OptionKinds, requireOptions, SHAPES } from '../../core/options.js';
import type { Authorizer } from '../../ports/authorizer.js';
import type { ClusterBus } from '../../ports/cluster-bus.js';
import type { RelayAdministration } from '../../relay/administration/relay-administration.js';
import type { ChannelOptions } from '../../relay/channel/channel-options.js';
import { ChannelPolicies } from '../../relay/channel/channel-policy.js';
import type { FallbackEvent } from '../../relay/channel/fallback.js';
import { type RelayLimits, relayLimits } from '../../relay/limits.js';
import type { RelayOptions } from '../../relay/relay-options.js';
import type { RelayStats } from '../../relay/relay-stats.js';
import type { SubscriberStats } from '../../relay/subscribers/subscriber.js';
import type { Access } from './access/access.js';
import type { AccessOptions } from './access/access-options.js';
import { requireAddressLimits } from './access/address-limits.js';
import type { DoorOptions } from './access/doors.js';
import { channelPattern } from './channel-pattern.js';
import type { ClusterOptions } from './cluster/cluster-options.js';
import { type Ending, requireServerEnding } from './ending.js';
import { type RelayTlsOptions, requireTls } from './listening.js';
import { type MediaChanges, type MediaOptions, mediaSettings } from './media-options.js';
import type { RelayMetrics } from './operations/metrics.js';
import type { OperationsOptions } from './operations/operations.js';
import { type ChannelRecordOptions, RecordTable } from './operations/recording/record-table.js';
import type { RecordingEvent, RecordingStoreOptions } from './operations/recording/recording-store.js';
import { type RelaySessionsOptions, requireRelaySessions } from './rooms/options.js';
import type { StaticSiteOptions } from './static-site.js';

/** Where a relay listens, whom it admits, and what it serves to browsers. */
export interface RelayServerOptions {
  /** Name or address of the interface to listen on; '0.0.0.0' and '::' are all of them. @default '127.0.0.1' */
  readonly host?: string;
  /** 0 lets the system choose. @default 8787 */
  readonly port?: number;
  /** Other relays with the same channels, ws://HOST:PORT: who is refused by a full relay is named one. @default none */
  readonly alternatives?: readonly string[];
  /** Replaces single limits, each 1..2^31 − 1. @default RELAY_LIMIT_DEFAULTS */
  readonly limits?: Partial<RelayLimits>;
  /**
   * Who may publish, listen and administer: keys, tokens, origins and bans. @default OPEN_ACCESS, under which pages of
   * other sites listen only
   */
  readonly access?: AccessOptions | Access;
  /** Decides in place of `access` what each connection may do, by its channel, token, address and origin. @default by `access` */
  readonly authorizer?: Authorizer;
  /** Proxies in front, which state whom they speak for. @default none is believed */
  readonly proxies?: NonNullable<DoorOptions['proxies']>;
  /** See {@link DoorOptions.names}. @default none */
  readonly names?: NonNullable<DoorOptions['names']>;
  /** Connections and attempts of one address; see {@link DoorOptions}. */
  readonly addressLimits?: NonNullable<DoorOptions['addressLimits']>;
  /** Of a worker process; see {@link DoorOptions.addressPeers}. @default none */
  readonly addressPeers?: NonNullable<DoorOptions['addressPeers']>;
  /** Path under which everything is, such as `/radio`. @default '/' */
  readonly pathPrefix?: string;
  /** Regular expression that names of channels must match, besides the rule for all of them. @default every name */
  readonly channelPattern?: string;
  /** What holds for single channels, by name or pattern. A name in this list need not match `channelPattern`. @default none */
  readonly channels?: readonly ChannelOptions[];
  /** Which channels are recorded, by name or pattern, whenever they have a source. @default none */
  readonly recordings?: readonly ChannelRecordOptions[];
  /** Called with what has become of a channel's recording: where it has stopped and why, and what was deleted. */
  readonly onRecordingNote?: NonNullable<RecordingStoreOptions['onNote']>;
  /** Called when a fallback or a recording begins, changes, fails or ends. */
  readonly onChannelEvent?: (event: FallbackEvent | RecordingEvent) => void;
  /** See {@link DoorOptions.onTurnedAway}. */
  readonly onTurnedAway?: NonNullable<DoorOptions['onTurnedAway']>;
  /** Time that `close` waits for peers to answer the close before it cuts their connections. @default 2000 */
  readonly graceMs?: number;
  /** Shortest and longest wait before a peer should connect again after `close`; see {@link Relay.close}. @default none */
  readonly retryAfterMs?: readonly [number, number];
  /** Serves https and wss, at least TLS 1.2, instead of http and ws. @default none */
  readonly tls?: RelayTlsOptions;
  /** See {@link RelayOptions.onRefused}: the error's `cause`, if any, is what the peer was not told. */
  readonly onRefused?: RelayOptions['onRefused'];
  /** Called for every source and listener that the relay has taken. */
  readonly onJoined?: RelayOptions['onJoined'];
  /** Called when one of them has gone; see {@link RelayOptions.onLeft}. */
  readonly onLeft?: RelayOptions['onLeft'];
  /** Called when an administrator has moved a listener to another channel. */
  readonly onMoved?: RelayOptions['onMoved'];
  /** Administration and metrics. @default none */
  readonly operations?: OperationsOptions;
  /** Programs that know only HTTP: Icecast source clients, and any player. @default none may come */
  readonly media?: MediaOptions;
  /** Listening sessions whose peers meet at this relay; needs `workers` 1. @default they may, without a STUN server */
  readonly sessions?: RelaySessionsOptions;
  /** Processes that share the port, 1..256; `auto`: one a processor. This one has no sockets then. @default 1 */
  readonly workers?: number | 'auto';
  /** Called with one line when a worker process has ended and is started again. */
  readonly onWorkerLost?: (line: string) => void;
  /** Makes the relay a node of a cluster. @default none: it stands alone */
  readonly bus?: ClusterBus;
  /** Makes the relay a node of a cluster that NATS joins, in place of `bus`; needs `workers` 1. @default none: it stands alone */
  readonly cluster?: ClusterOptions;
  /** Called with one line when the cluster is out of reach, and when it is back. */
  readonly onClusterNote?: (line: string) => void;
  /** Number of the first connection; relays of one cluster need ranges of their own. @default 1 */
  readonly firstConnectionId?: number;
  /** The page, the runtime and the models for browsers; false serves none. @default the package's own */
  readonly site?: StaticSiteOptions | false;
}

/** What each option may be. */
export const SERVER_OPTION_KINDS: OptionKinds<RelayServerOptions> = {
  host: 'string',
  port: 'any',
  limits: 'object',
  alternatives: 'any',
  access: 'any',
  authorizer: SHAPES.authorizer,
  proxies: 'object',
  names: 'any',
  addressLimits: 'object',
  addressPeers: 'any',
  pathPrefix: 'string',
  channelPattern: 'string',
  channels: 'any',
  recordings: 'any',
  onRecordingNote: 'function',
  onChannelEvent: 'function',
  onTurnedAway: 'function',
  graceMs: 'any',
  retryAfterMs: { name: 'a list of two numbers', matches: (value) => Array.isArray(value) && value.length === 2 },
  tls: 'object',
  onRefused: 'function',
  onJoined: 'function',
  onLeft: 'function',
  onMoved: 'function',
  operations: 'object',
  media: 'object',
  sessions: 'object',
  workers: 'any',
  onWorkerLost: 'function',
  bus: 'any',
  cluster: 'object',
  onClusterNote: 'function',
  firstConnectionId: 'any',
  site: 'any',
};

/** What of {@link RelayServerOptions} may change while the server runs; what is left out stays as it is. */
export type RelayServerChanges = Pick<
  RelayServerOptions,
  | 'limits'
  | 'tls'
  | 'retryAfterMs'
  | 'graceMs'
  | 'addressLimits'
  | 'channelPattern'
  | 'channels'
  | 'recordings'
  | 'sessions'
> & {
  /** Who may come from now on, of programs that know only HTTP. */
  readonly media?: MediaChanges;
};

const CHANGE_KINDS: OptionKinds<RelayServerChanges> = {
  limits: SERVER_OPTION_KINDS.limits,
  tls: SERVER_OPTION_KINDS.tls,
  retryAfterMs: SERVER_OPTION_KINDS.retryAfterMs,
  graceMs: SERVER_OPTION_KINDS.graceMs,
  addressLimits: SERVER_OPTION_KINDS.addressLimits,
  channelPattern: SERVER_OPTION_KINDS.channelPattern,
  channels: SERVER_OPTION_KINDS.channels,
  media: SERVER_OPTION_KINDS.media,
  recordings: SERVER_OPTION_KINDS.recordings,
  sessions: SERVER_OPTION_KINDS.sessions,
};

/** A relay that listens; `port` is the one that the system chose where 0 was asked for. */
export interface RelayServer {
  readonly host: string;
  readonly port: number;
  /** `ws://HOST:PORT`, with TLS `wss://HOST:PORT`; a channel's name comes after a slash. */
  readonly url: string;
  /** The access in force, whose options may change: see {@link Access.prepare}. Not asked where there is an `authorizer`. */
  readonly access: Access;
  /** Totals of every channel, those included that `GET /channels` leaves out. */
  stats(): RelayStats;
  /** Counters of each listener of a channel. */
  subscriberStats(channel: string): IterableIterator<SubscriberStats>;
  /**
   * Changes what may change, all or nothing; connections stay. Limits are those given over the defaults, not over the
   * present ones.
   * @throws TypeError, RangeError naming a wrong option
   */
  change(changes: RelayServerChanges): void;
  /** What the relay's owner may do to it while it runs. */
  readonly administration: RelayAdministration;
  /** For what this process encodes and decodes itself; null where nobody reads metrics. */
  readonly metrics: RelayMetrics | null;
  /** `http://HOST:PORT/metrics` where metrics have an address of their own. */
  readonly metricsUrl: string | null;
  /** UDP port of the STUN server for peers of listening sessions; null where there is none. */
  readonly stunPort: number | null;
  /** Process ids of the workers that listen; none for a relay in this process. */
  workerPids(): readonly number[];
  /** Tells every peer, waits for their close at most `graceMs`, frees the port. May be called twice. */
  close(): Promise<void>;
}

/** @throws TypeError, RangeError naming a wrong option; returns how the server ends from then on */
export function checkChanges(changes: RelayServerChanges, options: RelayServerOptions, ending: Ending): Ending {
  requireOptions('', changes, CHANGE_KINDS);
  const next = requireServerEnding({ ...ending, ...changes });
  if (changes.tls && !options.tls) throw new TypeError('tls cannot be set: the server was started without it');
  requireTls(changes.tls);
  if (changes.addressLimits) requireAddressLimits(changes.addressLimits, 'addressLimits');
  if (changes.limits) relayLimits(changes.limits);
  if (changes.channelPattern !== undefined) channelPattern(changes.channelPattern);
  if (changes.channels) new ChannelPolicies(changes.channels);
  if (changes.media) mediaSettings(changes.media);
  if (changes.recordings) new RecordTable('recordings', changes.recordings);
  if (changes.sessions) requireRelaySessions(changes.sessions);
  return next;
}

/** Where clients find the server. */
export const urlOf = ({ tls }: RelayServerOptions, host: string, port: number, root: string): string =>
  `${tls ? 'wss' : 'ws'}://${host.includes(':') ? `[${host}]` : host}:${port}${root.slice(0, -1)}`;
