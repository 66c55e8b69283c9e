import { CodecError } from './errors.js';

/** Names that the relay's HTTP side uses itself. */
const RESERVED = new Set(['healthz', 'channels', 'metrics']);

/**
 * A channel's name: one path segment that needs no escaping.
 * @throws CodecError CHANNEL_NAME
 */
export function requireChannelName(name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(name))
    throw new CodecError(
      'CHANNEL_NAME',
      `channel name must be 1 to 64 letters, digits, "_", "." or "-" and start with a letter or digit, got ${JSON.stringify(name.slice(0, 80))}`,
    );
  if (RESERVED.has(name)) throw new CodecError('CHANNEL_NAME', `channel name ${name} is reserved by the relay`);
  return name;
}
