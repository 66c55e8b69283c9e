import { readFileSync } from 'node:fs';
import type { ChannelAdministration } from '../../../relay/administration/channel-administration.js';
import type { RelayAdministration } from '../../../relay/administration/relay-administration.js';
import type { RelayStats } from '../../../relay/relay-stats.js';
import { nodeClock } from '../../clock.js';
import type { AdminContext, BanRegistry, ClusterNodes, SessionRooms } from './admin/operation.js';
import type { ClusterEvents } from './events/cluster-events.js';
import type { EventJournal } from './events/event-journal.js';
import { ListenerHistory } from './listener-history.js';
import { createRelayMetrics, type MetricsSource, type RelayMetrics } from './metrics.js';
import { type MetricsServer, startMetricsServer } from './metrics-server.js';
import type { OperationsDesk } from './operations-desk.js';
import type { AdminOptions, MetricsOptions } from './options.js';
import { type EndedRecording, endOwn, joinEnded } from './recording/end-recordings.js';
import { RecordingStore } from './recording/recording-store.js';
import { StateWatch } from './watch/state-watch.js';

/** While somebody watches a relay, it is looked for changes that nobody tells of, in one process and in several. */
const LOOK_MS = 250;
const SHARED_LOOK_MS = 1000;

/** What a desk works on. */
export interface DeskHost {
  /** Of the whole relay. */
  readonly administration: ChannelAdministration;
  /** Takes recorders. */
  readonly recorders: Pick<RelayAdministration, 'attachRecorder'>;
  /** Records what an administrator asks for; null where nothing can be. @default a store of the desk's own */
  readonly recordings?: RecordingStore | null;
  /** Ends what is recorded of a channel in any process, but for a store of the desk's own. */
  endRecordings(channel: string): Promise<EndedRecording>;
  stats(): RelayStats;
  /** In force where the options state no other list; null where there is none. */
  readonly bans: BanRegistry | null;
  readonly metrics: MetricsSource;
  /** The listening sessions. @default there are none: several workers carry none */
  readonly rooms?: SessionRooms;
  /** The nodes of the cluster. @default the relay stands alone */
  readonly cluster?: ClusterNodes;
  /** What has happened in this process, or in the workers of this one. */
  readonly journal: EventJournal;
  /** The journals of all nodes. @default the journal is all there is */
  readonly clusterEvents?: ClusterEvents;
  /** Whether other processes are asked for what they have. */
  readonly isShared: boolean;
}

/** What of a relay's operation a desk carries out. */
export interface DeskOptions {
  /** The API's own options. @default nothing is recorded */
  readonly admin?: AdminOptions;
  /** Metrics on an address of their own. @default none */
  readonly metrics?: MetricsOptions;
  /** Who is banned. @default the list of the host */
  readonly bans?: BanRegistry;
  /** Applies the configuration again. @default there is none */
  readonly onReload?: () => Promise<readonly string[]>;
}

/** A desk of this process. */
export interface LocalDesk extends OperationsDesk {
  /** Null where metrics are not read by anybody. */
  readonly relayMetrics: RelayMetrics | null;
  /** Undefined where metrics have no address of their own. */
  readonly metricsUrl: string | undefined;
  /** Whoever waits for something new is answered, and nobody waits any more. */
  endWatches(): void;
  close(): Promise<void>;
}

/**
 * @param isAdministered whether anybody may administer
 * @throws TypeError, RangeError naming a wrong option; CodecError NOT_INSTALLED for a missing package, PORT_IN_USE or
 *   TRANSPORT_FAILED for the metrics' address
 */
export async function startDesk(host: DeskHost, options: DeskOptions, isAdministered: boolean): Promise<LocalDesk> {
  const version = relayVersion();
  const relayMetrics = options.metrics || isAdministered ? await createRelayMetrics(host.metrics, version) : null;
  let metricsServer: MetricsServer | undefined;
  try {
    if (options.metrics) metricsServer = await startMetricsServer(relayMetrics!, options.metrics);
  } catch (error) {
    relayMetrics?.close();
    throw error;
  }
  const context = isAdministered ? contextOf(host, options, version) : null;
  return {
    version,
    relayMetrics,
    metricsUrl: metricsServer?.url,
    run: (operation, call) => operation.run(context!, call),
    metrics: async () => ({ text: await relayMetrics!.text(), contentType: relayMetrics!.contentType }),
    endWatches: () => context?.watch.close(),
    close: async () => {
      context?.watch.close();
      await context?.recordings?.close();
      context?.history.close();
      await metricsServer?.close();
      relayMetrics?.close();
    },
  };
}

function contextOf(host: DeskHost, options: DeskOptions, version: string): AdminContext {
  const folder = options.admin?.recordings;
  const startedMs = nodeClock.nowMs();
  const recordings =
    host.recordings !== undefined || folder === undefined
      ? (host.recordings ?? null)
      : new RecordingStore({ administration: host.recorders, folder });
  const { journal, clusterEvents, cluster = null } = host;
  const bans = options.bans ?? host.bans;
  const uptimeSeconds = (): number => (nodeClock.nowMs() - startedMs) / 1000;
  const residentBytes = async (): Promise<number> => {
    await host.metrics.refresh?.();
    return host.metrics.processes?.().residentBytes ?? process.memoryUsage.rss();
  };
  return {
    administration: host.administration,
    version,
    uptimeSeconds,
    stats: () => host.stats(),
    residentBytes,
    history: new ListenerHistory(() => host.stats(), nodeClock),
    events: clusterEvents ?? journal,
    watch: new StateWatch({
      clock: nodeClock,
      channels: () => host.administration.channels(),
      lookMs: host.isShared ? SHARED_LOOK_MS : LOOK_MS,
      totals: () => {
        const { connections, refused, closed } = host.stats();
        return { uptimeSeconds: Math.floor(uptimeSeconds()), connections, refused, closed };
      },
      residentBytes,
      bans: () => bans?.list() ?? null,
      nodes: () => cluster && { nodes: cluster.nodes(), isConnected: cluster.isConnected },
      events: () => journal.version + (clusterEvents?.version ?? 0),
      onChange: (listener) => journal.onChange(listener),
    }),
    bans,
    recordings,
    endRecordings: async (channel) => joinEnded([await endOwn(recordings, channel), await host.endRecordings(channel)]),
    rooms: host.rooms ?? null,
    cluster,
    reload: options.onReload ?? null,
  };
}

/** Version of this package. */
export function relayVersion(): string {
  const text = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
