/** Time as an argument: the real one in `node/` and `browser/`, a fake one in tests. */
export interface Clock {
  /** Milliseconds that only go forward. */
  nowMs(): number;
  /** Calls `fn` once after `delayMs`; the returned function cancels it. */
  schedule(delayMs: number, fn: () => void): () => void;
}
