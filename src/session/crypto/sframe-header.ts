/**
 * The header of an SFrame message (RFC 9605, 4.3): one byte that says how long the two numbers are, then those of the
 * two that do not fit into it.
 */
export interface SframeHeader {
  /** Which key; 0..2^53 − 1. */
  readonly keyId: number;
  /** Number of the message under this key, 0..2^53 − 1. */
  readonly counter: number;
  /** Bytes of the header. */
  readonly length: number;
}

/** Largest number that stands in the first byte itself. */
const MAX_SHORT = 7;

/** @param keyId and `counter` 0..2^53 − 1 */
export function encodeSframeHeader(keyId: number, counter: number): Uint8Array<ArrayBuffer> {
  const key = numberBytes(keyId);
  const count = numberBytes(counter);
  const first = (numberBits(keyId, key.length) << 4) | numberBits(counter, count.length);
  return Uint8Array.of(first, ...key, ...count);
}

/** Reads the header at the start of a message; null where there is none, or a number in it is not in its shortest form. */
export function parseSframeHeader(message: Uint8Array): SframeHeader | null {
  const first = message[0];
  if (first === undefined) return null;
  const keyLength = first & 0x80 ? ((first >> 4) & 7) + 1 : 0;
  const counterLength = first & 0x08 ? (first & 7) + 1 : 0;
  const length = 1 + keyLength + counterLength;
  if (message.length < length || keyLength > 7 || counterLength > 7) return null;
  const keyId = keyLength ? readNumber(message, 1, keyLength) : (first >> 4) & 7;
  const counter = counterLength ? readNumber(message, 1 + keyLength, counterLength) : first & 7;
  if (keyId === null || counter === null) return null;
  return { keyId, counter, length };
}

function numberBytes(value: number): number[] {
  const bytes: number[] = [];
  if (value > MAX_SHORT) for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes;
}

const numberBits = (value: number, length: number): number => (length > 0 ? 8 | (length - 1) : value);

function readNumber(message: Uint8Array, start: number, length: number): number | null {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + message[start + i]!;
  const isShortest = value > MAX_SHORT && message[start] !== 0;
  return isShortest && Number.isSafeInteger(value) ? value : null;
}
