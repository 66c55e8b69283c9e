/** Most elements that a kernel's buffer may have; a product of two counts up to it is checked before it is used. */
export const MAX_LENGTH = 2 ** 31 - 1;

/** @throws TypeError naming the field, unless `value` is a Uint8Array. */
export function requireBytes(field: string, value: unknown): asserts value is Uint8Array {
  if (!(value instanceof Uint8Array))
    throw new TypeError(`${field} must be a Uint8Array, got ${value === null ? 'null' : typeof value}`);
}
