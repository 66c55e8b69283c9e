import type { BrowserBroadcasterState, CodecError } from 'latentcast/browser';
import { decimal, t } from '../language.js';
import type { SlowEncoding } from './encoding-pace.js';

/** A microphone to choose from. */
export interface Microphone {
  readonly deviceId: string;
  readonly label: string;
}

/** What the broadcasting page shows. */
export interface BroadcastState {
  /** State of the broadcaster; `idle` before the first and after one was stopped. */
  readonly status: BrowserBroadcasterState | 'idle';
  /** Reason for the status; empty where there is none. */
  readonly why: string;
  /** Whether there is a broadcaster: what it was made with cannot be changed. */
  readonly isStarted: boolean;
  /** Whether this browser can broadcast at all. */
  readonly isSupported: boolean;
  readonly error: CodecError | null;
  /** Channel that listeners can open; null before it was on air. */
  readonly liveChannel: string | null;
  /** When it came on the air, ms since 1970; null while it is not. */
  readonly liveSinceMs: number | null;
  /** Set while the machine encodes more slowly than sound comes. */
  readonly slow: SlowEncoding | null;
  /** Whether the user has switched the sound off. */
  readonly isMuteOn: boolean;
  /** Whether a test is being recorded: the source is in use. */
  readonly isTesting: boolean;
  readonly isPushToTalk: boolean;
  /** Whether the button is held. */
  readonly isTalking: boolean;
  readonly microphones: readonly Microphone[];
}

/** What changes it. */
export type BroadcastEvent =
  | { readonly type: 'unsupported'; readonly error: CodecError }
  /** A click has begun to make a broadcaster. */
  | { readonly type: 'starting' }
  | { readonly type: 'started'; readonly status: BrowserBroadcasterState }
  | {
      readonly type: 'status';
      readonly status: BrowserBroadcasterState;
      readonly channel: string;
      /** ms since 1970. */
      readonly nowMs: number;
      readonly why?: string | undefined;
    }
  /** An error after which the broadcaster tries again, or one of a model that is loaded ahead. */
  | { readonly type: 'error'; readonly error: CodecError }
  /** An error that ended the broadcaster, or kept it from being made. */
  | { readonly type: 'failed'; readonly error: CodecError; readonly why?: string }
  | { readonly type: 'stopped' }
  | { readonly type: 'push-to-talk'; readonly isPushToTalk: boolean }
  | { readonly type: 'mute'; readonly isMuteOn: boolean }
  | { readonly type: 'testing'; readonly isTesting: boolean }
  | { readonly type: 'talking'; readonly isTalking: boolean }
  | { readonly type: 'pace'; readonly slow: SlowEncoding | null }
  | { readonly type: 'microphones'; readonly microphones: readonly Microphone[] };

/** The page before anything has happened. */
export const IDLE: BroadcastState = {
  status: 'idle',
  why: '',
  isStarted: false,
  isSupported: true,
  error: null,
  liveChannel: null,
  liveSinceMs: null,
  slow: null,
  isMuteOn: false,
  isTesting: false,
  isPushToTalk: false,
  isTalking: false,
  microphones: [],
};

const OVER = { isStarted: false, liveChannel: null, liveSinceMs: null, slow: null, isMuteOn: false } as const;

/** The state after an event. */
export function reduceBroadcast(state: BroadcastState, event: BroadcastEvent): BroadcastState {
  switch (event.type) {
    case 'unsupported':
      return { ...state, isSupported: false, error: event.error };
    case 'starting':
      return { ...state, error: null };
    case 'started':
      return { ...state, isStarted: true, isTalking: false, status: event.status, why: '' };
    case 'status': {
      const liveChannel = event.status === 'live' ? event.channel : state.liveChannel;
      const liveSinceMs = state.liveSinceMs ?? (event.status === 'live' ? event.nowMs : null);
      return { ...state, status: event.status, why: event.why ?? '', liveChannel, liveSinceMs };
    }
    case 'error':
      return { ...state, error: event.error };
    case 'failed':
      return { ...state, ...OVER, status: 'failed', why: event.why ?? '', error: event.error };
    case 'stopped':
      return { ...state, ...OVER, status: 'idle', why: '' };
    case 'push-to-talk':
      return { ...state, isPushToTalk: event.isPushToTalk, isTalking: false };
    case 'mute':
      return { ...state, isMuteOn: event.isMuteOn };
    case 'testing':
      return { ...state, isTesting: event.isTesting };
    case 'talking':
      return { ...state, isTalking: event.isTalking };
    case 'pace':
      return { ...state, slow: event.slow };
    case 'microphones':
      return { ...state, microphones: event.microphones };
  }
}

/** Since when the channel is on the air, ms since 1970; null while listeners cannot be reached. */
export const onAirSinceMs = ({ status, liveSinceMs }: Pick<BroadcastState, 'status' | 'liveSinceMs'>): number | null =>
  status === 'live' ? liveSinceMs : null;

/** That encoding is too slow, and what helps; empty where it is not. */
export const slowText = ({ slow }: Pick<BroadcastState, 'slow'>): string =>
  !slow
    ? ''
    : slow.encodeMs > slow.packetMs
      ? t.broadcast.slow(seconds(slow.packetMs), seconds(slow.encodeMs))
      : t.broadcast.busy(seconds(slow.waitingMs));

const seconds = (ms: number): string => decimal(ms / 1000, 1);

/** Text of the button that starts and stops. */
export function startLabel({ status, isStarted }: BroadcastState): string {
  if (status === 'blocked') return t.broadcast.resume;
  return isStarted ? t.broadcast.stop : t.broadcast.start;
}

/** Whether silence is sent. */
export const isMuted = ({ isMuteOn, isPushToTalk, isTalking }: BroadcastState): boolean =>
  isMuteOn || (isPushToTalk && !isTalking);

/** A name that a relay takes: 1 to 64 letters, digits, dots, dashes or underscores. */
export const isChannelName = (name: string): boolean => /^[\w.-]{1,64}$/.test(name);
