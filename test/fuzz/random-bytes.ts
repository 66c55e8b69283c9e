/** xorshift32: 32-bit unsigned numbers from a seed, the same on every machine. */
export function xorshift(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}

export const randomBytes = (random: () => number, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => random() & 255);

/** A copy with a few bytes changed, and now and then cut, lengthened or spliced. */
export function mutate(random: () => number, bytes: Uint8Array): Uint8Array {
  let out = bytes.slice();
  for (let n = random() % 4; n > 0; n--)
    if (out.length) out[random() % out.length] = random() % 3 ? out[0]! ^ (1 << (random() % 8)) : random() & 255;
  if (random() % 4 === 0) out = out.slice(0, random() % (out.length + 1));
  if (random() % 8 === 0) out = Uint8Array.of(...out, ...randomBytes(random, random() % 64));
  if (random() % 8 === 0) out = Uint8Array.of(...out.subarray(random() % (out.length + 1)), ...out);
  return out;
}
