/** A server that is asked who may publish and listen. */
export interface AuthHookOptions {
  /** Address that is sent each question, http or https. */
  readonly url: string;
  /** With which questions are signed, as webhooks are, 16 to 1024 characters. @default they are not signed */
  readonly secret?: string;
  /** Time for an answer, 100..30000 ms; whoever has asked is refused then. @default 2000 */
  readonly timeoutMs?: number;
  /** For this long the same question has the same answer, 0..600000 ms. @default 10000 */
  readonly cacheMs?: number;
}

/** Defaults of {@link AuthHookOptions}. */
export const AUTH_HOOK_DEFAULTS = { timeoutMs: 2_000, cacheMs: 10_000 } as const;

/** Questions at the same time, answers that are remembered, and characters of a subject. */
export const AUTH_HOOK_LIMITS = { pending: 64, remembered: 4_096, subject: 256 } as const;
