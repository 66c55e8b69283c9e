import { requireNumber } from '../../core/errors.js';
import { type OptionKinds, requireOptions } from '../../core/options.js';
import { requireRandom } from '../../core/random.js';
import { BACKOFF_DEFAULTS, withDefaults } from '../defaults.js';

/** Waits between attempts to connect: `minMs` · `factor`^n, up to `maxMs`, less a random share. Plain data. */
export interface BackoffOptions {
  /** First wait, 1..3600000. @default 250 */
  readonly minMs: number;
  /** Longest wait, `minMs`..3600000. @default 10000 */
  readonly maxMs: number;
  /** Ratio of each wait to the one before it, 1..10. @default 2 */
  readonly factor: number;
  /** Random share of a wait, so that a thousand listeners do not come back at once, 0..1. @default 0.5 */
  readonly jitter: number;
}

const KINDS: OptionKinds<BackoffOptions> = { minMs: 'any', maxMs: 'any', factor: 'any', jitter: 'any' };

/** Waits between attempts to connect: exponential, bounded, with a random share. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;
  /** Attempts since the last success, ≥ 0. */
  #attempts = 0;

  /** @throws TypeError, RangeError naming a wrong option. */
  constructor(options: Partial<BackoffOptions> = {}, random: () => number = Math.random) {
    requireOptions('backoff', options, KINDS);
    const { minMs, maxMs, factor, jitter } = withDefaults(BACKOFF_DEFAULTS, options);
    requireNumber('backoff.minMs', minMs, 1, 3_600_000);
    this.#options = {
      minMs,
      // A first wait above the default of the longest one is taken as it is.
      maxMs: requireNumber('backoff.maxMs', options.maxMs ?? Math.max(maxMs, minMs), minMs, 3_600_000),
      factor: requireNumber('backoff.factor', factor, 1, 10),
      jitter: requireNumber('backoff.jitter', jitter, 0, 1),
    };
    this.#random = random;
  }

  get attempts(): number {
    return this.#attempts;
  }

  /**
   * The wait before the next attempt: in [(1 − jitter) · w, w], or, where that is longer, in [a, (1 + jitter) · a] for
   * the wait `a` that the peer asks for. Peers that were all asked for the same wait come back spread over time.
   *
   * @param askedMs `a`, in ms from 0
   * @throws TypeError where `random` returns no number in [0, 1); what it throws
   */
  nextMs(askedMs = 0): number {
    const { minMs, maxMs, factor, jitter } = this.#options;
    const waitMs = Math.min(maxMs, minMs * factor ** this.#attempts++);
    const share = jitter * requireRandom(this.#random());
    return Math.max(waitMs * (1 - share), askedMs * (1 + share));
  }

  /** An attempt has succeeded. */
  reset(): void {
    this.#attempts = 0;
  }
}
