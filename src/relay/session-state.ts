import { CodecError } from '../core/errors.js';
import { type Hello, parseHello } from '../core/wire/hello.js';
import { type PacketType, packetType } from '../core/wire/packet.js';
import type { Permission } from '../ports/authorizer.js';
import { notAllowed } from './refusal.js';

/**
 * `waiting` for the grant, `new` until the hello, `queued` as a source whose channel may be free soon, `joining` as a
 * listener whose channel is asked of a cluster, then the role that the hello states, and finally `gone`.
 */
export type SessionState = 'waiting' | 'new' | 'queued' | 'joining' | 'source' | 'listener' | 'gone';

/** Code of a connection that has ended without a close frame (RFC 6455, 7.1.5). */
export const CLOSE_LOST = 1006;

/** Packets that do not need the channel. */
const READ_WHILE_QUEUED: ReadonlySet<PacketType | undefined> = new Set(['ping', 'pong', 'hello']);

/** Whether a message is kept until the grant or the channel is there. */
export const mustWait = (message: Uint8Array, state: SessionState): boolean =>
  state === 'waiting' || state === 'joining' || (state === 'queued' && !READ_WHILE_QUEUED.has(packetType(message)));

/** @throws CodecError PROTOCOL when the hello is not the first, PACKET_FIELD when it is not valid */
export function parseHelloOnce(body: Readonly<Record<string, unknown>>, state: SessionState): Hello {
  if (state !== 'new') throw new CodecError('PROTOCOL', 'a hello was sent before');
  return parseHello(body);
}

/** The error for a packet that may not come in this state. */
export function unexpectedPacket(type: PacketType, state: SessionState): CodecError {
  const expected = state === 'new' ? 'the first packet must be a hello' : `a ${state} must not send this`;
  return new CodecError('PROTOCOL', `${expected}, got ${type}`);
}

/**
 * The error for a connection that is not let in.
 * @param cause for the relay's owner, not for the peer, but for a limit: the peer may try again
 */
export function notAdmitted(channel: string, cause: unknown): CodecError {
  if (cause instanceof CodecError && cause.code === 'CHANNEL_LIMIT') return cause;
  return notAllowed(`the connection is not allowed on channel ${channel}`, cause);
}

/** The error for a connection that has been in this state for too long; null where it may stay as long as it likes. */
export function lateness(state: SessionState, timeoutMs: number): CodecError | null {
  if (state === 'waiting' || state === 'joining')
    return new CodecError('TRANSPORT_CLOSED', `the relay could not decide within ${timeoutMs} ms`);
  return state === 'new' ? new CodecError('PROTOCOL', `no hello within ${timeoutMs} ms`) : null;
}

/** The error for a connection whose grant does not have the permission. @param cause for the relay's owner */
export function denied(permission: Permission, channel: string, cause: unknown): CodecError {
  const what = permission === 'publish' ? 'publish on' : 'listen to';
  return notAllowed(`the connection may not ${what} channel ${channel}`, cause);
}
