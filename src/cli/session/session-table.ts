import { cutText } from '../../core/graphemes.js';
import { singleLine } from '../../core/single-line.js';
import type { HeardTrack } from '../../session/control/heard-track.js';
import { type PlayState, type PlayTrack, timelineOf, trackPositionMs } from '../../session/control/play-state.js';
import type { PeerPath } from '../../session/peer-link.js';
import { type PeerFigures, peerState } from '../../session/play/peer-figures.js';
import type { ComingTracks } from '../../session/play/session-queue.js';
import { table } from '../table.js';

/**
 * The live table of a session: who takes part, who is in sync and by how much, how far each lags, what it loses, and how
 * its messages travel.
 */
export function sessionTable(peers: readonly PeerFigures[]): string {
  const names = new Map(peers.map(({ peerId, name }) => [peerId, name]));
  const rows = peers.map((peer) => {
    const { report } = peer;
    const isKnown = report !== null;
    return [
      `${peer.isSpeaking ? '♪ ' : ''}${peer.name}${peer.isOwn ? ' (you)' : ''}`,
      peer.role === 'host' ? 'host' : peer.isSuccessor ? 'plays for the host' : '',
      peerState(peer),
      isKnown && report.isPlaying ? `${signed(report.errorMs)} ± ${report.clockErrorMs.toFixed(1)} ms` : '–',
      isKnown ? `${report.roundTripMs.toFixed(0)} ms` : '–',
      isKnown ? `${(100 * report.lostShare).toFixed(1)} %` : '–',
      peer.path === null || !peer.isReached ? '' : peerPathText(peer.path, names),
    ];
  });
  return table([['name', '', 'sync', 'off by', 'round trip', 'lost', 'path'], null, ...rows], { right: [3, 4, 5] });
}

/** How messages travel, in words: `direct`, `through NAME`, `relay`. */
export function peerPathText(path: PeerPath, names: ReadonlyMap<string, string>): string {
  return path.kind === 'peer' ? `through ${names.get(path.peerId) ?? 'another peer'}` : path.kind;
}

/**
 * What is played, in a line: "▶ Title – Artist  1:02 / 3:45"; "⏹" where it has come to its end.
 *
 * @param nowMs session time; undefined before it is known
 * @param heard what is heard; null for nothing yet
 */
export function playText(
  state: PlayState | undefined,
  nowMs: number | undefined,
  heard: HeardTrack | null = statedTrack(state, nowMs),
): string {
  if (!state || nowMs === undefined) return 'waiting for the host';
  const away = state.isStandIn ? ' (the host is away)' : '';
  if (!heard) return `${state.track ? 'starting' : '⏸ nothing'}${away}`;
  const { track, positionMs } = heard;
  const length = track.durationMs === null ? '' : ` / ${clockText(track.durationMs)}`;
  const isOver = positionMs === track.durationMs;
  const mark = timelineOf(state).positionAt(nowMs)?.isPlaying ? '▶' : isOver ? '⏹' : '⏸';
  return `${mark} ${trackText(track)}  ${clockText(positionMs)}${length}${away}`;
}

/** Title and artist, in a line. */
export const trackText = ({ title, artist }: Pick<PlayTrack, 'title' | 'artist'>): string =>
  cutText(singleLine(artist ? `${title} – ${artist}` : title), MAX_TITLE);

const MAX_TITLE = 120;
const MAX_LINES = 4;

/** What comes next, in lines: none where nothing does. */
export function comingLines({ tracks, more }: ComingTracks): string[] {
  if (tracks.length === 0) return [];
  const shown = tracks.slice(0, MAX_LINES);
  const hidden = tracks.length - shown.length + more;
  return [
    'coming up:',
    ...shown.map((track, i) => {
      const length = track.durationMs === null ? '' : `  ${clockText(track.durationMs)}`;
      return `  ${i + 1} ${trackText(track)}${length}`;
    }),
    ...(hidden > 0 ? [`  and ${hidden} more`] : []),
  ];
}

/** What a state names as its track, at a time. */
function statedTrack(state: PlayState | undefined, nowMs: number | undefined): HeardTrack | null {
  if (!state?.track || nowMs === undefined) return null;
  const positionMs = trackPositionMs(state, nowMs);
  return positionMs === undefined ? null : { track: state.track, positionMs };
}

const signed = (ms: number): string => `${ms < 0 ? '−' : '+'}${Math.abs(ms).toFixed(1)}`;

/** Minutes and seconds: 3:05. */
const clockText = (ms: number): string => {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};
