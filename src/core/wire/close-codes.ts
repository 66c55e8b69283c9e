import { CodecError, type ErrorCode } from '../errors.js';
import { CLOSE_CODES } from './control.js';

/** An orderly end (RFC 6455, 7.4.1). */
export const CLOSE_NORMAL = 1000;

/** A close frame's reason is at most 123 bytes of UTF-8 (RFC 6455, 5.5.1). */
const MAX_REASON_BYTES = 123;

/** The close code that refuses a peer for an error. */
export function closeCodeFor(code: ErrorCode): number {
  switch (code) {
    case 'CHANNEL_NAME':
      return CLOSE_CODES.channelName;
    case 'MODEL_MISMATCH':
      return CLOSE_CODES.modelMismatch;
    case 'CHANNEL_BUSY':
      return CLOSE_CODES.channelBusy;
    case 'CHANNEL_LIMIT':
      return CLOSE_CODES.limit;
    case 'TRANSPORT_CLOSED':
      return CLOSE_CODES.goingAway;
    default:
      return CLOSE_CODES.protocol;
  }
}

/** The error that a close code from the peer stands for; null for an orderly end. */
export function errorForClose(code: number, reason: string): CodecError | null {
  const detail = reason ? `: ${reason}` : '';
  switch (code) {
    case CLOSE_NORMAL:
      return null;
    case CLOSE_CODES.protocol:
      return new CodecError('PROTOCOL', `refused by the peer${detail}`);
    case CLOSE_CODES.channelName:
      return new CodecError('CHANNEL_NAME', `refused by the peer${detail}`);
    case CLOSE_CODES.modelMismatch:
      return new CodecError('MODEL_MISMATCH', `refused by the peer${detail}`);
    case CLOSE_CODES.channelBusy:
      return new CodecError('CHANNEL_BUSY', `refused by the peer${detail}`);
    case CLOSE_CODES.limit:
      return new CodecError('CHANNEL_LIMIT', `refused by the peer${detail}`);
    case CLOSE_CODES.tooSlow:
    case CLOSE_CODES.goingAway:
      return new CodecError('TRANSPORT_CLOSED', `closed by the peer${detail}`);
    default:
      return new CodecError('TRANSPORT_FAILED', `the connection was lost (close code ${code})${detail}`);
  }
}

/** Whether reconnecting after this error is useless, because the peer would refuse again. */
export const isFatal = (code: ErrorCode): boolean =>
  code !== 'TRANSPORT_FAILED' && code !== 'TRANSPORT_CLOSED' && code !== 'CHANNEL_LIMIT';

/** `text` in printable ASCII, cut to the length of a close frame: `ws` and browsers throw on longer reasons. */
export const closeReason = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_REASON_BYTES);
