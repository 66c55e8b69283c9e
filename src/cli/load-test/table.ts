import { type CountsByCause, totalOf } from '../../node/load-test/crowd-tally.js';
import type { Percentiles } from '../../node/load-test/distribution.js';
import { LOAD_KINDS } from '../../node/load-test/plan.js';
import { KIND_LABELS, type KindReport, type LoadReport } from '../../node/load-test/report.js';
import { digits, formatBytes, formatCount, formatMs } from '../format.js';
import { table } from '../table.js';

/** A report as tables for people. */
export function loadTestTables(report: LoadReport): string {
  return [listenersTable(report), timesTable(report), usageTable(report), delivery(report)].join('\n\n');
}

function listenersTable(report: LoadReport): string {
  const kinds = LOAD_KINDS.filter((kind) => report[kind].listeners > 0);
  return table(
    [
      [
        'listeners',
        '',
        'joined',
        'refused',
        'closed',
        'broken',
        'messages',
        'frames lost',
        'late',
        'twice',
        'reordered',
      ],
      null,
      ...kinds.map((kind) => {
        const of: KindReport = report[kind];
        // What a listener that does not read misses is its own doing.
        const reads = kind === 'healthy';
        return [
          KIND_LABELS[kind],
          formatCount(of.listeners),
          formatCount(of.joined),
          causes(of.refused),
          causes(of.evicted),
          causes(of.lost),
          formatCount(of.messages),
          formatCount(of.gapFrames + of.resumeGapFrames),
          reads ? formatCount(of.undeliveredFrames) : '',
          formatCount(of.duplicateFrames),
          formatCount(of.outOfOrder),
        ];
      }),
    ],
    { right: [1, 2, 6, 7, 8, 9, 10] },
  );
}

/** `12` or `12 (10 CHANNEL_LIMIT, 2 HTTP 503)`, the most frequent first. */
function causes(counts: CountsByCause): string {
  const total = totalOf(counts);
  if (total === 0) return '0';
  const parts = Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([cause, count]) => `${formatCount(count)} ${cause}`);
  return parts.length === 1 ? parts[0]! : `${formatCount(total)} (${parts.join(', ')})`;
}

function timesTable({ lagMs, joinMs, firstAudioMs, rejoinMs }: LoadReport): string {
  const row = (name: string, times: Percentiles): string[] => [
    name,
    formatCount(times.count),
    ...[times.p50Ms, times.p90Ms, times.p99Ms, times.p999Ms, times.maxMs].map((ms) =>
      ms === null ? '–' : formatMs(ms),
    ),
  ];
  return table(
    [
      ['times', 'measured', 'p50', 'p90', 'p99', 'p99.9', 'max'],
      null,
      row('lag from the due time', lagMs),
      row('to the hello of the relay', joinMs),
      row('to the first audio', firstAudioMs),
      ...(rejoinMs.count > 0 ? [row('lost to heard again', rejoinMs)] : []),
    ],
    { right: [1, 2, 3, 4, 5, 6] },
  );
}

function delivery({ healthy, messagesPerSecond, payloadKbps }: LoadReport): string {
  const share = healthy.deliveredShare === null ? '–' : `${(healthy.deliveredShare * 100).toFixed(3)} %`;
  return `${share} of the frames delivered to healthy listeners; ${digits(messagesPerSecond)} messages/s, ${digits(payloadKbps)} kbit/s of packets to all`;
}

function usageTable({ relay, tool }: LoadReport): string {
  const micros = (value: number | null): string => (value === null ? '–' : `${digits(value)} µs`);
  return table(
    [
      ['use', 'share of a core', 'CPU a message', 'memory', 'memory a listener', 'event loop late, p99', 'max'],
      null,
      relay
        ? [
            'relay',
            `${(relay.cpuShare * 100).toFixed(1)} %`,
            micros(relay.cpuMicrosPerMessage),
            formatBytes(relay.residentBytes),
            relay.bytesPerListener === null ? '–' : formatBytes(Math.round(relay.bytesPerListener)),
          ]
        : ['relay', 'unknown: --metrics or --pid'],
      [
        'this load test',
        `${(tool.cpuShare * 100).toFixed(1)} %`,
        micros(tool.cpuMicrosPerMessage),
        '',
        '',
        formatMs(tool.loopDelayP99Ms),
        formatMs(tool.loopDelayMaxMs),
      ],
    ],
    { right: [1, 2, 3, 4, 5, 6] },
  );
}
