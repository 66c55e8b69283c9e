import { CodecError, type ErrorCode } from '../errors.js';
import { CLOSE_CODES } from './control.js';

/** An orderly end (RFC 6455, 7.4.1). */
export const CLOSE_NORMAL = 1000;

/** A close frame's reason is at most 123 bytes of UTF-8 (RFC 6455, 5.5.1). */
const MAX_REASON_BYTES = 123;

/** The close code of each error that refuses a peer. */
const REFUSALS = {
  PROTOCOL: CLOSE_CODES.protocol,
  CHANNEL_NAME: CLOSE_CODES.channelName,
  MODEL_MISMATCH: CLOSE_CODES.modelMismatch,
  CHANNEL_BUSY: CLOSE_CODES.channelBusy,
  CHANNEL_LIMIT: CLOSE_CODES.limit,
  NOT_ALLOWED: CLOSE_CODES.notAllowed,
  SESSION_NOT_FOUND: CLOSE_CODES.sessionNotFound,
} as const satisfies Partial<Record<ErrorCode, number>>;

/** The close code with which a connection is closed for an error; PROTOCOL's for an error without one of its own. */
export function closeCodeFor(code: ErrorCode): number {
  if (code === 'TRANSPORT_CLOSED') return CLOSE_CODES.goingAway;
  return (REFUSALS as Partial<Record<ErrorCode, number>>)[code] ?? CLOSE_CODES.protocol;
}

/** The error that a close code from the peer stands for; null for an orderly end. */
export function errorForClose(code: number, reason: string): CodecError | null {
  if (code === CLOSE_NORMAL) return null;
  const detail = reason ? `: ${reason}` : '';
  for (const [error, close] of Object.entries(REFUSALS))
    if (code === close) return new CodecError(error as ErrorCode, `refused by the peer${detail}`);
  if (code === CLOSE_CODES.tooSlow || code === CLOSE_CODES.goingAway)
    return new CodecError('TRANSPORT_CLOSED', `closed by the peer${detail}`);
  return new CodecError('TRANSPORT_FAILED', `the connection was lost (close code ${code})${detail}`);
}

/** Whether reconnecting after this error is useless, because the peer would refuse again. */
export const isFatal = (code: ErrorCode): boolean =>
  code !== 'TRANSPORT_FAILED' && code !== 'TRANSPORT_CLOSED' && code !== 'CHANNEL_LIMIT';

/** `text` in printable ASCII, cut to the length of a close frame: `ws` and browsers throw on longer reasons. */
export const closeReason = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_REASON_BYTES);
