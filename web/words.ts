import { type CodecError, type PageState, STATE_WORDS } from 'latentcast/browser';

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
  if (isRefused(shown)) return ['Refused by the relay', 'bad'];
  if (shown.isSourceMuted && shown.status === 'live') return ['Muted by the operator', 'warn'];
  const text = STATE_WORDS[shown.status === 'idle' ? 'closed' : shown.status];
  return [shown.status === 'queued' && shown.why ? `${text}, ${shown.why}` : text, TONES[shown.status]];
}

/** An error as a sentence with what the user can do about it. */
export function explain({ code, message }: CodecError): string {
  switch (code) {
    case 'TRANSPORT_FAILED':
    case 'TRANSPORT_CLOSED':
      return `The relay cannot be reached. Check that it is running and try again. (${message})`;
    case 'MODEL_MISMATCH':
      return `This channel is sent with another model than this server has, so it cannot be decoded here. (${message})`;
    case 'MODEL_NOT_FOUND':
      return `The model could not be downloaded. Check the connection and try again. (${message})`;
    case 'MODEL_HASH':
      return `The downloaded model does not match its checksum, so it is not used. Reload the page. (${message})`;
    case 'MODEL_MANIFEST':
    case 'MODEL_SHAPE':
      return `The server’s model does not fit this page. Reload it, or ask who runs the server to update. (${message})`;
    case 'MODEL_FAILED':
      return `Decoding has failed on this device. Reload the page to try again. (${message})`;
    case 'CHANNEL_BUSY':
      return 'Somebody else is broadcasting on this channel. Choose another name.';
    case 'CHANNEL_LIMIT':
      return 'The relay has reached its limit of channels or listeners. Try again later.';
    case 'NOT_ALLOWED':
      return `The relay does not allow this. If you have a key or token for this channel, enter it below. (${message})`;
    case 'CHANNEL_NAME':
      return 'A channel’s name has 1 to 64 letters, digits, dots, dashes or underscores.';
    default:
      return message;
  }
}

/** Bytes as text. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
/** Bytes as text, small ones in kB. */
export const fileSize = (bytes: number): string => (bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : megabytes(bytes));
/** A bit rate as text, without its unit. */
export const kbps = (value: number): string => value.toFixed(2);

/** A time as hours, minutes and seconds: 1:02:03, 2:03. */
export function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A duration as text and unit: milliseconds, or seconds from one second on. */
export function time(ms: number): readonly [string, string] {
  return Math.abs(ms) < 1000 ? [String(Math.round(ms)), 'ms'] : [(ms / 1000).toFixed(1), 's'];
}
