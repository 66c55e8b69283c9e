import type { BrowserSoundState, NowPlaying, PeerFigures, QueuedTrack, TalkMode } from 'latentcast/browser';
import { decimal } from '../language.js';
import type { Tone } from '../words.js';
import { s } from './language.js';

/** What comes after the track that is heard. */
export interface Coming {
  /** Stated and being sent, and not yet heard; null for none. */
  readonly announced: { readonly title: string } | null;
  readonly tracks: readonly QueuedTrack[];
  /** How many come behind these. */
  readonly more: number;
  /** Whether this peer orders and removes them. */
  readonly mayChange: boolean;
}

/** What the page of a session shows. */
export interface SessionState {
  /** `outside` before and after; `entering` until this peer is in; `inside` while it takes part. */
  readonly phase: 'outside' | 'entering' | 'inside';
  readonly isHost: boolean;
  /** A sentence for the user; empty for none. */
  readonly error: string;
  /** Whether the relay asks for a key or token. */
  readonly isRefused: boolean;
  /** What has happened last, in a sentence. */
  readonly notice: string;
  /** The invitation; empty outside. */
  readonly link: string;
  readonly isAtRelay: boolean;
  /** Null while the model is being loaded. */
  readonly sound: BrowserSoundState | null;
  readonly now: NowPlaying | null;
  readonly coming: Coming;
  readonly peers: readonly PeerFigures[];
  readonly voice: TalkMode;
  readonly isTalking: boolean;
  /** Of this device, −1000..1000 ms. */
  readonly offsetMs: number;
  /** From writing a sample to hearing it, as the browser states it; null before it is known. */
  readonly latencyMs: number | null;
}

/** What changes it. */
export type SessionEvent =
  | { readonly type: 'entering'; readonly isHost: boolean }
  | { readonly type: 'entered'; readonly link: string }
  | { readonly type: 'sound'; readonly sound: BrowserSoundState }
  | {
      readonly type: 'looked';
      readonly look: Pick<SessionState, 'now' | 'coming' | 'peers' | 'latencyMs' | 'isTalking'>;
    }
  /** The session has another link. */
  | { readonly type: 'moved'; readonly link: string }
  | { readonly type: 'relay'; readonly isAtRelay: boolean }
  | { readonly type: 'notice'; readonly notice: string }
  | { readonly type: 'error'; readonly error: string }
  | { readonly type: 'voice'; readonly voice: TalkMode }
  | { readonly type: 'offset'; readonly offsetMs: number }
  /** The session is over for this page: it was left, or `error` says why. */
  | { readonly type: 'left'; readonly error: string; readonly isRefused?: boolean };

/** Nothing comes. */
export const NOTHING_COMES: Coming = { announced: null, tracks: [], more: 0, mayChange: false };

/** The page before anything has happened. */
export const OUTSIDE: SessionState = {
  phase: 'outside',
  isHost: false,
  error: '',
  isRefused: false,
  notice: '',
  link: '',
  isAtRelay: true,
  sound: null,
  now: null,
  coming: NOTHING_COMES,
  peers: [],
  voice: 'off',
  isTalking: false,
  offsetMs: 0,
  latencyMs: null,
};

/** The state after an event. */
export function reduceSession(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case 'entering':
      return { ...OUTSIDE, phase: 'entering', isHost: event.isHost };
    case 'entered':
      return { ...state, phase: 'inside', link: event.link };
    case 'sound':
      return { ...state, sound: event.sound };
    case 'looked':
      return { ...state, ...event.look };
    case 'moved':
      return { ...state, link: event.link };
    case 'relay':
      return { ...state, isAtRelay: event.isAtRelay };
    case 'notice':
      return { ...state, notice: event.notice };
    case 'error':
      return { ...state, error: event.error };
    case 'voice':
      return { ...state, voice: event.voice, isTalking: false };
    case 'offset':
      return { ...state, offsetMs: event.offsetMs };
    case 'left':
      return { ...OUTSIDE, isHost: state.isHost, error: event.error, isRefused: event.isRefused ?? false };
  }
}

/** Text and colour of the state. */
export function sessionStatus(state: SessionState): readonly [text: string, tone: Tone] {
  const { phase, sound, now, isAtRelay, isHost } = state;
  const { states } = s;
  if (phase === 'outside') return state.error ? [states.thrownOut, 'bad'] : [states.outside, 'none'];
  if (phase === 'entering') return [states.entering, 'warn'];
  if (sound === null) return [states.loading, 'warn'];
  if (sound !== 'playing') return [states.blocked, 'warn'];
  if (!isAtRelay) return [states.noRelay, 'warn'];
  if (!now) return [isHost ? states.starting : states.waiting, 'warn'];
  if (now.isHostAway)
    return [state.peers.some(({ role }) => role === 'host') ? states.hostBack : states.hostAway, 'warn'];
  // What is stated is not heard yet.
  if (now.positionMs === null) return [states.starting, 'warn'];
  if (now.isPlaying) return [states.playing, 'good'];
  return [hasEnded(now) ? states.ended : states.paused, 'none'];
}

/** Whether the last thing that is to be played has come to its end. */
export const hasEnded = ({ isPlaying, positionMs, durationMs }: NowPlaying): boolean =>
  !isPlaying && durationMs !== null && positionMs === durationMs;

/** Where messages of a peer travel, in words. */
export function pathText({ path, isReached }: PeerFigures, names: ReadonlyMap<string, string>): string {
  const { paths } = s.people;
  if (path === null || !isReached) return '';
  if (path.kind === 'direct') return paths.direct;
  if (path.kind === 'relay') return paths.relay;
  return paths.peer(names.get(path.peerId) ?? paths.otherPeer);
}

/** A time with its sign, in ms: +0.3. */
export const signedMs = (ms: number): string => `${ms < 0 ? '−' : '+'}${decimal(Math.abs(ms), 1)} ms`;

/** What a peer's report says, as pairs of name and value; empty before the first. */
export function reportFigures({ report, isOwn }: PeerFigures): readonly (readonly [name: string, value: string])[] {
  if (!report) return [];
  return [
    [s.people.offBy, report.isPlaying ? `${signedMs(report.errorMs)} ± ${decimal(report.clockErrorMs, 1)}` : '–'],
    ...(isOwn && report.roundTripMs === 0
      ? []
      : [[s.people.roundTrip, `${decimal(report.roundTripMs, 0)} ms`] as const]),
    [s.people.lost, `${decimal(100 * report.lostShare, 1)} %`],
  ];
}

/** The 60 digits of a safety number in lines of three groups. */
export const safetyLines = (number: string): string[] =>
  number.split(' ').flatMap((_, i, groups) => (i % 3 === 0 ? [groups.slice(i, i + 3).join(' ')] : []));
