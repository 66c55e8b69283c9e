import { CodecError } from '../errors.js';

/** A JSON object from a peer, none of whose fields is checked. */
export type Body = Readonly<Record<string, unknown>>;

/** The error for a field that is outside its range; its message quotes the value, cut to 80 characters. */
export function invalidField(key: string, value: unknown, allowed: string): CodecError {
  return new CodecError('PACKET_FIELD', `${key} must be ${allowed}, got ${JSON.stringify(value)?.slice(0, 80)}`);
}

/** @throws CodecError PACKET_FIELD unless `body[key]` is an integer in [min, max]. */
export function integerField(body: Body, key: string, min: number, max: number): number {
  const value = own(body, key);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
    throw invalidField(key, value, `an integer from ${min} to ${max}`);
  return value;
}

/** @throws CodecError PACKET_FIELD unless `body[key]` is a string of at most `maxLength` UTF-16 units. */
export function stringField(body: Body, key: string, maxLength: number): string {
  const value = own(body, key);
  if (typeof value !== 'string' || value.length > maxLength)
    throw invalidField(key, value, `a string of at most ${maxLength} characters`);
  return value;
}

/** @throws CodecError PACKET_FIELD unless `body[key]` is true or false. */
export function booleanField(body: Body, key: string): boolean {
  const value = own(body, key);
  if (typeof value !== 'boolean') throw invalidField(key, value, 'true or false');
  return value;
}

/** Those of these fields that the body has. @throws CodecError PACKET_FIELD unless each is true or false. */
export function flagFields<Key extends string>(body: Body, keys: readonly Key[]): { readonly [key in Key]?: boolean } {
  const flags: { [key in Key]?: boolean } = {};
  for (const key of keys) if (own(body, key) !== undefined) flags[key] = booleanField(body, key);
  return flags;
}

/** Those of these fields that the body has. @throws CodecError PACKET_FIELD unless each is an integer within its limits. */
export function integerFields<Key extends string>(
  body: Body,
  limits: Readonly<Record<Key, readonly [min: number, max: number]>>,
  keys: readonly Key[],
): { readonly [key in Key]?: number } {
  const numbers: { [key in Key]?: number } = {};
  for (const key of keys) {
    const [min, max] = limits[key] as readonly [min: number, max: number];
    if (own(body, key) !== undefined) numbers[key] = integerField(body, key, min, max);
  }
  return numbers;
}

/** The object's own field; what it inherits (`constructor`, `__proto__`) is not a field of the packet. */
export const own = (body: Body, key: string): unknown => (Object.hasOwn(body, key) ? body[key] : undefined);

/**
 * Reads a place in a stream.
 *
 * @throws CodecError PACKET_FIELD naming the field, its value and the allowed range
 */
export function framePosition(field: string, value: unknown): { readonly epoch: number; readonly frame: number } {
  if (typeof value !== 'object' || value === null) throw invalidField(field, value, 'an object');
  return {
    epoch: integerField(value as Body, 'epoch', 0, 0xffffffff),
    frame: integerField(value as Body, 'frame', 0, Number.MAX_SAFE_INTEGER),
  };
}
