import type { LagHistogramStats } from './lag-histogram.js';
import type { RelayTotals, TrafficTotals } from './relay-totals.js';

type Counts = Readonly<Partial<Record<string, number>>>;

/** Totals of several relays as of one. A bound of Infinity may have become null, as in JSON. @param all at least one */
export const sumTotals = (all: readonly [RelayTotals, ...RelayTotals[]]): RelayTotals =>
  all.reduce((a, b) => ({
    connections: sumCounts(a.connections, b.connections) as RelayTotals['connections'],
    joined: sumCounts(a.joined, b.joined) as RelayTotals['joined'],
    refused: sumCounts(a.refused, b.refused),
    closed: sumCounts(a.closed, b.closed),
    evicted: a.evicted + b.evicted,
    received: sumCounts({ ...a.received }, { ...b.received }) as unknown as TrafficTotals,
    sent: sumCounts({ ...a.sent }, { ...b.sent }) as unknown as TrafficTotals,
    receivedPayloadBytes: a.receivedPayloadBytes + b.receivedPayloadBytes,
    sentPayloadBytes: a.sentPayloadBytes + b.sentPayloadBytes,
    refusedBursts: a.refusedBursts + b.refusedBursts,
    lag: sumLags(a.lag, b.lag),
  }));

/** What remains of a relay that has gone: its totals, and no connections. */
export const withoutConnections = (totals: RelayTotals): RelayTotals => ({
  ...totals,
  connections: { source: 0, listener: 0, pending: 0 },
});

/** Counts by name, added. */
export function sumCounts(a: Counts, b: Counts): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const counts of [a, b])
    for (const [name, count = 0] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

const sumLags = (a: LagHistogramStats, b: LagHistogramStats): LagHistogramStats => ({
  buckets: a.buckets.map(([bound, count], i): [number, number] => [
    bound ?? Number.POSITIVE_INFINITY,
    count + (b.buckets[i]?.[1] ?? 0),
  ]),
  count: a.count + b.count,
  sumMs: a.sumMs + b.sumMs,
});
