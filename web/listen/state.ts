import {
  type BrowserListenerState,
  type CodecError,
  type ListenedChannel,
  type StreamMetadata,
  titleLine,
} from 'latentcast/browser';
import { t } from '../language.js';
import { isRefused, plain } from '../words.js';

/** What the listening page shows. */
export interface ListenState {
  /** State of the listener; `idle` before the first and after one was stopped. */
  readonly status: BrowserListenerState | 'idle';
  /** Reason for the status; empty where there is none. */
  readonly why: string;
  /** Whether there is a listener: the channel is joined or being joined. */
  readonly isJoined: boolean;
  /** Whether the listener was made before the click that plays it. */
  readonly isHeld: boolean;
  /** Whether this browser can listen at all. */
  readonly isSupported: boolean;
  readonly error: CodecError | null;
  readonly metadata: StreamMetadata;
  /** What the relay states of the channel; null before it has. */
  readonly channel: ListenedChannel | null;
  /** How many listen, as the relay tells over the stream's connection; null where it does not. */
  readonly listeners: number | null;
  /** Most bit planes to receive. */
  readonly planes: number;
  /** Latent frames wanted in each packet; 1: as the source sends them. */
  readonly frames: number;
  readonly isMuted: boolean;
  /** Whether the relay's operator has muted the source. */
  readonly isSourceMuted: boolean;
  /** Position of the slider, 0..100. */
  readonly volumePercent: number;
  /** Bit planes that the source sends; 0 before that is known. */
  readonly sourcePlanes: number;
  /** Whether the sleep timer has ended the sound. */
  readonly isAsleep: boolean;
}

/** What changes it. */
export type ListenEvent =
  | { readonly type: 'unsupported'; readonly error: CodecError }
  /** The channel is about to be joined; held: it plays with the click. */
  | { readonly type: 'joining'; readonly isHeld: boolean }
  | { readonly type: 'joined' }
  | { readonly type: 'played' }
  | { readonly type: 'status'; readonly status: BrowserListenerState; readonly why?: string | undefined }
  /** An error after which the listener tries again. */
  | { readonly type: 'error'; readonly error: CodecError }
  /** An error that ended the listener, or kept it from being made. */
  | { readonly type: 'failed'; readonly error: CodecError; readonly why?: string }
  | { readonly type: 'stopped' }
  | { readonly type: 'metadata'; readonly metadata: StreamMetadata }
  | { readonly type: 'channel'; readonly channel: ListenedChannel }
  | { readonly type: 'planes'; readonly planes: number }
  | { readonly type: 'frames'; readonly frames: number }
  | { readonly type: 'muted'; readonly isMuted: boolean }
  | { readonly type: 'source-muted'; readonly isSourceMuted: boolean }
  | { readonly type: 'volume'; readonly volumePercent: number }
  | { readonly type: 'source-planes'; readonly sourcePlanes: number }
  | { readonly type: 'listeners'; readonly listeners: number | null }
  | { readonly type: 'slept' };

/** The page before anything has happened. */
export const IDLE: ListenState = {
  status: 'idle',
  why: '',
  isJoined: false,
  isHeld: false,
  isSupported: true,
  error: null,
  metadata: {},
  channel: null,
  listeners: null,
  planes: 2,
  frames: 1,
  isMuted: false,
  isSourceMuted: false,
  volumePercent: 80,
  sourcePlanes: 0,
  isAsleep: false,
};

/** The state after an event. */
export function reduceListen(state: ListenState, event: ListenEvent): ListenState {
  switch (event.type) {
    case 'unsupported':
      return { ...state, isSupported: false, error: event.error };
    case 'joining':
      return {
        ...state,
        isHeld: event.isHeld,
        error: null,
        metadata: {},
        channel: null,
        listeners: null,
        isSourceMuted: false,
        isAsleep: state.isAsleep && event.isHeld,
      };
    case 'joined':
      return { ...state, isJoined: true };
    case 'played':
      return { ...state, isHeld: false, isAsleep: false };
    case 'status':
      return { ...state, status: event.status, why: event.why ?? '' };
    case 'error':
      return { ...state, error: event.error };
    case 'failed':
      return {
        ...state,
        isJoined: false,
        isHeld: false,
        status: 'failed',
        why: event.why ?? '',
        error: event.error,
        metadata: {},
        listeners: null,
      };
    case 'stopped':
      return { ...state, isJoined: false, isHeld: false, status: 'idle', why: '', metadata: {}, listeners: null };
    case 'metadata':
      return { ...state, metadata: event.metadata };
    case 'channel':
      return { ...state, channel: event.channel };
    case 'planes':
      return { ...state, planes: event.planes };
    case 'frames':
      return { ...state, frames: event.frames };
    case 'muted':
      return { ...state, isMuted: event.isMuted };
    case 'source-muted':
      return { ...state, isSourceMuted: event.isSourceMuted };
    case 'volume':
      return { ...state, volumePercent: event.volumePercent };
    case 'source-planes':
      return { ...state, sourcePlanes: event.sourcePlanes };
    case 'listeners':
      return { ...state, listeners: event.listeners };
    case 'slept':
      return { ...state, isAsleep: true };
  }
}

/** What the button that starts and stops does. */
export type PlayAction = 'play' | 'stop' | 'resume';

/** What it does in this state. */
export function playAction({ status, isJoined, isHeld }: ListenState): PlayAction {
  if (status === 'blocked') return 'resume';
  return isJoined && !isHeld ? 'stop' : 'play';
}

/** Text of the button that starts and stops. */
export const playLabel = (state: ListenState): string => t.listen[playAction(state)];

/** What is playing, in a line; empty where the source does not tell, and when its stream has ended. */
export const nowPlaying = ({ status, metadata }: Pick<ListenState, 'status' | 'metadata'>): string =>
  status === 'ended' ? '' : plain(titleLine(metadata) || metadata.station || '');

/** What plays while the channel's own source is away, in a line; empty where it is not. */
export function standIn({ status, isJoined, channel }: ListenState, name: string): string {
  const fallback = channel?.fallback ?? null;
  if (fallback === null || !isJoined || status === 'ended') return '';
  return t.listen.standIn(fallback === 'files' ? t.listen.filesOfRelay : fallback, name);
}

/** What the next step depends on beside the state. */
export interface Surroundings {
  readonly isOnline: boolean;
  /** Whether anybody has ever broadcast on the channel, or the relay's configuration names it; null before that is known. */
  readonly isKnown: boolean | null;
  readonly hasRecordings: boolean;
}

/** What the user can do where nothing plays: a sentence, and whether ways to other places are shown; null where all is well. */
export function nextStep(
  state: ListenState,
  { isOnline, isKnown, hasRecordings }: Surroundings,
): { readonly text: string; readonly leads: boolean } | null {
  const { next } = t.listen;
  const { status, isHeld, isSupported } = state;
  if (!isSupported) return { text: '', leads: true };
  if (!isOnline && status !== 'live') return { text: next.offline, leads: false };
  switch (status) {
    case 'failed':
      return isRefused(state) ? { text: next.refused, leads: true } : { text: next.failed, leads: true };
    case 'waiting':
      if (isKnown === false) return { text: next.unknown, leads: true };
      return { text: isHeld ? next.waitingHeld : next.waiting, leads: true };
    case 'ended':
      return {
        text: [isHeld ? next.endedHeld : next.ended, hasRecordings ? next.recordings : ''].filter(Boolean).join(' '),
        leads: true,
      };
    case 'gone':
    case 'stalled':
      return { text: next.gone, leads: false };
    case 'reconnecting':
      return { text: next.reconnecting, leads: false };
    case 'blocked':
      return { text: next.blocked, leads: false };
    default:
      return null;
  }
}

/** Factor of the amplitude, 0..1. The ear compares ratios: half of the slider is a quarter of the amplitude. */
export const gainOf = (volumePercent: number): number => (volumePercent / 100) ** 2;
