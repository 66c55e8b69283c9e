import { Distribution, type DistributionData } from './distribution.js';
import { emptyFrameTally, type FrameTally } from './frame-account.js';
import { type ListenerKind, LOAD_KINDS } from './plan.js';

/** Events by their cause: an error code of the relay, `HTTP 503`, `close 4006`, or a system's code as ECONNRESET. */
export type CountsByCause = Record<string, number>;

/** What happened to the listeners of one kind; plain data. */
export interface KindTally extends FrameTally {
  listeners: number;
  /** Connections that the relay has taken: its hello came. */
  joined: number;
  /** Listeners that are connected and taken now. */
  present: number;
  /** Attempts that failed: the relay, or the system, has refused. */
  refused: CountsByCause;
  /** Connections that the relay had taken and closed. */
  evicted: CountsByCause;
  /** Connections that the relay had taken and that broke without a close frame. */
  lost: CountsByCause;
  /** Connections that the listener itself has ended before the end of the test. */
  left: number;
  /** Messages with fewer bit planes than the listener asked for and the source sends. */
  thinned: number;
  /** Messages that are not of the protocol or of another stream. */
  badMessages: number;
  /** Messages that came while the test measured, and their bytes without WebSocket and TCP headers. */
  measuredMessages: number;
  measuredBytes: number;
  /** Frames that were due and had not come at the end, of listeners that were connected. */
  undeliveredFrames: number;
}

const emptyKind = (): KindTally => ({
  ...emptyFrameTally(),
  listeners: 0,
  joined: 0,
  present: 0,
  refused: {},
  evicted: {},
  lost: {},
  left: 0,
  thinned: 0,
  badMessages: 0,
  measuredMessages: 0,
  measuredBytes: 0,
  undeliveredFrames: 0,
});

/** The times that are measured. */
export const TIMINGS = ['lag', 'join', 'firstAudio', 'rejoin'] as const;
/** One of {@link TIMINGS}. */
export type Timing = (typeof TIMINGS)[number];

/** A {@link CrowdTally} as plain data. */
export interface CrowdTallyData {
  readonly kinds: Readonly<Record<ListenerKind, KindTally>>;
  readonly timings: Readonly<Record<Timing, DistributionData>>;
}

/** Everything that a process counts; those of several processes add up. */
export class CrowdTally {
  readonly kinds = Object.fromEntries(LOAD_KINDS.map((kind) => [kind, emptyKind()])) as Record<ListenerKind, KindTally>;
  readonly timings = Object.fromEntries(TIMINGS.map((name) => [name, new Distribution()])) as Record<
    Timing,
    Distribution
  >;

  add({ kinds, timings }: CrowdTallyData): void {
    for (const kind of LOAD_KINDS) addKind(this.kinds[kind], kinds[kind]);
    for (const name of TIMINGS) this.timings[name].add(timings[name]);
  }

  data(): CrowdTallyData {
    const timings = Object.fromEntries(TIMINGS.map((name) => [name, this.timings[name].data()]));
    return { kinds: structuredClone(this.kinds), timings: timings as Record<Timing, DistributionData> };
  }
}

/** Counts one event of a cause. */
export function countCause(counts: CountsByCause, cause: string): void {
  counts[cause] = (counts[cause] ?? 0) + 1;
}

/** All events of all causes. */
export const totalOf = (counts: CountsByCause): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

function addKind(sum: KindTally, more: KindTally): void {
  for (const [name, value] of Object.entries(more) as [keyof KindTally, number | CountsByCause][]) {
    if (typeof value === 'number') (sum[name] as number) += value;
    else
      for (const [cause, count] of Object.entries(value)) {
        const counts = sum[name] as CountsByCause;
        counts[cause] = (counts[cause] ?? 0) + count;
      }
  }
}
