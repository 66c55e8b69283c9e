import type { ChannelStats } from '../channel/channel-stats.js';
import type { RelayStats } from '../relay-stats.js';
import { isCount, isListOf, isNumber, isOfForm, isTableOf, isText, type MessageForm } from './message-form.js';
import type { Paging } from './paged-state.js';

/** What each node tells the others of itself, soon after it has changed. */
export interface NodeCounts {
  readonly connections: number;
  /** By channel, also those without listeners; where there are very many, not those that nobody broadcasts on. */
  readonly listeners: Readonly<Record<string, number>>;
  /** Channels whose source it has. */
  readonly sources: readonly string[];
}

/** What each node tells the others of itself at intervals. */
export interface NodeReport {
  readonly stats: RelayStats;
  /** Channels whose source it has. */
  readonly sources: readonly string[];
}

const CHANNEL_LIST = isListOf(isOfForm({ channel: isText, nextFrame: isNumber, listeners: isCount }));
/** Of {@link NodeReport}, as far as nodes of every version have it. */
const REPORT_FORM: MessageForm = {
  stats: isOfForm({
    connections: isCount,
    refused: isCount,
    closed: isCount,
    load: isOfForm({ level: isText, delayMs: isNumber, joining: isCount }),
    channels: CHANNEL_LIST,
  }),
  sources: isListOf(isText),
};
const REPORT_PAGE_FORM: MessageForm = { stats: isOfForm({ channels: CHANNEL_LIST }), sources: isListOf(isText) };
const COUNTS_FORM: MessageForm = {
  connections: isCount,
  listeners: isTableOf(isCount),
  sources: isListOf(isText),
};

/** Pages of {@link NodeCounts}. */
export const countsPaging: Paging<NodeCounts> = {
  formOf: () => COUNTS_FORM,
  size: ({ listeners, sources }) => Math.max(Object.keys(listeners).length, sources.length),
  split: ({ connections, listeners, sources }, pages, pageOf) => {
    const parts = Array.from({ length: pages }, (_, page) => ({
      connections: page === 0 ? connections : 0,
      listeners: [] as [string, number][],
      sources: [] as string[],
    }));
    for (const entry of Object.entries(listeners)) parts[pageOf(entry[0])]!.listeners.push(entry);
    for (const channel of sources) parts[pageOf(channel)]!.sources.push(channel);
    return parts.map((part) => ({ ...part, listeners: Object.fromEntries(part.listeners) }));
  },
  urgentOf: () => '',
  join: (pages) => ({
    connections: pages[0].connections,
    listeners: Object.assign({}, ...pages.map(({ listeners }) => listeners)),
    sources: sourcesOf(pages),
  }),
};

/** Pages of {@link NodeReport}; totals and load are on the first. */
export const reportPaging: Paging<NodeReport> = {
  formOf: (page) => (page === 0 ? REPORT_FORM : REPORT_PAGE_FORM),
  size: ({ stats }) => stats.channels.length,
  split: ({ stats, sources }, pages, pageOf) => {
    const parts = Array.from({ length: pages }, (_, page) => {
      const channels: ChannelStats[] = [];
      // Only the first page is read as a whole.
      return {
        stats: (page === 0 ? { ...stats, channels } : { channels }) as RelayStats,
        channels,
        sources: [] as string[],
      };
    });
    for (const channel of stats.channels) parts[pageOf(channel.channel)]!.channels.push(channel);
    for (const channel of sources) parts[pageOf(channel)]!.sources.push(channel);
    return parts.map(({ stats, sources }) => ({ stats, sources }));
  },
  // Which channels there are, and on the air.
  urgentOf: ({ stats, sources }) =>
    `${stats.channels.map(({ channel, isLive, title }) => `${channel} ${isLive} ${title}`).join()} ${sources.join()}`,
  join: (pages) => {
    const channels = pages.flatMap(({ stats }) => stats.channels.map((channel) => [channel.channel, channel] as const));
    return { stats: { ...pages[0].stats, channels: [...new Map(channels).values()] }, sources: sourcesOf(pages) };
  },
};

/** While the number of pages changes, a channel may be on two of them. */
const sourcesOf = (pages: readonly { readonly sources: readonly string[] }[]): string[] => [
  ...new Set(pages.flatMap(({ sources }) => sources)),
];

/** The numbers of all nodes as those of one relay; the load is that of the busiest of them. @param reports at least one */
export function mergeReports(reports: readonly [NodeReport, ...NodeReport[]]): RelayStats {
  const sum = (of: (stats: RelayStats) => number): number =>
    reports.reduce((total, { stats }) => total + numberOr0(of(stats)), 0);
  const byName = new Map<string, { stats: ChannelStats; isSource: boolean }[]>();
  for (const { stats, sources } of reports)
    for (const channel of stats.channels) {
      const known = byName.get(channel.channel) ?? [];
      known.push({ stats: channel, isSource: sources.includes(channel.channel) });
      byName.set(channel.channel, known);
    }
  const busiest = reports.reduce((most, report) => (loadOf(report) > loadOf(most) ? report : most));
  return {
    connections: sum(({ connections }) => connections),
    refused: sum(({ refused }) => refused),
    closed: sum(({ closed }) => closed),
    load: { ...busiest.stats.load, joining: sum(({ load }) => load.joining) },
    channels: Array.from(byName.values(), mergeChannel),
    unlistedChannels: sum(({ unlistedChannels }) => unlistedChannels),
    ringBytes: sum(({ ringBytes }) => ringBytes),
  };
}

/**
 * Of the source what the node says that has it, or else the one that has followed it furthest; of the listeners the sum.
 * Totals of the source are the largest that a node has counted: each counts what has passed it.
 */
function mergeChannel(nodes: readonly { readonly stats: ChannelStats; readonly isSource: boolean }[]): ChannelStats {
  const [first] = [...nodes].sort(
    (a, b) => Number(b.isSource) - Number(a.isSource) || b.stats.nextFrame - a.stats.nextFrame,
  );
  const all = nodes.map(({ stats }) => stats);
  const sum = (of: (stats: ChannelStats) => number): number =>
    all.reduce((total, stats) => total + numberOr0(of(stats)), 0);
  const max = (of: (stats: ChannelStats) => number): number => Math.max(...all.map((stats) => numberOr0(of(stats))));
  // Only nodes with listeners play anything while the source is away.
  const standIn = all.find(({ fallback }) => fallback !== null);
  return {
    ...first!.stats,
    ...(standIn && { fallback: standIn.fallback, metadata: standIn.metadata }),
    isRecording: all.some(({ isRecording }) => isRecording),
    listeners: sum(({ listeners }) => listeners),
    audioMessages: max(({ audioMessages }) => audioMessages),
    payloadBytes: max(({ payloadBytes }) => payloadBytes),
    silentFrames: max(({ silentFrames }) => silentFrames),
    staleMessages: max(({ staleMessages }) => staleMessages),
    listenersWireKbps: sum(({ listenersWireKbps }) => listenersWireKbps),
    maxLagMs: max(({ maxLagMs }) => maxLagMs),
    repackedLengths: max(({ repackedLengths }) => repackedLengths),
    lengthenedListeners: sum(({ lengthenedListeners }) => lengthenedListeners),
    thinnedListeners: sum(({ thinnedListeners }) => thinnedListeners),
    skippedListeners: sum(({ skippedListeners }) => skippedListeners),
  };
}

/** A node of another version lacks what this one counts. */
const numberOr0 = (value: number): number => (Number.isFinite(value) ? value : 0);

const LEVELS = ['normal', 'high', 'full'];

/** Orders nodes by their load. */
const loadOf = ({ stats: { load } }: NodeReport): number =>
  1e9 * LEVELS.indexOf(load.level) + load.delayMs + 1000 * numberOr0(load.busyShare ?? 0);
