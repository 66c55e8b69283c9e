import {
  type BrowserListenerState,
  type CodecError,
  type ListenedChannel,
  type StreamMetadata,
  titleLine,
} from 'latentcast/browser';

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
  /** Most bit planes to receive. */
  readonly planes: number;
  /** Latent frames wanted in each packet; 1: as the source sends them. */
  readonly frames: number;
  readonly isMuted: boolean;
  /** Whether the relay's operator has muted the source. */
  readonly isSourceMuted: boolean;
  /** Position of the slider, 0..100. */
  readonly volumePercent: number;
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
  | { readonly type: 'volume'; readonly volumePercent: number };

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
  planes: 2,
  frames: 1,
  isMuted: false,
  isSourceMuted: false,
  volumePercent: 80,
};

/** The state after an event. */
export function reduceListen(state: ListenState, event: ListenEvent): ListenState {
  switch (event.type) {
    case 'unsupported':
      return { ...state, isSupported: false, error: event.error };
    case 'joining':
      return { ...state, isHeld: event.isHeld, error: null, metadata: {}, channel: null, isSourceMuted: false };
    case 'joined':
      return { ...state, isJoined: true };
    case 'played':
      return { ...state, isHeld: false };
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
      };
    case 'stopped':
      return { ...state, isJoined: false, isHeld: false, status: 'idle', why: '', metadata: {} };
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
  }
}

/** Text of the button that starts and stops. */
export function playLabel({ status, isJoined, isHeld }: ListenState): 'Listen' | 'Stop' | 'Resume' {
  if (status === 'blocked') return 'Resume';
  return isJoined && !isHeld ? 'Stop' : 'Listen';
}

/** What is playing, in a line; empty where the source does not tell, and when its stream has ended. */
export const nowPlaying = ({ status, metadata }: ListenState): string =>
  status === 'ended' ? '' : titleLine(metadata) || metadata.station || '';

/** What plays while the channel's own source is away, in a line; empty where it is not. */
export function standIn({ status, isJoined, channel }: ListenState, name: string): string {
  const fallback = channel?.fallback ?? null;
  if (fallback === null || !isJoined || status === 'ended') return '';
  return `Playing ${fallback === 'files' ? 'files of the relay' : fallback}, ${name} is off the air`;
}

/** Factor of the amplitude, 0..1. The ear compares ratios: half of the slider is a quarter of the amplitude. */
export const gainOf = (volumePercent: number): number => (volumePercent / 100) ** 2;
