import { CodecError } from '../../../core/errors.js';
import { peerRefusalOf } from '../../../relay/refusal.js';
import { HttpError } from '../http-error.js';

/**
 * How somebody who comes by HTTP is told why he is not let in: with 503 where he may try again, with 403 where the reason
 * is for him to know.
 *
 * @param cause what an authorizer has thrown, or states as the reason of a denial
 * @param otherwise the answer where the reason is none of his concern
 */
export function httpRefusal(cause: unknown, otherwise: HttpError): HttpError {
  if (cause instanceof HttpError) return cause;
  if (cause instanceof CodecError && cause.code === 'CHANNEL_LIMIT') return later(cause.message, cause.retryAfterMs);
  const { peerMessage, retryAfterMs } = peerRefusalOf(cause);
  if (peerMessage === undefined) return otherwise;
  return retryAfterMs === undefined ? new HttpError(403, peerMessage) : later(peerMessage, retryAfterMs);
}

/** Nothing is wrong with the request: it is no failed attempt. */
export const isTemporary = (cause: unknown): boolean =>
  (cause instanceof CodecError && cause.code === 'CHANNEL_LIMIT') || peerRefusalOf(cause).retryAfterMs !== undefined;

/** The answer to an address that has failed too often. @param waitMs until it may try again */
export const tooManyFailures = (waitMs: number): HttpError =>
  new HttpError(429, 'too many failed attempts', { 'retry-after': String(Math.ceil(waitMs / 1000)) });

const later = (message: string, retryAfterMs = 1_000): HttpError =>
  new HttpError(503, message, { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) });
