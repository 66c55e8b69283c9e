import type { Preset } from '../../core/latent/presets.js';
import { type CountsByCause, type CrowdTally, type KindTally, totalOf } from './crowd-tally.js';
import type { Percentiles } from './distribution.js';
import type { LoadTestSettings } from './options.js';
import type { ListenerKind } from './plan.js';
import type { RelayUsage } from './relay-usage.js';
import type { ProcessUsage } from './usage-meter.js';

/** Name and version of a report's form; `docs/load-test.schema.json` describes it. */
export const LOAD_REPORT_SCHEMA = 'latentcast-load-test/1';

/** What a load test has found; plain JSON. Shares are 0..1, times in ms. */
export interface LoadReport {
  readonly schema: typeof LOAD_REPORT_SCHEMA;
  readonly url: string;
  readonly startedAt: string;
  /** Whether the test was ended early. */
  readonly isPartial: boolean;
  readonly plan: {
    readonly listeners: number;
    readonly channels: number;
    readonly seconds: number;
    readonly preset: Preset;
    readonly listenPreset: Preset | null;
    readonly planes: number;
    readonly stalledShare: number;
    readonly trickleShare: number;
    readonly churnShare: number;
    readonly joinRate: number;
    readonly source: 'own' | 'none';
    readonly reconnect: boolean;
    readonly processes: number;
    readonly seed: number;
  };
  /** Listeners that read and stay. */
  readonly healthy: KindReport & {
    /** Frames received of those that were due from each listener's first one on; null where none were due. */
    readonly deliveredShare: number | null;
  };
  readonly stalled: KindReport;
  readonly trickle: KindReport;
  readonly churn: KindReport;
  /** From when a packet was due at the source to its arrival at a healthy listener. */
  readonly lagMs: Percentiles;
  /** From when a listener should have connected to the relay's hello. */
  readonly joinMs: Percentiles;
  /** The same to the first audio, the wait for the next packet included. */
  readonly firstAudioMs: Percentiles;
  /** From the loss of a connection to the next audio. */
  readonly rejoinMs: Percentiles;
  readonly sources: { readonly sentFrames: number; readonly droppedFrames: number; readonly reconnects: number };
  /** Messages and payload that all listeners together received in a second, while it measured. */
  readonly messagesPerSecond: number;
  readonly payloadKbps: number;
  /** The relay's process; null where neither its metrics nor its process was named. */
  readonly relay: {
    /** CPU time over time, while it measured: 1 is one core. */
    readonly cpuShare: number;
    readonly cpuMicrosPerMessage: number | null;
    readonly cpuMicrosPerListenerSecond: number | null;
    readonly residentBytes: number;
    /** What was added since before the joins, over the listeners that were there. */
    readonly bytesPerListener: number | null;
  } | null;
  /** The load test itself. */
  readonly tool: {
    readonly cpuShare: number;
    readonly cpuMicrosPerMessage: number | null;
    /** Of the busiest of its processes. */
    readonly maxProcessCpuShare: number;
    readonly loopDelayP99Ms: number;
    readonly loopDelayMaxMs: number;
    /** Whether its own processes were so busy or late that the figures are theirs rather than the relay's. */
    readonly isBottleneck: boolean;
  };
  /** What of it a healthy listener has missed or suffered, in words; empty where all is well. */
  readonly faults: readonly string[];
}

/** {@link KindTally} without what is only counted on the way. */
export type KindReport = Omit<KindTally, 'measuredMessages' | 'measuredBytes'>;

/** What a report is made of. */
export interface LoadResults {
  readonly url: string;
  readonly startedAt: string;
  readonly settings: LoadTestSettings;
  readonly isPartial: boolean;
  readonly tally: CrowdTally;
  readonly processes: readonly ProcessUsage[];
  readonly measuredMs: number;
  readonly sources: LoadReport['sources'];
  readonly relay: { readonly before: RelayUsage; readonly from: RelayUsage; readonly to: RelayUsage } | null;
  readonly presentListeners: number;
  /** Why a source of the test has failed, where one has. */
  readonly sourceError: string | null;
}

const BOTTLENECK = { cpuShare: 0.85, loopDelayMs: 50 };

/** The report of a test. */
export function loadReport(results: LoadResults): LoadReport {
  const { settings, tally, processes, measuredMs } = results;
  const { healthy, stalled, trickle, churn } = tally.kinds;
  const kinds = [healthy, stalled, trickle, churn];
  const sum = (value: (kind: KindTally) => number): number => kinds.reduce((total, kind) => total + value(kind), 0);
  const messages = sum(({ measuredMessages }) => measuredMessages);
  const seconds = measuredMs / 1000;
  const due = healthy.frames + healthy.gapFrames + healthy.resumeGapFrames + healthy.undeliveredFrames;
  const shares = processes.map(({ cpuMs, wallMs }) => (wallMs > 0 ? cpuMs / wallMs : 0));
  const toolCpuMs = processes.reduce((total, { cpuMs }) => total + cpuMs, 0);
  const loopDelayP99Ms = Math.max(0, ...processes.map((used) => used.loopDelayP99Ms));
  const maxProcessCpuShare = Math.max(0, ...shares);
  return {
    schema: LOAD_REPORT_SCHEMA,
    url: results.url,
    startedAt: results.startedAt,
    isPartial: results.isPartial,
    plan: planOf(settings),
    healthy: { ...kindReport(healthy), deliveredShare: due > 0 ? healthy.frames / due : null },
    stalled: kindReport(stalled),
    trickle: kindReport(trickle),
    churn: kindReport(churn),
    lagMs: tally.timings.lag.percentiles(),
    joinMs: tally.timings.join.percentiles(),
    firstAudioMs: tally.timings.firstAudio.percentiles(),
    rejoinMs: tally.timings.rejoin.percentiles(),
    sources: results.sources,
    messagesPerSecond: seconds > 0 ? messages / seconds : 0,
    payloadKbps: seconds > 0 ? (sum(({ measuredBytes }) => measuredBytes) * 8) / 1000 / seconds : 0,
    relay: relayReport(results, messages),
    tool: {
      cpuShare: shares.reduce((total, share) => total + share, 0),
      cpuMicrosPerMessage: messages > 0 ? (toolCpuMs * 1000) / messages : null,
      maxProcessCpuShare,
      loopDelayP99Ms,
      loopDelayMaxMs: Math.max(0, ...processes.map((used) => used.loopDelayMaxMs)),
      isBottleneck: maxProcessCpuShare >= BOTTLENECK.cpuShare || loopDelayP99Ms >= BOTTLENECK.loopDelayMs,
    },
    faults: faultsOf(results),
  };
}

const planOf = (settings: LoadTestSettings): LoadReport['plan'] => ({
  listeners: settings.listeners,
  channels: settings.channels,
  seconds: settings.seconds,
  preset: settings.preset,
  listenPreset: settings.listenPreset ?? null,
  planes: settings.planes,
  stalledShare: settings.slow,
  trickleShare: settings.trickle,
  churnShare: settings.churn,
  joinRate: settings.joinRate,
  source: settings.source,
  reconnect: settings.reconnect,
  processes: settings.processes,
  seed: settings.seed,
});

function kindReport({ measuredMessages: _messages, measuredBytes: _bytes, ...rest }: KindTally): KindReport {
  return rest;
}

function relayReport({ relay, measuredMs, presentListeners }: LoadResults, messages: number): LoadReport['relay'] {
  if (!relay || measuredMs <= 0) return null;
  const cpuSeconds = relay.to.cpuSeconds - relay.from.cpuSeconds;
  const addedBytes = relay.to.residentBytes - relay.before.residentBytes;
  const seconds = measuredMs / 1000;
  return {
    cpuShare: cpuSeconds / seconds,
    cpuMicrosPerMessage: messages > 0 ? (cpuSeconds * 1e6) / messages : null,
    cpuMicrosPerListenerSecond: presentListeners > 0 ? (cpuSeconds * 1e6) / seconds / presentListeners : null,
    residentBytes: relay.to.residentBytes,
    bytesPerListener: presentListeners > 0 && addedBytes > 0 ? addedBytes / presentListeners : null,
  };
}

/** A load test is passed when no healthy listener has missed, repeated or lost anything. */
function faultsOf({ tally, settings, sourceError, sources }: LoadResults): string[] {
  const { healthy } = tally.kinds;
  const faults: string[] = [];
  const add = (count: number, text: string): void => {
    if (count > 0) faults.push(`${count} ${text}`);
  };
  const causes = (counts: CountsByCause): string =>
    Object.entries(counts)
      .map(([cause, count]) => `${count} ${cause}`)
      .join(', ');
  if (sourceError !== null) faults.push(`a source has failed: ${sourceError}`);
  if (settings.source === 'none' && healthy.listeners > 0 && healthy.messages === 0 && totalOf(healthy.refused) === 0)
    faults.push('no message has come: nobody publishes on the channels');
  add(sources.droppedFrames, 'frames were dropped at the sources, which the relay did not read in time');
  add(healthy.gapFrames, `frames are missing in ${healthy.gaps} gaps`);
  add(healthy.undeliveredFrames, 'frames were due and had not arrived at the end');
  add(healthy.duplicateFrames, 'frames came twice');
  add(healthy.badMessages, 'messages were not of the stream');
  add(totalOf(healthy.evicted), `healthy listeners were closed by the relay (${causes(healthy.evicted)})`);
  // With `reconnect` a broken connection is part of what is tested.
  if (!settings.reconnect) add(totalOf(healthy.lost), `connections broke (${causes(healthy.lost)})`);
  return faults;
}

/** Healthy listeners that the relay, or the system, has never taken. */
export const refusedListeners = (report: Pick<LoadReport, 'healthy'>): number => totalOf(report.healthy.refused);

/** A listener kind's label in tables. */
export const KIND_LABELS: Readonly<Record<ListenerKind, string>> = {
  healthy: 'healthy',
  stalled: 'stalled, never reading',
  trickle: 'reading a byte at a time',
  churn: 'joining and leaving',
};
