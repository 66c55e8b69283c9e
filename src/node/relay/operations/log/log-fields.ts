import type { CodecError } from '../../../../core/errors.js';
import type { RelayPeer } from '../../../../relay/relay-peer.js';

/** What log and journal say of a source or listener. */
export const peerFields = ({ id, channel, role, address, subject }: RelayPeer) => ({
  channel,
  role,
  connection: id,
  ...(address !== undefined && { address }),
  ...(subject !== undefined && { subject }),
});

/** What they say of an error; the cause where the message does not end with it already. */
export function errorFields({ code, message, cause }: CodecError): {
  readonly reason: string;
  readonly message: string;
  readonly cause?: string;
} {
  const why = cause instanceof Error ? cause.message : String(cause);
  return { reason: code, message, ...(cause !== undefined && !message.includes(why) && { cause: why }) };
}
