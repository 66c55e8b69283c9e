import type { PlayState } from '../../session/control/play-state.js';
import { timelineOf, trackPositionMs } from '../../session/control/play-state.js';
import type { PeerPath } from '../../session/peer-link.js';
import { type PeerFigures, peerState } from '../../session/play/peer-figures.js';
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

/** What is played, in a line: "▶ Title  1:02 / 3:45"; "⏹" where it has come to its end. @param nowMs session time; undefined before it is known */
export function playText(state: PlayState | undefined, nowMs: number | undefined): string {
  if (!state || nowMs === undefined) return 'waiting for the host';
  const position = timelineOf(state).positionAt(nowMs);
  const title = state.track?.title ?? 'nothing';
  const away = state.isStandIn ? ' (the host is away)' : '';
  const atMs = trackPositionMs(state, nowMs);
  const length = state.track?.durationMs === null || !state.track ? '' : ` / ${clockText(state.track.durationMs)}`;
  const at = atMs === undefined ? '' : `  ${clockText(atMs)}${length}`;
  const isOver = atMs !== undefined && atMs === state.track?.durationMs;
  return `${position?.isPlaying ? '▶' : isOver ? '⏹' : '⏸'} ${title}${at}${away}`;
}

const signed = (ms: number): string => `${ms < 0 ? '−' : '+'}${Math.abs(ms).toFixed(1)}`;

/** Minutes and seconds: 3:05. */
const clockText = (ms: number): string => {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};
