import { CodecError } from './errors.js';
import { MAX_PLANES } from './packet.js';

/**
 * Body of a `control` packet.
 *
 * A listener says `planes` to change how many planes it is sent. The relay says `next` to a source whose hello it has
 * accepted: the first frame that it does not have, from which a source that reconnects goes on.
 */
export interface Control {
  readonly planes?: number;
  readonly next?: number;
}

/** Unknown fields are dropped. @throws CodecError PACKET_FIELD naming the field, its value and the allowed range. */
export function parseControl(body: Readonly<Record<string, unknown>>): Control {
  return { ...integer(body, 'planes', 1, MAX_PLANES), ...integer(body, 'next', 0, Number.MAX_SAFE_INTEGER) };
}

function integer(body: Readonly<Record<string, unknown>>, key: 'planes' | 'next', min: number, max: number): Control {
  const value = body[key];
  if (value === undefined) return {};
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
    throw new CodecError('PACKET_FIELD', `control: ${key} must be an integer from ${min} to ${max}`);
  return { [key]: value };
}
