import { CodecError } from '../core/errors.js';
import { HELLO_LIMITS, type Hello } from '../core/wire/hello.js';

/** Random bytes of a relay's id on the way of a stream. */
export const RELAY_ID_BYTES = 8;

/** @throws CodecError NOT_ALLOWED for a relay that listens for this one, or with too many others on the way */
export function requireNoRelayLoop(hello: Hello, id: string): void {
  if (hello.role === 'source') return;
  const { via = [] } = hello;
  if (via.includes(id))
    throw new CodecError(
      'NOT_ALLOWED',
      `relays get the channel from each other in a loop: this relay is one of the ${via.length} on the way to its listeners`,
    );
  if (via.length >= HELLO_LIMITS.via)
    throw new CodecError('NOT_ALLOWED', `at most ${HELLO_LIMITS.via} relays may get a channel one from the other`);
}
