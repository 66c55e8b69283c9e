import { shownKind } from './shown.js';

/** Largest length of a kernel's buffer. */
export const MAX_LENGTH = 2 ** 31 - 1;

/** @throws TypeError naming the field, unless `value` is a Uint8Array. */
export function requireBytes(field: string, value: unknown): asserts value is Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError(`${field} must be a Uint8Array, got ${shownKind(value)}`);
}

/** The arrays joined end to end; always a copy. */
export function concatFloats(parts: readonly Float32Array[]): Float32Array {
  return fill(new Float32Array(totalLength(parts)), parts);
}

/** The byte arrays joined end to end; always a copy. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  return fill(new Uint8Array(totalLength(parts)), parts);
}

const totalLength = (parts: readonly { readonly length: number }[]): number =>
  parts.reduce((sum, part) => sum + part.length, 0);

function fill<T extends Float32Array | Uint8Array>(out: T, parts: readonly T[]): T {
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
