import { requireNumber } from '../core/errors.js';

/**
 * Every limit of a relay, with its unit in its name. How slow a listener may be is judged in milliseconds, never in
 * bytes: at these rates 64 KiB of kernel buffer are six minutes of audio.
 */
export const RELAY_LIMIT_DEFAULTS = {
  maxChannels: 256,
  maxListenersPerChannel: 10_000,
  /** All connections, those that have not said hello counted. */
  maxConnections: 20_000,
  /** A connection that has not said hello by then is refused. */
  helloTimeoutMs: 5_000,
  /** Messages per second and connection; a burst of twice as many is let through. */
  maxSourceMessagesPerSecond: 500,
  maxListenerMessagesPerSecond: 20,
  /** Past audio that a channel keeps for late joins and resumes. */
  ringMs: 10_000,
  /** Memory guard of the ring: packets, each at most 4096 bytes. */
  maxRingPackets: 4096,
  /** A channel without source and listeners is forgotten after this. */
  channelIdleMs: 30_000,
  /** A source that says nothing for so long, not even a pong, is taken for dead. */
  sourceTimeoutMs: 12_000,
  pingIntervalMs: 5_000,
  /** Ping interval while a listener lags. */
  fastPingIntervalMs: 1_000,
  /** Lag from which a listener is sent fewer planes. */
  thinLagMs: 2_000,
  /** Lag from which a listener is sent no audio until it has caught up. */
  skipLagMs: 5_000,
  /** A listener that has not answered a ping for so long is closed. */
  evictAfterMs: 30_000,
  /** Between two steps down, and at first between two steps up again. */
  thinStepMs: 2_000,
  recoverAfterMs: 10_000,
  /** Granularity of every time above. */
  tickMs: 250,
} as const;

export type RelayLimits = { readonly [K in keyof typeof RELAY_LIMIT_DEFAULTS]: number };

/** @throws RangeError naming a limit that is unknown, not a positive number or out of order with another. */
export function relayLimits(overrides: Partial<RelayLimits> = {}): RelayLimits {
  for (const [name, value] of Object.entries(overrides)) {
    if (!Object.hasOwn(RELAY_LIMIT_DEFAULTS, name)) throw new RangeError(`limits.${name} is not a limit of the relay`);
    requireNumber(`limits.${name}`, value, 1, 2 ** 31 - 1);
  }
  const limits = { ...RELAY_LIMIT_DEFAULTS, ...overrides };
  if (!(limits.thinLagMs <= limits.skipLagMs && limits.skipLagMs <= limits.evictAfterMs))
    throw new RangeError(
      `limits must hold thinLagMs ≤ skipLagMs ≤ evictAfterMs, got ${limits.thinLagMs}, ${limits.skipLagMs}, ${limits.evictAfterMs}`,
    );
  return limits;
}
