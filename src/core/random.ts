/**
 * Seeded random numbers in [0, 1): mulberry32 (Tommy Ettinger, public domain). For tests, simulated networks and
 * jitter; not for secrets.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a random function of the user has returned. @throws TypeError unless it is a number in [0, 1) */
export function requireRandom(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  throw new TypeError(`random must return a number in [0, 1), got ${String(value)}`);
}
