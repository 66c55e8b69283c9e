import { type BrowserRecordingState, type CodecError, type RecordingProgress, titleLine } from 'latentcast/browser';
import { t } from '../language.js';
import type { Tone } from '../words.js';
import type { RecordedTitle, Recording } from './api.js';

/** What is played of a channel's recordings. */
export interface PlayedState {
  /** The one that is played, or was; null before the first. */
  readonly recording: Recording | null;
  readonly status: BrowserRecordingState | 'idle';
  /** Reason for the status; empty where there is none. */
  readonly why: string;
  readonly error: CodecError | null;
  readonly progress: RecordingProgress;
}

/** What changes it. */
export type PlayedEvent =
  | { readonly type: 'chosen'; readonly recording: Recording; readonly fromSeconds: number }
  | { readonly type: 'status'; readonly status: BrowserRecordingState; readonly why?: string | undefined }
  | { readonly type: 'progress'; readonly progress: RecordingProgress }
  | { readonly type: 'failed'; readonly error: CodecError }
  | { readonly type: 'stopped' };

/** Nothing is played. */
export const NOTHING: PlayedState = {
  recording: null,
  status: 'idle',
  why: '',
  error: null,
  progress: { positionSeconds: 0, durationSeconds: 0, bufferMs: 0 },
};

/** The state after an event. */
export function reducePlayed(state: PlayedState, event: PlayedEvent): PlayedState {
  switch (event.type) {
    case 'chosen': {
      const { recording, fromSeconds } = event;
      const progress = { positionSeconds: fromSeconds, durationSeconds: recording.durationSeconds, bufferMs: 0 };
      return { ...NOTHING, recording, status: 'loading', progress };
    }
    case 'status':
      return { ...state, status: event.status, why: event.why ?? '' };
    case 'progress':
      return { ...state, progress: event.progress };
    case 'failed':
      return { ...state, status: 'failed', error: event.error };
    case 'stopped':
      return { ...NOTHING };
  }
}

/** Colour of each state. */
const TONES: Readonly<Record<PlayedState['status'], Tone>> = {
  idle: 'none',
  loading: 'warn',
  ready: 'none',
  blocked: 'warn',
  connecting: 'warn',
  waiting: 'warn',
  live: 'good',
  paused: 'none',
  stalled: 'warn',
  gone: 'warn',
  reconnecting: 'warn',
  ended: 'none',
  failed: 'bad',
  closed: 'none',
};

/** Text and colour of what a recording does. */
export function describePlayed({ status }: PlayedState): readonly [text: string, tone: Tone] {
  const { states } = t.recordings;
  const texts: Readonly<Record<PlayedState['status'], string>> = {
    ...states,
    ready: states.idle,
    closed: states.idle,
    waiting: states.connecting,
    gone: states.stalled,
  };
  return [texts[status], TONES[status]];
}

/** Whether the button of a recording pauses it: sound is playing or about to. */
export const canPause = ({ status }: PlayedState): boolean =>
  status === 'live' ||
  status === 'stalled' ||
  status === 'connecting' ||
  status === 'reconnecting' ||
  status === 'loading';

/** A title in a line; empty where it has none. */
export const titleText = (recorded: Partial<RecordedTitle>): string => titleLine(recorded) || recorded.station || '';

/** What is heard at a time of a recording. */
export const titleAt = ({ titles }: Recording, seconds: number): RecordedTitle | undefined =>
  titles.filter(({ atSeconds }) => atSeconds <= seconds).at(-1);
