import { type CodecError, type PageState, singleLine } from 'latentcast/browser';
import { decimal, t } from './language.js';

/** Colour of a state. */
export type Tone = 'good' | 'warn' | 'bad' | 'none';

/** The part of a view's state that its words depend on. */
interface Shown {
  readonly status: PageState | 'idle';
  /** Reason for the status. */
  readonly why?: string;
  readonly error: CodecError | null;
  readonly isSourceMuted?: boolean;
}

/** Colour of each state. */
const TONES: Readonly<Record<PageState | 'idle', Tone>> = {
  idle: 'none',
  loading: 'warn',
  ready: 'good',
  blocked: 'warn',
  connecting: 'warn',
  queued: 'warn',
  waiting: 'warn',
  live: 'good',
  stalled: 'warn',
  gone: 'warn',
  reconnecting: 'warn',
  ended: 'none',
  failed: 'bad',
  closed: 'none',
};

/** Whether the relay has refused to let the user listen or publish. */
export const isRefused = ({ status, error }: Shown): boolean => status === 'failed' && error?.code === 'NOT_ALLOWED';

/** Text and colour of a view's state. */
export function describe(shown: Shown): readonly [text: string, tone: Tone] {
  if (isRefused(shown)) return [t.refused, 'bad'];
  if (shown.isSourceMuted && shown.status === 'live') return [t.mutedByOperator, 'warn'];
  const text = t.states[shown.status];
  return [shown.status === 'queued' && shown.why ? `${text}, ${shown.why}` : text, TONES[shown.status]];
}

/** An error as a sentence with what the user can do about it. */
export function explain({ code, message }: CodecError): string {
  const { errors } = t;
  switch (code) {
    case 'TRANSPORT_FAILED':
    case 'TRANSPORT_CLOSED':
      return errors.unreachable(message);
    case 'MODEL_MISMATCH':
      return errors.otherModel(message);
    case 'MODEL_NOT_FOUND':
      return errors.noModel(message);
    case 'MODEL_HASH':
      return errors.modelHash(message);
    case 'MODEL_MANIFEST':
    case 'MODEL_SHAPE':
      return errors.modelForm(message);
    case 'MODEL_FAILED':
      return errors.modelFailed(message);
    case 'CHANNEL_BUSY':
      return errors.busy;
    case 'CHANNEL_LIMIT':
      return errors.full;
    case 'NOT_ALLOWED':
      return errors.notAllowed(message);
    case 'CHANNEL_NAME':
      return errors.channelName;
    default:
      return message;
  }
}

/** A text of a stranger in one line that turns no text around it. Beside other text it is isolated besides: `<bdi>`. */
export const plain = (text: string): string => singleLine(text).trim();

/** Bytes as text. */
export const megabytes = (bytes: number): string => `${decimal(bytes / 1e6, 1)} MB`;
/** Bytes as text, small ones in kB. */
export const fileSize = (bytes: number): string => (bytes < 1e6 ? `${decimal(bytes / 1e3, 0)} kB` : megabytes(bytes));
/** A bit rate as text, without its unit. */
export const kbps = (value: number): string => decimal(value, 2);

/** A time as hours, minutes and seconds: 1:02:03, 2:03. */
export function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A duration as text and unit: milliseconds, or seconds from one second on. */
export function time(ms: number): readonly [string, string] {
  return Math.abs(ms) < 1000 ? [String(Math.round(ms)), 'ms'] : [decimal(ms / 1000, 1), 's'];
}
