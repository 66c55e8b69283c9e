import { requireNumber } from '../../core/errors.js';
import { type OptionKinds, SHAPES } from '../../core/options.js';
import type { Clock } from '../../ports/clock.js';
import type { Connection } from '../../ports/transport.js';
import { RECONNECT_DEFAULTS, withDefaults } from '../defaults.js';
import { Backoff, type BackoffOptions } from './backoff.js';

/** How a stream reaches its relay. */
export interface StreamConnectOptions {
  /**
   * Makes one connection to the channel; called again after every loss. A stream ends with a TypeError where it resolves
   * to anything else.
   * @param alternativeUrl address of the channel at another relay, which this one has named because it is full or its operator moves the listener; only for the next attempt
   */
  readonly connect: (alternativeUrl?: string) => Promise<Connection>;
  /** Measures round trips and rates, and schedules pings, timeouts and the next attempt. */
  readonly clock: Clock;
  /**
   * Numbers in [0, 1) for the random share of the waits between attempts to connect; any other value
   * ends the stream with a TypeError.
   * @default Math.random
   */
  readonly random?: () => number;
  /**
   * Whether `connect` asks for the token anew each time: where the relay refuses a token later than at the start, a few
   * more are tried before the stream ends. @default false
   */
  readonly renewsToken?: boolean;
  /**
   * Whether `connect` goes to the address that a relay has named; where it does not, the relay's own address is tried again
   * after the time that it has stated. @default it does
   */
  readonly followsAlternative?: (alternativeUrl: string) => boolean;
}

/** Kinds of {@link StreamConnectOptions}. */
export const CONNECT_KINDS: OptionKinds<StreamConnectOptions> = {
  connect: 'function',
  clock: SHAPES.clock,
  random: 'function',
  renewsToken: 'boolean',
  followsAlternative: 'function',
};

/** When a connection is dropped, and how soon the next one is tried. Plain data. */
export interface ReconnectOptions {
  /** Waits between attempts to connect. */
  readonly backoff?: Partial<BackoffOptions>;
  /** A connection on which nothing arrives for this long, not even a ping, is dropped, 1..3600000. @default 15000 */
  readonly idleTimeoutMs?: number;
}

/** {@link ReconnectOptions} checked, with the default of `idleTimeoutMs`. Plain data: it can be sent to a worker. */
export type ReconnectSettings = Pick<ReconnectOptions, 'backoff'> & Required<Pick<ReconnectOptions, 'idleTimeoutMs'>>;

/** Kinds of {@link ReconnectOptions}. */
export const RECONNECT_KINDS: OptionKinds<ReconnectOptions> = { backoff: 'object', idleTimeoutMs: 'any' };

/** @throws TypeError, RangeError naming a wrong option */
export function requireReconnect(options: ReconnectOptions | undefined): ReconnectSettings {
  const { backoff, idleTimeoutMs } = withDefaults(RECONNECT_DEFAULTS, options);
  // Its constructor checks; the default of one wait depends on the other.
  new Backoff(backoff);
  return {
    ...(backoff && { backoff: plainBackoff(backoff) }),
    idleTimeoutMs: requireNumber('idleTimeoutMs', idleTimeoutMs, 1, 3_600_000),
  };
}

const plainBackoff = ({ minMs, maxMs, factor, jitter }: Partial<BackoffOptions>): Partial<BackoffOptions> => ({
  ...(minMs !== undefined && { minMs }),
  ...(maxMs !== undefined && { maxMs }),
  ...(factor !== undefined && { factor }),
  ...(jitter !== undefined && { jitter }),
});
