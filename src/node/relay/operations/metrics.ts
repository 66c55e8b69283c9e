import type { Registry } from 'prom-client';
import type { RelayTotals } from '../../../relay/administration/relay-totals.js';
import type { ChannelStats } from '../../../relay/channel/channel-stats.js';
import type { RelayLoadStats } from '../../../relay/load/relay-load.js';
import type { RoomsStats } from '../../../relay/room/rooms.js';
import { loadOptional } from '../../optional-package.js';
import { noneTurnedAway, type TurnedAwayCounts } from '../access/turned-away.js';
import type { ClusterNodes } from './admin/operation.js';
import { loudestChannels } from './channel-labels.js';
import { addCluster } from './cluster-metrics.js';
import { DurationHistogram } from './duration-histogram.js';
import { type MediaFigures, NO_MEDIA } from './media-figures.js';
import { addMedia } from './media-metrics.js';
import { type AddMetric, byLabel, type MetricType, type MetricValue, one } from './metric-values.js';
import { type ProcessFigures, ProcessMeter } from './process-meter.js';

/** What metrics are read from. */
export interface MetricsSource {
  /** Called before the others at each scrape; they are read when it has settled. @default nothing has to be fetched */
  refresh?(): Promise<void>;
  /** The processes that the relay runs in. @default this one */
  processes?(): ProcessFigures;
  /** Who ended at the door. @default nobody */
  turnedAway?(): TurnedAwayCounts;
  /** What is encoded and decoded for those that know only HTTP. @default nothing */
  media?(): MediaFigures;
  /** Nodes of the cluster. @default the relay stands alone */
  readonly cluster?: ClusterNodes;
  /** Listening sessions. @default there are none */
  rooms?(): RoomsStats;
  totals(): RelayTotals;
  channels(): readonly ChannelStats[];
  /** State of the process, as `GET /channels` states it. */
  load(): RelayLoadStats;
  /** Ready for connections, as `/readyz` states it. */
  isReady(): boolean;
}

/** Metrics of a relay in Prometheus' text format. */
export interface RelayMetrics {
  readonly contentType: string;
  /** Time that this process takes to encode or to decode a block, where it does: whoever does so observes it. */
  readonly encodeSeconds: DurationHistogram;
  readonly decodeSeconds: DurationHistogram;
  /** All metrics, read from running totals now. */
  text(): Promise<string>;
  /** Stops measuring. */
  close(): void;
}

/** Channels that have a label of their own, the ones with most listeners first; the others are put together as `[other]`. */
export const MAX_CHANNEL_LABELS = 100;

/** @throws CodecError NOT_INSTALLED where the package `prom-client` is missing */
export async function createRelayMetrics(source: MetricsSource, version: string): Promise<RelayMetrics> {
  const { Registry } = await loadOptional('prom-client', 'metrics', () => import('prom-client'));
  const registry = new Registry();
  const meter = new ProcessMeter();
  const readProcesses = (): ProcessFigures => source.processes?.() ?? meter.read();
  let processes = readProcesses();
  const encodeSeconds = new DurationHistogram();
  const decodeSeconds = new DurationHistogram();
  let totals = source.totals();
  let channels: readonly ChannelStats[] = [];
  const add: AddMetric = (type, name, help, values) => register(registry, type, name, help, values);
  const bothWays = (read: (traffic: RelayTotals['sent']) => number): readonly MetricValue[] => [
    { value: read(totals.received), labels: { direction: 'in' } },
    { value: read(totals.sent), labels: { direction: 'out' } },
  ];
  const perChannel = (read: (stats: ChannelStats) => number): readonly MetricValue[] =>
    loudestChannels(channels, MAX_CHANNEL_LABELS, read);
  const sum = (read: (stats: ChannelStats) => number): number =>
    channels.reduce((total, stats) => total + read(stats), 0);

  add('gauge', 'latentcast_build_info', 'Always 1; the label has the version', () => one(1, { version }));
  add('gauge', 'latentcast_ready', '1 while the relay takes connections', () => one(source.isReady() ? 1 : 0));
  add('gauge', 'latentcast_connections', 'Connections by role', () => byLabel('role', totals.connections));
  add('counter', 'latentcast_joins_total', 'Sources and listeners that were taken', () =>
    byLabel('role', totals.joined),
  );
  add('counter', 'latentcast_refused_total', 'Connections refused before they were a source or listener', () =>
    byLabel('reason', totals.refused),
  );
  add('counter', 'latentcast_turned_away_total', 'Connections and requests that ended at the door', () =>
    byLabel('reason', source.turnedAway?.() ?? noneTurnedAway()),
  );
  add('counter', 'latentcast_closed_total', 'Sources and listeners whose connection the relay has closed', () =>
    byLabel('reason', totals.closed),
  );
  add('counter', 'latentcast_evicted_total', 'Listeners closed because they were too slow', () => one(totals.evicted));
  add('counter', 'latentcast_bursts_refused_total', 'Bursts of past audio beyond what is allowed', () =>
    one(totals.refusedBursts),
  );
  add('gauge', 'latentcast_joining_connections', 'Connections that wait to come in', () => one(source.load().joining));
  add('gauge', 'latentcast_lengthened_listeners', 'Listeners that are sent longer packets than they want', () =>
    one(sum(({ lengthenedListeners }) => lengthenedListeners)),
  );
  add('gauge', 'latentcast_repacked_lengths', 'Lengths that packets are joined to, over all channels', () =>
    one(sum(({ repackedLengths }) => repackedLengths)),
  );
  add('gauge', 'latentcast_thinned_listeners', 'Listeners that are sent fewer bit planes than they want', () =>
    one(sum(({ thinnedListeners }) => thinnedListeners)),
  );
  add('gauge', 'latentcast_skipped_listeners', 'Listeners that are sent no audio until they have caught up', () =>
    one(sum(({ skippedListeners }) => skippedListeners)),
  );
  add(
    'histogram',
    'latentcast_listener_lag_seconds',
    'Lag of listeners, one measurement a ping or report of what they play',
    () => {
      const { buckets, count, sumMs } = totals.lag;
      const seconds = buckets.map(([boundMs, n]): [number, number] => [boundMs / 1000, n]);
      return histogramValues('latentcast_listener_lag_seconds', seconds, count, sumMs / 1000);
    },
  );
  add('counter', 'latentcast_packets_total', 'Packets of all types, one a WebSocket message', () =>
    bothWays(({ packets }) => packets),
  );
  add('counter', 'latentcast_packet_bytes_total', 'Bytes of packets with their headers', () =>
    bothWays(({ packetBytes }) => packetBytes),
  );
  add('counter', 'latentcast_wire_bytes_total', 'Estimated bytes on the wire, all headers below included', () =>
    bothWays(({ wireBytes }) => wireBytes),
  );
  add('counter', 'latentcast_payload_bytes_total', 'Bit planes and spatial parameters, without any header', () => [
    { value: totals.receivedPayloadBytes, labels: { direction: 'in' } },
    { value: totals.sentPayloadBytes, labels: { direction: 'out' } },
  ]);
  add('gauge', 'latentcast_channels', 'Channels that the relay knows', () => one(channels.length));
  add('gauge', 'latentcast_channel_source_live', '1 while a source is connected and has not ended its stream', () =>
    perChannel(({ isLive }) => (isLive ? 1 : 0)),
  );
  add('gauge', 'latentcast_channel_muted', '1 while the operator has muted the source', () =>
    perChannel(({ isMuted }) => (isMuted ? 1 : 0)),
  );
  add('gauge', 'latentcast_channel_recording', '1 while the relay records the channel', () =>
    perChannel(({ isRecording }) => (isRecording ? 1 : 0)),
  );
  add('gauge', 'latentcast_channel_listeners', 'Listeners of a channel', () =>
    perChannel(({ listeners }) => listeners),
  );
  add('gauge', 'latentcast_channel_max_lag_seconds', 'Largest lag of any listener of a channel', () =>
    loudestChannels(channels, MAX_CHANNEL_LABELS, ({ maxLagMs }) => maxLagMs / 1000, Math.max),
  );
  addCluster(add, source.cluster);
  const rooms = (read: (stats: RoomsStats) => number) => (): readonly MetricValue[] => {
    const stats = source.rooms?.();
    return one(stats ? read(stats) : 0);
  };
  add(
    'gauge',
    'latentcast_sessions',
    'Listening sessions',
    rooms((stats) => stats.rooms),
  );
  add(
    'gauge',
    'latentcast_session_peers',
    'Peers of all listening sessions',
    rooms(({ peers }) => peers),
  );
  add(
    'counter',
    'latentcast_session_refused_total',
    'Peers of listening sessions that were refused',
    rooms(({ refused }) => refused),
  );
  add(
    'counter',
    'latentcast_session_bytes_total',
    'Bytes of messages that were passed on between peers of listening sessions',
    rooms(({ passedBytes }) => passedBytes),
  );
  for (const [name, help, times] of [
    ['latentcast_encode_seconds', 'Time to encode a block, where this process encodes', encodeSeconds],
    ['latentcast_decode_seconds', 'Time to decode a block, where this process decodes', decodeSeconds],
  ] as const)
    add('histogram', name, help, () => {
      const { buckets, count, sumSeconds } = times.stats();
      return histogramValues(name, buckets, count, sumSeconds);
    });
  addMedia(add, () => source.media?.() ?? NO_MEDIA);
  add('summary', 'latentcast_event_loop_delay_seconds', 'Delay of the event loop since the last scrape', () =>
    processes.delaySeconds.map(([quantile, value]) => ({ labels: { quantile }, value })),
  );
  add('gauge', 'process_resident_memory_bytes', 'Resident memory', () => one(processes.residentBytes));
  add('counter', 'process_cpu_seconds_total', 'CPU time, user and system', () => one(processes.cpuSeconds));
  add('gauge', 'process_start_time_seconds', 'Start of the process since 1970', () =>
    one(Math.round(performance.timeOrigin) / 1000),
  );
  return {
    contentType: registry.contentType,
    encodeSeconds,
    decodeSeconds,
    async text() {
      await source.refresh?.();
      totals = source.totals();
      channels = source.channels();
      processes = readProcesses();
      return registry.metrics();
    },
    close: () => meter.close(),
  };
}

/** A metric whose values are read when it is scraped: prom-client's own keep copies that would have to be set. */
function register(
  registry: Registry,
  type: MetricType,
  name: string,
  help: string,
  values: () => readonly MetricValue[],
): void {
  const metric = { name, help, type, aggregator: 'sum', get: async () => ({ name, help, type, values: values() }) };
  registry.registerMetric(metric as never);
}

/** @param buckets upper bound in seconds, the last Infinity, and the cumulative count */
function histogramValues(
  name: string,
  buckets: readonly (readonly [number, number])[],
  count: number,
  sumSeconds: number,
): readonly MetricValue[] {
  return [
    ...buckets.map(([bound, value]) => ({
      metricName: `${name}_bucket`,
      labels: { le: Number.isFinite(bound) ? bound : '+Inf' },
      value,
    })),
    { metricName: `${name}_sum`, labels: {}, value: sumSeconds },
    { metricName: `${name}_count`, labels: {}, value: count },
  ];
}
