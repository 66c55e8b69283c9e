import { requireInteger } from '../core/errors.js';
import { type OptionKinds, requireOptions } from '../core/options.js';
import { HELLO_LIMITS } from '../core/wire/hello.js';

/**
 * Bytes that count as one millisecond of a channel in the limits that guard memory and traffic: more than three times what
 * eight bit planes of the default model take at one latent frame a packet, with what each packet costs beside its bytes.
 */
export const AUDIO_BYTES_PER_MS = 25;

/**
 * Every limit of a relay, with its unit in its name: milliseconds and counts, never bytes. How slow a listener may be is
 * judged in milliseconds: at these rates 64 KiB of kernel buffer are six minutes of audio. Where memory is guarded, each
 * millisecond of audio stands for {@link AUDIO_BYTES_PER_MS}.
 */
export const RELAY_LIMIT_DEFAULTS = {
  maxChannels: 256,
  maxListenersPerChannel: 10_000,
  /** All connections, also those whose hello has not come. */
  maxConnections: 20_000,
  /**
   * Connections that come in each second; others wait before their handshake. With several workers each lets in its share of
   * what is stated, and as many as this where nothing is.
   */
  maxJoinsPerSecond: 1_000,
  /** A connection that would wait longer than this to come in is refused, and told when to come back. */
  maxJoinWaitMs: 5_000,
  /** Delay of the event loop from which the relay is full. */
  maxDelayMs: 250,
  /** Share of the time in which the process is busy from which the relay is full. */
  maxBusyPercent: 92,
  /** A connection whose hello, or whose grant, has not come after this is refused. */
  helloTimeoutMs: 5_000,
  /** Messages, each at most 4096 bytes, that a connection may send before its grant has come. */
  maxMessagesBeforeGrant: 16,
  /** Sources of one address at the same time. */
  maxSourcesPerAddress: 64,
  /** Messages of audio per second of one source, whatever its format needs; what comes faster is read later. */
  maxSourceMessagesPerSecond: 100,
  /** The same in kbit/s of packets. */
  maxSourceKbps: 1_000,
  /** Messages per second of a connection that is no source; twice as many may come at once. */
  maxListenerMessagesPerSecond: 20,
  /** Past audio that a channel keeps for late joins and resumes. */
  ringMs: 10_000,
  /** Memory guard of the ring: packets, each at most 4096 bytes. */
  maxRingPackets: 4096,
  /** Lengths of messages that a channel makes beside its source's own and the presets'; each costs a copy of the stream. */
  maxPacketLengths: 8,
  /** Frames that wait to be joined are sent after their message's duration and this, where the source stalls. */
  repackSlackMs: 500,
  /** Guard of the memory of all rings together, as audio of all channels: beyond it the largest ring loses its oldest. */
  maxRingChannelMs: 2_560_000,
  /** Bursts of past audio for one address in a minute, and two more for each listener that it has. */
  maxBurstsPerMinute: 20,
  /** Guard of their bytes, as audio, and 2600 ms more for each listener that the address has. */
  maxBurstMsPerMinute: 84_000,
  /** Guard of the bytes of all bursts of one channel in a minute, as audio. */
  maxChannelBurstMsPerMinute: 5_400_000,
  /** A channel without source and listeners is forgotten after this. */
  channelIdleMs: 30_000,
  /** A source that sends nothing for longer than this, not even a pong, is taken for dead. */
  sourceTimeoutMs: 12_000,
  /** A source that finds another one on its channel is refused if that one answers within this, and replaces it if not. */
  sourceProbeMs: 4_000,
  /** A source whose connection was lost may come back this long before another one gets its channel. */
  sourceReservedMs: 5_000,
  /** Interval at which a silent source is pinged, and a listener that is sent nothing. */
  pingIntervalMs: 5_000,
  /** Shortest interval at which the lag of a listener is measured that is well; half as long again at most, at random. */
  healthyPingIntervalMs: 20_000,
  /** Interval at which it is measured while a listener lags. */
  fastPingIntervalMs: 1_000,
  /** Lag from which a listener is sent fewer planes. */
  thinLagMs: 2_000,
  /** Lag from which a listener is sent no audio until it has caught up. */
  skipLagMs: 5_000,
  /** A listener that has not answered a ping for longer than this is closed. */
  evictAfterMs: 30_000,
  /**
   * Guard of memory: what waits for one listener in the relay, as audio, beyond what the system's buffers hold, from which
   * it is sent no more until that has gone.
   */
  maxWaitingMs: 2_600,
  /** Interval at which listeners are asked to report what they play; hellos state it within 1000..60000. */
  playedIntervalMs: 10_000,
  /** Time between two steps down. */
  thinStepMs: 2_000,
  /** Time before a step up; it doubles with each step up that fails. */
  recoverAfterMs: 10_000,
  /** Longest time before a step up. */
  maxRecoverAfterMs: 300_000,
  /** Granularity of every time above. */
  tickMs: 250,
} as const;

/** Value of every limit: an integer from 1 to 2^31 − 1 in the unit that its name states. */
export type RelayLimits = { readonly [K in keyof typeof RELAY_LIMIT_DEFAULTS]: number };

/** The interval at which listeners are asked to report what they play, as hellos can state it: whole ms, 1000..60000. */
export function playedEveryMs({ playedIntervalMs }: Pick<RelayLimits, 'playedIntervalMs'>): number {
  const [min, max] = HELLO_LIMITS.playedEveryMs;
  return Math.round(Math.min(Math.max(playedIntervalMs, min), max));
}

const KINDS = Object.fromEntries(
  Object.keys(RELAY_LIMIT_DEFAULTS).map((name) => [name, 'any']),
) as OptionKinds<RelayLimits>;

/**
 * The defaults with some of them replaced.
 *
 * @throws TypeError naming a limit that is unknown or null; RangeError naming one that is no integer from 1 to 2^31 − 1 or out of
 * order with another.
 */
export function relayLimits(overrides: Partial<RelayLimits> = {}): RelayLimits {
  requireOptions<Partial<RelayLimits>>('limits', overrides, KINDS);
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) requireInteger(`limits.${name}`, value, 1, 2 ** 31 - 1);
  const limits: RelayLimits = { ...RELAY_LIMIT_DEFAULTS, ...Object.fromEntries(given) };
  if (!(limits.thinLagMs <= limits.skipLagMs && limits.skipLagMs <= limits.evictAfterMs))
    throw new RangeError(
      `limits must hold thinLagMs ≤ skipLagMs ≤ evictAfterMs, got ${limits.thinLagMs}, ${limits.skipLagMs}, ${limits.evictAfterMs}`,
    );
  return limits;
}
