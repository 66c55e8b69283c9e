import type { ControlMessage, PeerPath, PeerRole } from '../peer-link.js';

/** What a peer tells about its playout, every few seconds. */
export interface SyncReport {
  /** What it plays less what it should, in ms: positive where it is ahead. */
  readonly errorMs: number;
  /** Standard deviation of its estimate of the session's time, in ms. */
  readonly clockErrorMs: number;
  /** Round trip to the leader, in ms. */
  readonly roundTripMs: number;
  /** By how much the least early of its last messages came before it was needed, in ms; null before the first. */
  readonly spareMs: number | null;
  /** The same of messages that were lost and sent again since the last report, in ms; left out where there were none. */
  readonly repairSpareMs?: number;
  /** Share of the last frames that it had to conceal, 0..1. */
  readonly lostShare: number;
  readonly isPlaying: boolean;
}

/** One line of the table of a session. */
export interface PeerFigures {
  readonly peerId: string;
  readonly name: string;
  readonly role: PeerRole;
  /** Whether this is the peer that shows the table. */
  readonly isOwn: boolean;
  /** How messages travel between that peer and this one; null for its own line. */
  readonly path: PeerPath | null;
  /** Whether messages get to it now: not where its connection is gone, or this peer's. */
  readonly isReached: boolean;
  /** Whether it is a peer that plays in place of the host, which is away. */
  readonly isSuccessor: boolean;
  /** Null before it has told anything. */
  readonly report: SyncReport | null;
  /** Whether it speaks now. */
  readonly isSpeaking: boolean;
}

/** An error and a clock below these count as in sync, in ms. */
const IN_SYNC_MS = 10;

/** Amount of a time beyond which a report is none. */
const MAX_REPORTED_MS = 1e7;

/** Share of lost frames above which nothing is heard that could be in sync. */
const SILENT_SHARE = 0.9;

/** What is shown of a peer in a word or two. */
export type PeerState = 'in sync' | 'out of sync' | 'no sound' | 'waiting' | 'unknown' | 'no connection';

/** In a few words: whether a peer is in sync, and whether it is reached at all. */
export const peerState = ({ isReached, report }: Pick<PeerFigures, 'isReached' | 'report'>): PeerState =>
  isReached ? syncOf(report) : 'no connection';

/** In a few words: whether a peer is in sync; `no sound` where almost nothing arrives in time. */
export function syncOf(report: SyncReport | null): Exclude<PeerState, 'no connection'> {
  if (!report) return 'unknown';
  if (!report.isPlaying) return 'waiting';
  if (report.lostShare >= SILENT_SHARE) return 'no sound';
  return Math.abs(report.errorMs) + report.clockErrorMs <= IN_SYNC_MS ? 'in sync' : 'out of sync';
}

/** A report that another peer has sent; undefined where it is none. */
export function parseReport(value: unknown): SyncReport | undefined {
  const { errorMs, clockErrorMs, roundTripMs, spareMs, repairSpareMs, lostShare, isPlaying } = (value ?? {}) as Record<
    string,
    unknown
  >;
  const isNumber = (x: unknown, min = -MAX_REPORTED_MS, max = MAX_REPORTED_MS): x is number =>
    typeof x === 'number' && x >= min && x <= max;
  if (!isNumber(errorMs) || !isNumber(clockErrorMs, 0) || !isNumber(roundTripMs, 0)) return undefined;
  if (!isNumber(lostShare, 0, 1)) return undefined;
  if ((spareMs !== null && !isNumber(spareMs)) || typeof isPlaying !== 'boolean') return undefined;
  if (repairSpareMs !== undefined && !isNumber(repairSpareMs)) return undefined;
  const repairs = repairSpareMs === undefined ? {} : { repairSpareMs };
  return { errorMs, clockErrorMs, roundTripMs, spareMs, ...repairs, lostShare, isPlaying };
}

/** Reports of all peers, by id, as a leader passes them on. */
export function parseReports({ reports }: ControlMessage): Map<string, SyncReport> {
  const out = new Map<string, SyncReport>();
  if (typeof reports !== 'object' || reports === null) return out;
  for (const [id, value] of Object.entries(reports).slice(0, 64)) {
    const report = parseReport(value);
    if (report) out.set(id, report);
  }
  return out;
}
