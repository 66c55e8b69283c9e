import { requireNumber } from '../../core/errors.js';

export interface BackoffOptions {
  /** First wait. @default 250 */
  readonly minMs: number;
  /** Longest wait. @default 10000 */
  readonly maxMs: number;
  /** Each wait against the one before. @default 2 */
  readonly factor: number;
  /** Share of a wait that is random, so that a thousand listeners do not come back at once, 0..1. @default 0.5 */
  readonly jitter: number;
}

/** Waits between attempts: exponential, bounded, with jitter. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;
  #attempts = 0;

  /** @throws RangeError naming an option outside its range. */
  constructor(options: Partial<BackoffOptions> = {}, random: () => number = Math.random) {
    const minMs = requireNumber('backoff.minMs', options.minMs ?? 250, 1, 3_600_000);
    this.#options = {
      minMs,
      maxMs: requireNumber('backoff.maxMs', options.maxMs ?? Math.max(10_000, minMs), minMs, 3_600_000),
      factor: requireNumber('backoff.factor', options.factor ?? 2, 1, 10),
      jitter: requireNumber('backoff.jitter', options.jitter ?? 0.5, 0, 1),
    };
    this.#random = random;
  }

  get attempts(): number {
    return this.#attempts;
  }

  /** The wait before the next attempt, in [(1 − jitter) · w, w]. */
  nextMs(): number {
    const { minMs, maxMs, factor, jitter } = this.#options;
    const waitMs = Math.min(maxMs, minMs * factor ** this.#attempts++);
    return waitMs * (1 - jitter * this.#random());
  }

  /** An attempt has succeeded. */
  reset(): void {
    this.#attempts = 0;
  }
}
