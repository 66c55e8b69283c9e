import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodecError, requireInteger } from '../../core/errors.js';
import { callGuarded } from '../../core/guarded.js';
import { requireKind, requireOptions, within } from '../../core/options.js';
import { Relay } from '../../relay/relay.js';
import { nodeClock } from '../clock.js';
import { type Access, createAccess, isAccess } from './access/access.js';
import { type AccessOptions, OPEN_ACCESS } from './access/access-options.js';
import { administratorAuthorizer } from './access/administrator.js';
import { Doors } from './access/doors.js';
import { listenCheck } from './access/listen-check.js';
import { alternativeOf } from './alternatives.js';
import { measureBusyShare } from './busy-share.js';
import { ChannelNames } from './channel-names.js';
import { shareBans } from './cluster/ban-sharing.js';
import { whereRoute } from './cluster/where-route.js';
import { RELAY_SERVER_DEFAULTS } from './defaults.js';
import { drain, requireServerEnding } from './ending.js';
import { admitInside } from './inside-authorizer.js';
import { LazyFiles } from './lazy-files.js';
import { createHttpServer, listen, requireTls, setTls } from './listening.js';
import { Media } from './media.js';
import { EventJournal } from './operations/events/event-journal.js';
import { NO_MEDIA } from './operations/media-figures.js';
import { type Operations, requireOperations, startOperations } from './operations/operations.js';
import { type MetricsOptions, OPERATIONS_DEFAULTS } from './operations/options.js';
import { RecordTable } from './operations/recording/record-table.js';
import { isSamePort, type PortAddress } from './port-conflict.js';
import { readAbsoluteForm } from './request-path.js';
import { RoomServer } from './rooms/room-server.js';
import { createHandler } from './routes.js';
import {
  checkChanges,
  type RelayServer,
  type RelayServerOptions,
  SERVER_OPTION_KINDS,
  urlOf,
} from './server-options.js';
import { SocketWatch } from './socket-watch.js';
import { createStaticSite, requireSite } from './static-site.js';
import { createSockets, upgrade } from './upgrade.js';
import { openWebSocketUpstream } from './upstream/upstream.js';
import { withJournal } from './with-journal.js';
import { startPool } from './workers/start-pool.js';
import { workerCount } from './workers/worker-count.js';

export type { RelayServer, RelayServerChanges, RelayServerOptions } from './server-options.js';

/**
 * Starts a relay: `ws://HOST:PORT/CHANNEL` for sources and listeners, `GET /healthz`, `GET /channels`, and the page for
 * browsers at `/`.
 * @throws TypeError, RangeError naming a wrong option, CodecError PORT_IN_USE or TRANSPORT_FAILED naming host and port
 */
export async function startRelayServer(stated: RelayServerOptions = {}): Promise<RelayServer> {
  requireOptions('', stated, SERVER_OPTION_KINDS);
  requireOperations(stated.operations);
  const journal = new EventJournal();
  // What happens in a worker is noted by the first process.
  const options = stated.operations?.desk ? stated : withJournal(stated, journal);
  requireSite(options.site);
  const host = options.host ?? RELAY_SERVER_DEFAULTS.host;
  const port = requireInteger('port', options.port ?? RELAY_SERVER_DEFAULTS.port, 0, 65535);
  let ending = requireServerEnding(options);
  let names = new ChannelNames(options);
  requireTls(options.tls);
  const workers = workerCount(options.workers);
  if (host === '') throw new TypeError('host must be a name or an address, got ""');
  const doors = new Doors({
    host,
    ...(options.proxies && { proxies: options.proxies }),
    ...(options.names && { names: options.names }),
    ...(options.addressLimits && { addressLimits: options.addressLimits }),
    ...(options.addressPeers && { addressPeers: options.addressPeers }),
    ...(options.pathPrefix !== undefined && { pathPrefix: options.pathPrefix }),
    ...(options.onTurnedAway && { onTurnedAway: options.onTurnedAway }),
  });
  await requireOwnPorts({ host, port }, options.operations?.metrics);
  const access = await openAccess(options.access ?? OPEN_ACCESS);
  const authorizer = options.authorizer ?? access;
  if (workers > 1) return startPool(options, workers, { host, port, access, authorizer, root: doors.root, journal });
  if (options.cluster && options.bus) throw new TypeError('cluster and bus exclude each other');
  const cluster = options.cluster
    ? await (await import('./cluster/start-cluster.js')).startCluster(options.cluster, options.onClusterNote)
    : null;
  const bus = cluster?.bus ?? options.bus;
  const inside = admitInside(authorizer);
  let operations: Operations;
  let media: Media;
  const relay = new Relay({
    clock: nodeClock,
    busyShare: measureBusyShare(),
    ...((options.alternatives || cluster) && { alternative: alternativeOf(options.alternatives, cluster) }),
    ...(options.limits && { limits: options.limits }),
    ...(options.channels && { channels: options.channels }),
    openUpstream: openWebSocketUpstream,
    openFiles: (request) => new LazyFiles(request, () => media.filesHost),
    authorizer: inside.authorizer,
    ...(options.onRefused && { onRefused: options.onRefused }),
    onJoined: (peer) => {
      if (peer.role === 'source') operations.recordings.sourceJoined(peer.channel);
      return options.onJoined?.(peer);
    },
    ...(options.onLeft && { onLeft: options.onLeft }),
    ...(options.onMoved && { onMoved: options.onMoved }),
    ...(options.onChannelEvent && { onFallback: options.onChannelEvent }),
    ...(bus && { bus }),
    ...(cluster && { firstId: cluster.firstConnectionId }),
    ...(options.addressPeers && { addressPeers: options.addressPeers }),
    ...(options.firstConnectionId !== undefined && { firstId: options.firstConnectionId }),
  });
  cluster?.attach(relay);
  const endSharing = cluster && !options.authorizer ? shareBans(access, cluster.bus.state) : null;
  const sockets = createSockets();
  const watch = new SocketWatch();
  const onTurnedAway = (): void => doors.turnedAway.count('full');
  const rooms = new RoomServer(
    {
      relay,
      authorizer,
      host,
      refusal: bus
        ? `listening sessions are available on a relay ${cluster ? 'that stands alone' : 'with one worker'} only`
        : null,
      onRefused: options.onRefused,
      onTurnedAway,
    },
    options.sessions,
  );
  let isListening = false;
  const tellRefused = refusedByHttp(options.onRefused);
  const operationsHost = {
    relay,
    // Nobody administers a relay that has been told of nobody.
    authorizer:
      options.authorizer || options.access
        ? administratorAuthorizer({
            authorizer,
            doors,
            onRefused: (address, cause) => tellRefused('*', cause, address, 'the request may not administer'),
          })
        : undefined,
    ...(!options.authorizer && { bans: access.currentBans }),
    turnedAway: () => doors.turnedAway.counts,
    media: () => (media as Media | undefined)?.figures ?? NO_MEDIA,
    rooms,
    ...(cluster && { cluster }),
    journal,
    isListening: () => isListening && !cluster?.hasLeft,
    identify: (request: IncomingMessage) => doors.identify(request),
    mayListen: listenCheck({ authorizer, doors, onRefused: tellRefused }),
    recording: {
      table: new RecordTable('recordings', options.recordings),
      ...(options.onRecordingNote && { onNote: options.onRecordingNote }),
      ...(options.onChannelEvent && { onEvent: options.onChannelEvent }),
    },
  };
  operations = await startOperations(operationsHost, options.operations).catch((error: unknown) => {
    relay.close();
    cluster?.close();
    throw error;
  });
  media = new Media(
    {
      relay,
      doors,
      authorizer,
      onRefused: tellRefused,
      metrics: operations.metrics,
      insideCredentials: inside.credentials,
      refusalOf: (channel) => names.refusalOf(channel),
      elsewhere: (channel) => cluster?.refusalOf(channel) ?? null,
      whyAway: () => (cluster?.isDraining ? 'the node is being emptied: come to another one' : null),
    },
    options.media,
  );
  if (cluster) cluster.onDrained = () => media.cutClients();
  const site = options.site === false ? null : createStaticSite(options.site, operations.hasStatusPage);
  const handle = createHandler(relay, {
    ...operations,
    media,
    routes: [...operations.routes, ...media.routes, ...(cluster ? [whereRoute(cluster)] : [])],
    site,
    doors,
  });
  const server = createHttpServer(options.tls, (request, response) => void handle(request, response));
  media.guard(server, options.tls !== undefined);
  doors.guard(server);
  server.on('upgrade', (request, socket, head) => {
    readAbsoluteForm(request);
    if (!doors.admit(request, socket) || media.upgrade(request, socket, head)) return;
    const peer = doors.identify(request);
    if (!rooms.upgrade(request, socket, head, peer))
      upgrade(request, socket, head, { sockets, watch, relay, names, cluster, onTurnedAway }, peer);
  });
  try {
    await rooms.start();
    await listen(server, host, port);
    isListening = true;
  } catch (error) {
    relay.close();
    await rooms.close({ graceMs: 0 });
    await operations.close();
    server.close();
    cluster?.close();
    throw error;
  }
  const bound = (server.address() as AddressInfo).port;
  let closing: Promise<void> | undefined;
  return {
    host,
    port: bound,
    url: urlOf(options, host, bound, doors.root),
    access,
    stats: () => relay.stats(),
    subscriberStats: (channel) => relay.subscriberStats(channel),
    change: (changes) => {
      const next = checkChanges(changes, options, ending);
      const nextNames = names.changed(changes);
      if (changes.limits) relay.setLimits(changes.limits);
      if (changes.media) media.change(changes.media);
      if (changes.sessions) rooms.change(changes.sessions);
      if (changes.recordings)
        operations.recordings.setTable(new RecordTable('recordings', changes.recordings), liveChannels(relay));
      if (changes.channels) relay.setChannels(changes.channels);
      if (changes.tls) setTls(server, changes.tls);
      if (changes.addressLimits) doors.setAddressLimits(changes.addressLimits);
      ending = next;
      names = nextNames;
    },
    administration: relay.administration,
    metrics: operations.metrics ?? null,
    metricsUrl: operations.metricsUrl ?? null,
    stunPort: rooms.stunPort,
    workerPids: () => [],
    close: () => {
      isListening = false;
      doors.close();
      media.close();
      operations.endWatches();
      if (!closing) cluster?.leave();
      closing ??= Promise.all([rooms.close(ending), drain(relay, watch, server, ending)])
        .then(() => {})
        .finally(() => sockets.close())
        .finally(() => operations.close())
        .finally(() => {
          endSharing?.();
          cluster?.close();
        });
      return closing;
    },
  };
}

/** @throws RangeError where the relay and its metrics would listen on the same port of the same address */
async function requireOwnPorts(own: PortAddress, metrics: MetricsOptions | undefined): Promise<void> {
  if (!metrics) return;
  const other = { ...OPERATIONS_DEFAULTS.metrics, ...metrics };
  // What is no address is refused where the metrics are started.
  if (typeof other.host === 'string' && (await isSamePort(own, other)))
    throw new RangeError(
      `operations.metrics.port must differ from port where both are on one address, got ${own.port} for metrics on ${other.host} and for the relay on ${own.host}`,
    );
}

/** Channels that have a source now. */
const liveChannels = (relay: Relay): string[] =>
  relay.stats().channels.flatMap(({ channel, isLive }) => (isLive ? [channel] : []));

/** Tells the owner of a key or token that was refused by HTTP; channel `*` stands for the relay. */
const refusedByHttp =
  (onRefused: RelayServerOptions['onRefused']) =>
  (
    channel: string,
    cause: unknown,
    address: string | undefined,
    what = `the request is not allowed on ${channel}`,
  ): void => {
    const error = new CodecError('NOT_ALLOWED', what, { cause });
    void callGuarded(
      () => onRefused?.(channel, error, address),
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
