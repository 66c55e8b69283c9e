import { CodecError, ERROR_CODES, type ErrorCode } from './errors.js';

/** WebSocket close codes of this protocol (4000–4999 are the application's). */
export const CLOSE_CODES = {
  NORMAL: 1000,
  PROTOCOL: 4001,
  CHANNEL_NAME: 4002,
  MODEL_MISMATCH: 4003,
  CHANNEL_BUSY: 4004,
  LIMIT: 4005,
  TOO_SLOW: 4006,
  GOING_AWAY: 4007,
} as const;

/** A close frame's reason is at most 123 bytes of UTF-8 (RFC 6455, 5.5.1). */
const MAX_REASON_BYTES = 123;

/** Close code with which a peer is refused for an error of this code. */
export function closeCodeFor(code: ErrorCode): number {
  switch (code) {
    case 'CHANNEL_NAME':
      return CLOSE_CODES.CHANNEL_NAME;
    case 'MODEL_MISMATCH':
      return CLOSE_CODES.MODEL_MISMATCH;
    case 'CHANNEL_BUSY':
      return CLOSE_CODES.CHANNEL_BUSY;
    case 'CHANNEL_LIMIT':
      return CLOSE_CODES.LIMIT;
    case 'TRANSPORT_CLOSED':
      return CLOSE_CODES.GOING_AWAY;
    default:
      return CLOSE_CODES.PROTOCOL;
  }
}

/** The error that a close code means to the one who was closed; null for an orderly end. */
export function errorForClose(code: number, reason: string): CodecError | null {
  const what = reason ? `: ${reason}` : '';
  switch (code) {
    case CLOSE_CODES.NORMAL:
      return null;
    case CLOSE_CODES.PROTOCOL:
      return new CodecError('PROTOCOL', `refused by the peer${what}`);
    case CLOSE_CODES.CHANNEL_NAME:
      return new CodecError('CHANNEL_NAME', `refused by the peer${what}`);
    case CLOSE_CODES.MODEL_MISMATCH:
      return new CodecError('MODEL_MISMATCH', `refused by the peer${what}`);
    case CLOSE_CODES.CHANNEL_BUSY:
      return new CodecError('CHANNEL_BUSY', `refused by the peer${what}`);
    case CLOSE_CODES.LIMIT:
      return new CodecError('CHANNEL_LIMIT', `refused by the peer${what}`);
    case CLOSE_CODES.TOO_SLOW:
    case CLOSE_CODES.GOING_AWAY:
      return new CodecError('TRANSPORT_CLOSED', `closed by the peer${what}`);
    default:
      return new CodecError('TRANSPORT_FAILED', `the connection was lost (close code ${code})${what}`);
  }
}

/** Coming back would be refused again: whoever reconnects must not. */
export const isFatal = (code: ErrorCode): boolean =>
  code !== 'TRANSPORT_FAILED' && code !== 'TRANSPORT_CLOSED' && code !== 'CHANNEL_LIMIT';

/** ASCII and short enough for a close frame: `ws` and browsers throw on longer ones. */
export const closeReason = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_REASON_BYTES);

/** Body of an `error` packet. `details` are further JSON fields. */
export function errorBody(error: CodecError, details: Record<string, unknown> = {}): Record<string, unknown> {
  return { code: error.code, message: error.message.slice(0, 512), ...details };
}

/** Total: whatever a peer put into an `error` packet becomes an error. */
export function parseErrorBody(body: Readonly<Record<string, unknown>>): CodecError {
  const known = typeof body.code === 'string' && Object.hasOwn(ERROR_CODES, body.code);
  const text = typeof body.message === 'string' ? body.message.slice(0, 512) : 'no message';
  return known
    ? new CodecError(body.code as ErrorCode, text)
    : new CodecError('PROTOCOL', `unknown error of the peer: ${text}`);
}
