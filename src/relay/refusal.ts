import { CodecError } from '../core/errors.js';
import { closeCodeFor } from '../core/wire/close-codes.js';
import { errorNotice } from '../core/wire/control.js';
import type { PeerRefusal } from '../ports/authorizer.js';
import type { Connection } from '../ports/transport.js';
import { encodeControlPacket } from './control-packet.js';

/** Tells the peer why, and when to come back, in an error packet and closes the connection with a code. Never throws. */
export function refuseConnection(
  connection: Connection,
  error: CodecError,
  closeCode: number = closeCodeFor(error.code),
): void {
  try {
    const body = errorNotice(error.code, error.message, error);
    connection.send(encodeControlPacket({ type: 'error', body }));
    connection.close(closeCode, error.message);
  } catch {
    // A connection that throws is broken: no message reaches its peer.
  }
}

/** What was thrown, as an error for a peer: a coded one is its own fault, anything else the relay's. */
export const relayError = (thrown: unknown): CodecError =>
  thrown instanceof CodecError ? thrown : new CodecError('PROTOCOL', 'the relay failed', { cause: thrown });

/**
 * The error for a connection that is not allowed: with the message that the cause has for the peer, where it has one.
 * @param cause for the relay's owner
 */
export function notAllowed(message: string, cause?: unknown): CodecError {
  const { peerMessage = message, retryAfterMs, needsToken = retryAfterMs === undefined } = peerRefusalOf(cause);
  // A peer comes back after the one and stays away after the other.
  const code = retryAfterMs === undefined ? 'NOT_ALLOWED' : 'TRANSPORT_CLOSED';
  return new CodecError(code, peerMessage, { ...(cause !== undefined && { cause }), needsToken, retryAfterMs });
}

/** What an error states for the peer; nothing where it is of no such kind. */
export function peerRefusalOf(error: unknown): PeerRefusal {
  const { peerMessage, needsToken, retryAfterMs } = (error ?? {}) as PeerRefusal;
  return typeof peerMessage === 'string'
    ? {
        peerMessage,
        ...(needsToken !== undefined && { needsToken }),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      }
    : {};
}
