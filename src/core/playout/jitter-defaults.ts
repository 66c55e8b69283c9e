/** Defaults and bounds of the jitter buffer. docs/limits.md lists them. */
export const JITTER_DEFAULTS = {
  reorderMs: 400,
  reorderBlocks: 8,
  /** Ranges of frames whose form at handing out is remembered, to tell late copies from duplicates. */
  handedOutRanges: 256,
  /** `maxDelayMs` may be at most this: ten minutes. */
  maxDelayLimitMs: 600_000,
} as const;
