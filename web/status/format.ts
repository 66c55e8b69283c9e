import { counted, decimal } from '../language.js';
import { plain, time } from '../words.js';
import type { StatusChannel, StatusConnection, StatusMove } from './api.js';
import { s } from './language.js';

/** A span as text: `3 d 4 h`, `5 h 12 min`, `12 min`, `40 s`. */
export function span(seconds: number): string {
  const whole = (value: number): string => decimal(value, 0);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return s.span.days(whole(Math.floor(hours / 24)), whole(hours % 24));
  if (hours > 0) return s.span.hours(whole(hours), whole(minutes % 60));
  return minutes > 0 ? s.span.minutes(whole(minutes)) : s.span.seconds(whole(Math.floor(seconds)));
}

/** What is on the air, in one line; empty where nobody has stated it. */
export const onAir = ({ metadata }: Pick<StatusChannel, 'metadata'>): string =>
  [metadata?.station, metadata?.artist, metadata?.title]
    .map((text) => plain(text ?? ''))
    .filter(Boolean)
    .join(' · ');

/** What plays in place of a channel's source; empty for nothing. */
export const standIn = ({ fallback }: Pick<StatusChannel, 'fallback'>): string => {
  if (!fallback) return '';
  return fallback === 'files' ? s.channels.filesPlay : s.channels.otherPlays(fallback);
};

/** State of a channel's source, and its colour. */
export function sourceState({
  isLive,
  hasEnded,
}: Pick<StatusChannel, 'isLive' | 'hasEnded'>): readonly [string, string] {
  if (isLive) return [s.channels.live, 'good'];
  return hasEnded ? [s.channels.ended, 'none'] : [s.channels.noSource, 'warn'];
}

/** One connection in a line. */
export function connectionText({ connectedMs, listener, subject }: StatusConnection): string {
  const { since, lag, qualities, states } = s.connections;
  const parts = [since(span(connectedMs / 1000))];
  if (listener) {
    const { planes, state, lagMs } = listener;
    parts.push(lag(time(lagMs).join(' ')));
    // Without bit planes it receives silence or nothing.
    if (planes > 0) parts.push(qualities[Math.min(planes, qualities.length) - 1]!);
    if (state !== 'ok') parts.push((states as Readonly<Record<string, string>>)[state] ?? state);
  }
  if (subject) parts.push(subject);
  return parts.join(', ');
}

/** What has become of a move of listeners. @param to a channel of this relay, or the address of one elsewhere */
export function movedText({ moved, refused, reason }: StatusMove, channel: string, to: string): string {
  const { told, moved: here, stay } = s.move;
  const done = counted((/^wss?:/.test(to) ? told : here)(channel, to), moved);
  return refused === 0 ? done : `${done} ${counted(stay, refused)}${reason ? `: ${reason}` : ''}.`;
}
