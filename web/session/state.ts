import type { BrowserSoundState, NowPlaying, PeerFigures, TalkMode } from 'latentcast/browser';
import type { Tone } from '../words.js';

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
  | { readonly type: 'looked'; readonly look: Pick<SessionState, 'now' | 'peers' | 'latencyMs' | 'isTalking'> }
  | { readonly type: 'relay'; readonly isAtRelay: boolean }
  | { readonly type: 'notice'; readonly notice: string }
  | { readonly type: 'error'; readonly error: string }
  | { readonly type: 'voice'; readonly voice: TalkMode }
  | { readonly type: 'offset'; readonly offsetMs: number }
  /** The session is over for this page: it was left, or `error` says why. */
  | { readonly type: 'left'; readonly error: string; readonly isRefused?: boolean };

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
  if (phase === 'outside') return state.error ? ['Not in the session', 'bad'] : ['Not in a session', 'none'];
  if (phase === 'entering') return ['Entering', 'warn'];
  if (sound === null) return ['Loading the model', 'warn'];
  if (sound !== 'playing') return ['Paused by the browser', 'warn'];
  if (!isAtRelay) return ['The relay cannot be reached', 'warn'];
  if (!now) return [isHost ? 'Starting' : 'Waiting for the host', 'warn'];
  if (now.isHostAway) return ['The host is away', 'warn'];
  return now.isPlaying ? ['Playing', 'good'] : ['Paused', 'none'];
}

/** Where messages of a peer travel, in words. */
export function pathText({ path }: PeerFigures, names: ReadonlyMap<string, string>): string {
  if (path === null) return '';
  if (path.kind === 'direct') return 'direct';
  if (path.kind === 'relay') return 'over the relay';
  return `through ${names.get(path.peerId) ?? 'another peer'}`;
}

/** A time with its sign, in ms: +0.3. */
export const signedMs = (ms: number): string => `${ms < 0 ? '−' : '+'}${Math.abs(ms).toFixed(1)} ms`;

/** What a peer's report says, as pairs of name and value; empty before the first. */
export function reportFigures({ report, isOwn }: PeerFigures): readonly (readonly [name: string, value: string])[] {
  if (!report) return [];
  return [
    ['off by', report.isPlaying ? `${signedMs(report.errorMs)} ± ${report.clockErrorMs.toFixed(1)}` : '–'],
    ...(isOwn && report.roundTripMs === 0 ? [] : [['round trip', `${report.roundTripMs.toFixed(0)} ms`] as const]),
    ['lost', `${(100 * report.lostShare).toFixed(1)} %`],
  ];
}

/** The 60 digits of a safety number in lines of three groups. */
export const safetyLines = (number: string): string[] =>
  number.split(' ').flatMap((_, i, groups) => (i % 3 === 0 ? [groups.slice(i, i + 3).join(' ')] : []));
