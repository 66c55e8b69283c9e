import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodecError, requireInteger } from '../../core/errors.js';
import { callGuarded } from '../../core/guarded.js';
import { type OptionKinds, requireKind, requireOptions, SHAPES, within } from '../../core/options.js';
import type { Authorizer } from '../../ports/authorizer.js';
import type { RelayAdministration } from '../../relay/administration/relay-administration.js';
import type { RelayLimits } from '../../relay/limits.js';
import { Relay } from '../../relay/relay.js';
import type { RelayOptions } from '../../relay/relay-options.js';
import type { RelayStats } from '../../relay/relay-stats.js';
import type { SubscriberStats } from '../../relay/subscribers/subscriber.js';
import { nodeClock } from '../clock.js';
import { type Access, createAccess, isAccess } from './access/access.js';
import { type AccessOptions, OPEN_ACCESS } from './access/access-options.js';
import { requireAddressLimits } from './access/address-limits.js';
import { administratorAuthorizer } from './access/administrator.js';
import { type DoorOptions, Doors } from './access/doors.js';
import { chooseAlternative } from './alternatives.js';
import { measureBusyShare } from './busy-share.js';
import { channelPattern } from './channel-pattern.js';
import { RELAY_SERVER_DEFAULTS } from './defaults.js';
import { drain, requireServerEnding } from './ending.js';
import { createHttpServer, listen, type RelayTlsOptions, requireTls, setTls } from './listening.js';
import type { RelayMetrics } from './operations/metrics.js';
import { type OperationsOptions, startOperations } from './operations/operations.js';
import { createHandler } from './routes.js';
import { createStaticSite, requireSite, type StaticSiteOptions } from './static-site.js';
import { createSockets, upgrade } from './upgrade.js';

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
  /** Connections and attempts of one address; see {@link DoorOptions}. */
  readonly addressLimits?: NonNullable<DoorOptions['addressLimits']>;
  /** Path under which everything is, such as `/radio`. @default '/' */
  readonly pathPrefix?: string;
  /** Regular expression that names of channels must match, besides the rule for all of them. @default every name */
  readonly channelPattern?: string;
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
  /** The page, the runtime and the models for browsers; false serves none. @default the package's own */
  readonly site?: StaticSiteOptions | false;
}

const KINDS: OptionKinds<RelayServerOptions> = {
  host: 'string',
  port: 'any',
  limits: 'object',
  alternatives: 'any',
  access: 'any',
  authorizer: SHAPES.authorizer,
  proxies: 'object',
  addressLimits: 'object',
  pathPrefix: 'string',
  channelPattern: 'string',
  onTurnedAway: 'function',
  graceMs: 'any',
  retryAfterMs: { name: 'a list of two numbers', matches: (value) => Array.isArray(value) && value.length === 2 },
  tls: 'object',
  onRefused: 'function',
  onJoined: 'function',
  onLeft: 'function',
  onMoved: 'function',
  operations: 'object',
  site: 'any',
};

/** What of {@link RelayServerOptions} may change while the server runs; what is left out stays as it is. */
export type RelayServerChanges = Pick<
  RelayServerOptions,
  'limits' | 'tls' | 'retryAfterMs' | 'graceMs' | 'addressLimits' | 'channelPattern'
>;

const CHANGE_KINDS: OptionKinds<RelayServerChanges> = {
  limits: KINDS.limits,
  tls: KINDS.tls,
  retryAfterMs: KINDS.retryAfterMs,
  graceMs: KINDS.graceMs,
  addressLimits: KINDS.addressLimits,
  channelPattern: KINDS.channelPattern,
};

/** A relay that listens; `port` is the one that the system chose where 0 was asked for. */
export interface RelayServer {
  readonly host: string;
  readonly port: number;
  /** `ws://HOST:PORT`, with TLS `wss://HOST:PORT`; a channel's name comes after a slash. */
  readonly url: string;
  /** The access in force, whose options may change: see {@link Access.prepare}. Not asked where there is an `authorizer`. */
  readonly access: Access;
  /** Totals of every channel, as `GET /channels` returns them. */
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
  /** Tells every peer, waits for their close at most `graceMs`, frees the port. May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts a relay: `ws://HOST:PORT/CHANNEL` for sources and listeners, `GET /healthz`, `GET /channels`, and the page for
 * browsers at `/`.
 * @throws TypeError, RangeError naming a wrong option, CodecError PORT_IN_USE or TRANSPORT_FAILED naming host and port
 */
export async function startRelayServer(options: RelayServerOptions = {}): Promise<RelayServer> {
  requireOptions('', options, KINDS);
  requireSite(options.site);
  const host = options.host ?? RELAY_SERVER_DEFAULTS.host;
  const port = requireInteger('port', options.port ?? RELAY_SERVER_DEFAULTS.port, 0, 65535);
  let ending = requireServerEnding(options);
  let channels = options.channelPattern === undefined ? null : channelPattern(options.channelPattern);
  requireTls(options.tls);
  if (host === '') throw new TypeError('host must be a name or an address, got ""');
  const doors = new Doors({
    ...(options.proxies && { proxies: options.proxies }),
    ...(options.addressLimits && { addressLimits: options.addressLimits }),
    ...(options.pathPrefix !== undefined && { pathPrefix: options.pathPrefix }),
    ...(options.onTurnedAway && { onTurnedAway: options.onTurnedAway }),
  });
  const access = await openAccess(options.access ?? OPEN_ACCESS);
  const authorizer = options.authorizer ?? access;
  const relay = new Relay({
    clock: nodeClock,
    busyShare: measureBusyShare(),
    ...(options.alternatives && { alternative: chooseAlternative(options.alternatives) }),
    ...(options.limits && { limits: options.limits }),
    authorizer,
    ...(options.onRefused && { onRefused: options.onRefused }),
    ...(options.onJoined && { onJoined: options.onJoined }),
    ...(options.onLeft && { onLeft: options.onLeft }),
    ...(options.onMoved && { onMoved: options.onMoved }),
  });
  const sockets = createSockets();
  let isListening = false;
  const operationsHost = {
    relay,
    // Nobody administers a relay that has been told of nobody.
    authorizer:
      options.authorizer || options.access
        ? administratorAuthorizer({ authorizer, doors, onRefused: reportAdministrator(options.onRefused) })
        : undefined,
    ...(!options.authorizer && { bans: access.currentBans }),
    isListening: () => isListening,
    identify: (request: IncomingMessage) => doors.identify(request),
  };
  const operations = await startOperations(operationsHost, options.operations).catch((error: unknown) => {
    relay.close();
    throw error;
  });
  const site = options.site === false ? null : createStaticSite(options.site, operations.hasStatusPage);
  const handle = createHandler(relay, { ...operations, site, doors });
  const server = createHttpServer(options.tls, (request, response) => void handle(request, response));
  doors.guard(server);
  server.on('upgrade', (request, socket, head) => {
    if (doors.admit(request, socket))
      upgrade(request, socket, head, { sockets, relay, channels }, doors.identify(request));
  });
  try {
    await listen(server, host, port);
    isListening = true;
  } catch (error) {
    relay.close();
    await operations.close();
    server.close();
    throw error;
  }
  const bound = (server.address() as AddressInfo).port;
  let closing: Promise<void> | undefined;
  return {
    host,
    port: bound,
    url: `${options.tls ? 'wss' : 'ws'}://${host.includes(':') ? `[${host}]` : host}:${bound}${doors.root.slice(0, -1)}`,
    access,
    stats: () => relay.stats(),
    subscriberStats: (channel) => relay.subscriberStats(channel),
    change: (changes) => {
      requireOptions('', changes, CHANGE_KINDS);
      const next = requireServerEnding({ ...ending, ...changes });
      const pattern = changes.channelPattern === undefined ? channels : channelPattern(changes.channelPattern);
      if (changes.tls && !options.tls) throw new TypeError('tls cannot be set: the server was started without it');
      requireTls(changes.tls);
      if (changes.addressLimits) requireAddressLimits(changes.addressLimits, 'addressLimits');
      if (changes.limits) relay.setLimits(changes.limits);
      if (changes.tls) setTls(server, changes.tls);
      if (changes.addressLimits) doors.setAddressLimits(changes.addressLimits);
      ending = next;
      channels = pattern;
    },
    administration: relay.administration,
    metrics: operations.metrics ?? null,
    metricsUrl: operations.metricsUrl ?? null,
    close: () => {
      isListening = false;
      doors.close();
      closing ??= drain(relay, sockets, server, ending).finally(() => operations.close());
      return closing;
    },
  };
}

/** Tells the owner of a request that may not administer; channel `*` stands for the relay. */
const reportAdministrator =
  (onRefused: RelayServerOptions['onRefused']) =>
  (address: string | undefined, cause: unknown): void => {
    const error = new CodecError('NOT_ALLOWED', 'the request may not administer', { cause });
    void callGuarded(
      () => onRefused?.('*', error, address),
      () => {},
    );
  };

/** @throws TypeError, RangeError naming a wrong option behind `access.` */
async function openAccess(access: AccessOptions | Access): Promise<Access> {
  requireKind('access', access, { name: 'an object', matches: (value) => typeof value === 'object' });
  if (isAccess(access)) return access;
  return createAccess(access).catch((error: unknown) =>
    within('access', () => {
      throw error;
    }),
  );
}
