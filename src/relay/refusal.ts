import { CodecError } from '../core/errors.js';
import { closeCodeFor } from '../core/wire/close-codes.js';
import { errorNotice } from '../core/wire/control.js';
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

/** The error for a connection that another token may let in. @param cause for the relay's owner */
export const notAllowed = (message: string, cause?: unknown): CodecError =>
  new CodecError('NOT_ALLOWED', message, { ...(cause !== undefined && { cause }), needsToken: true });
