/** Fills an array with random bytes that nobody can predict, as `crypto.getRandomValues` does. */
export type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => unknown;

interface Runtime {
  readonly crypto?: { getRandomValues(bytes: Uint8Array<ArrayBuffer>): unknown };
}

/** The runtime's own source. @throws Error where the runtime has none */
export const fillSecureRandom: FillRandom = (bytes) => {
  const { crypto } = globalThis as Runtime;
  if (!crypto) throw new Error('this runtime has no crypto.getRandomValues: pass fillRandom');
  crypto.getRandomValues(bytes);
};

/** `bytes` random bytes as lower-case hex digits, two a byte. */
export function randomHex(bytes: number, fill: FillRandom): string {
  const values = new Uint8Array(bytes);
  fill(values);
  return Array.from(values, (value) => value.toString(16).padStart(2, '0')).join('');
}

/** Whether two texts are the same; takes as long for any two of the same length, so that time tells nothing of a secret. */
export function isSameSecret(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
