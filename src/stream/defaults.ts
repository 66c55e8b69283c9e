/**
 * The defaults of all stream options, each stated once. `@default` in the docblocks of the options is compared with them
 * by a test.
 */

/** Of {@link ReconnectOptions}. */
export const RECONNECT_DEFAULTS = { idleTimeoutMs: 15_000 } as const;

/** Of {@link BackoffOptions}. */
export const BACKOFF_DEFAULTS = { minMs: 250, maxMs: 10_000, factor: 2, jitter: 0.5 } as const;

/** Of {@link UplinkOptions}. */
export const UPLINK_DEFAULTS = {
  queueMs: 2000,
  ringMs: 10_000,
  pingIntervalMs: 5000,
  maxLagMs: 3000,
  endTimeoutMs: 10_000,
} as const;

/** Of {@link DownlinkOptions}. */
export const DOWNLINK_DEFAULTS = { planes: 8, resumeBurstMs: 10_000, maxPreset: 'radio' } as const;

/** Of {@link BroadcastEncoderOptions}. */
export const BROADCAST_ENCODER_DEFAULTS = { planes: 1, searchSteps: 0, preset: 'normal' } as const;

/** Of {@link DtxOptions}. */
export const DTX_DEFAULTS = { intervalMs: 1000, hangoverMs: 400, aboveNoiseDb: 9, minDb: -88 } as const;

/** The options over their defaults. One that is undefined counts as left out. */
export function withDefaults<O extends object, D extends Partial<O>>(
  defaults: D,
  options: O | undefined,
): O & Required<Pick<O, keyof D & keyof O>> {
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) } as unknown as O & Required<Pick<O, keyof D & keyof O>>;
}
