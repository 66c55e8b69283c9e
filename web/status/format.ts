import { time } from '../words.js';
import type { StatusChannel, StatusConnection, StatusMove } from './api.js';

/** A span as text: `3 d 4 h`, `5 h 12 min`, `12 min`, `40 s`. */
export function span(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min` : `${Math.floor(seconds)} s`;
}

/** What is on the air, in one line; empty where nobody has stated it. */
export const onAir = ({ metadata }: Pick<StatusChannel, 'metadata'>): string =>
  [metadata?.station, metadata?.artist, metadata?.title].filter(Boolean).join(' · ');

/** State of a channel's source, and its colour. */
export function sourceState({
  isLive,
  hasEnded,
}: Pick<StatusChannel, 'isLive' | 'hasEnded'>): readonly [string, string] {
  if (isLive) return ['Live', 'good'];
  return hasEnded ? ['Ended', 'none'] : ['No source', 'warn'];
}

/** One connection in a line. */
export function connectionText({ connectedMs, listener, subject }: StatusConnection): string {
  const parts = [`for ${span(connectedMs / 1000)}`];
  if (listener) {
    parts.push(
      `lag ${time(listener.lagMs).join(' ')}`,
      `${listener.planes} ${listener.planes === 1 ? 'plane' : 'planes'}`,
    );
    if (listener.state !== 'ok') parts.push(listener.state);
  }
  if (subject) parts.push(subject);
  return parts.join(', ');
}

/** What has become of a move of listeners. @param to a channel of this relay, or the address of one elsewhere */
export function movedText({ moved, refused, reason }: StatusMove, channel: string, to: string): string {
  const people = `${moved} ${moved === 1 ? 'listener' : 'listeners'} of ${channel}`;
  const done = /^wss?:/.test(to) ? 'told to go' : 'moved';
  const rest = refused === 0 ? '' : ` ${refused} ${refused === 1 ? 'stays' : 'stay'}${reason ? `: ${reason}` : ''}.`;
  return `${people} ${moved === 1 ? 'was' : 'were'} ${done} to ${to}.${rest}`;
}
