import type { RecordingInfo } from '../../node/relay/operations/recording/stream-file.js';
import type { ConnectionInfo } from '../../relay/administration/connection-info.js';
import type { ChannelStats } from '../../relay/channel/channel-stats.js';
import type { RoomInfo } from '../../relay/room/rooms.js';
import { formatBytes, formatDuration, formatMs } from '../format.js';
import { table } from '../table.js';

/** One line for each channel. */
export function channelRows(channels: readonly ChannelStats[]): string {
  const rows = channels.map((stats) => [
    stats.channel,
    state(stats),
    String(stats.listeners),
    formatMs(stats.maxLagMs),
    `${stats.sourcePayloadKbps.toFixed(2)}`,
    [stats.metadata?.artist, stats.metadata?.title].filter(Boolean).join(': '),
  ]);
  return table([['channel', 'state', 'listeners', 'max lag', 'kbit/s', 'title'], null, ...rows], { right: [2, 3, 4] });
}

function state({ isLive, hasEnded, fallback, isMuted, isRecording }: ChannelStats): string {
  const source = isLive ? 'live' : hasEnded ? 'ended' : 'no source';
  const playing = fallback === null ? [] : [fallback === 'files' ? 'files play' : `${fallback} plays`];
  return [source, ...playing, ...(isMuted ? ['muted'] : []), ...(isRecording ? ['recording'] : [])].join(', ');
}

/** One line for each connection. */
export function connectionRows(connections: readonly ConnectionInfo[]): string {
  const rows = connections.map(
    ({ id, role, address, subject, connectedMs, sentWireBytes, receivedWireBytes, listener }) => [
      String(id),
      role,
      address ?? '',
      subject ?? '',
      formatDuration(connectedMs / 1000),
      listener ? listener.state : '',
      listener ? formatMs(listener.lagMs) : '',
      formatBytes(role === 'source' ? receivedWireBytes : sentWireBytes),
    ],
  );
  return table([['id', 'role', 'address', 'who', 'for', 'state', 'lag', 'bytes'], null, ...rows], {
    right: [0, 4, 6, 7],
  });
}

/** One line for each listening session. */
export function sessionRows(sessions: readonly RoomInfo[]): string {
  const rows = sessions.map(({ id, peers, ageMs, passedMessages, passedBytes, droppedMessages }) => [
    id,
    String(peers),
    formatDuration(ageMs / 1000),
    String(passedMessages),
    formatBytes(passedBytes),
    String(droppedMessages),
  ]);
  return table([['id', 'peers', 'for', 'messages', 'bytes', 'dropped'], null, ...rows], { right: [1, 2, 3, 4, 5] });
}

/** One line for each file of a recording. */
export const recordingRows = (recordings: readonly RecordingInfo[]): string =>
  recordings
    .map(({ path, frames, pausedFrames, error }) => {
      const paused = pausedFrames > 0 ? `, ${pausedFrames} of them silent or lost` : '';
      return `${path}: ${frames} frames${paused}${error === null ? '' : `: ${error}`}`;
    })
    .join('\n');

/** Totals of a relay, for people. */
export function statsLines(stats: {
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly residentBytes: number;
  readonly connections: number;
  readonly sources: number;
  readonly listeners: number;
  readonly refused: number;
  readonly closed: number;
}): string {
  return table([
    ['version', stats.version],
    ['up for', formatDuration(stats.uptimeSeconds)],
    ['memory', formatBytes(stats.residentBytes)],
    ['connections', String(stats.connections)],
    ['sources', String(stats.sources)],
    ['listeners', String(stats.listeners)],
    ['refused', String(stats.refused)],
    ['closed', String(stats.closed)],
  ]);
}
