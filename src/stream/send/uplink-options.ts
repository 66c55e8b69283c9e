import { requireNumber } from '../../core/errors.js';
import { type CodecFormat, framesPerSecond } from '../../core/latent/format.js';
import { type OptionKinds, requireOptions, within } from '../../core/options.js';
import { UPLINK_DEFAULTS, withDefaults } from '../defaults.js';
import { RECONNECT_KINDS, type ReconnectOptions, requireReconnect } from '../link/options.js';

/** How a sender queues, resumes and times out. Plain data. */
export interface UplinkOptions extends ReconnectOptions {
  /** Audio that may wait on a connection that does not drain, 1..600000. @default 2000 */
  readonly queueMs?: number;
  /** Audio that is kept to be sent again after a reconnect, 1..600000. @default 10000 */
  readonly ringMs?: number;
  /** Interval between two pings, 1..600000. @default 5000 */
  readonly pingIntervalMs?: number;
  /** While a ping is unanswered for longer than this nothing more is sent, 1..600000. @default 3000 */
  readonly maxLagMs?: number;
  /** How long `end` waits for the relay, 0..3600000. @default 10000 */
  readonly endTimeoutMs?: number;
}

/** Shortest window of a transfer, whatever is kept to be sent again. */
const MIN_WINDOW_MS = 8000;

type UplinkTimes = Pick<UplinkOptions, keyof typeof UPLINK_DEFAULTS>;

/** {@link UplinkOptions} checked, with defaults, in the units in which they are used. */
export interface UplinkSettings {
  /** Frames that may wait, and frames that are kept; at least 1. */
  readonly queueFrames: number;
  readonly ringFrames: number;
  /** Of a transfer: what may be on its way without a sign that the relay has it. */
  readonly windowFrames: number;
  readonly windowMs: number;
  readonly pingIntervalMs: number;
  readonly maxLagMs: number;
  readonly endTimeoutMs: number;
  readonly reconnect: ReconnectOptions;
}

const KINDS: OptionKinds<UplinkOptions> = {
  queueMs: 'any',
  ringMs: 'any',
  pingIntervalMs: 'any',
  maxLagMs: 'any',
  endTimeoutMs: 'any',
  ...RECONNECT_KINDS,
};

/**
 * The options checked, with defaults. Plain data: it can be sent to a worker.
 *
 * @throws TypeError, RangeError naming a wrong option, as in `uplink.queueMs`
 */
export function requireUplink(options: UplinkOptions | undefined): UplinkOptions & Required<UplinkTimes> {
  requireOptions('uplink', options, KINDS);
  const { queueMs, ringMs, pingIntervalMs, maxLagMs, endTimeoutMs, ...reconnect } = withDefaults(
    UPLINK_DEFAULTS,
    options,
  );
  return within('uplink', () => ({
    queueMs: requireNumber('queueMs', queueMs, 1, 600_000),
    ringMs: requireNumber('ringMs', ringMs, 1, 600_000),
    pingIntervalMs: requireNumber('pingIntervalMs', pingIntervalMs, 1, 600_000),
    maxLagMs: requireNumber('maxLagMs', maxLagMs, 1, 600_000),
    endTimeoutMs: requireNumber('endTimeoutMs', endTimeoutMs, 0, 3_600_000),
    ...requireReconnect(reconnect),
  }));
}

/** @throws TypeError, RangeError naming a wrong option */
export function uplinkSettings(options: UplinkOptions | undefined, format: CodecFormat): UplinkSettings {
  const { queueMs, ringMs, pingIntervalMs, maxLagMs, endTimeoutMs, ...reconnect } = requireUplink(options);
  // Each half of it takes a ping, of which a relay takes twenty a second.
  const windowMs = Math.max(0.8 * ringMs, MIN_WINDOW_MS);
  const toFrames = (ms: number): number => Math.ceil((ms / 1000) * framesPerSecond(format));
  return {
    queueFrames: toFrames(queueMs),
    ringFrames: toFrames(ringMs),
    windowFrames: Math.max(2, toFrames(windowMs)),
    windowMs,
    pingIntervalMs,
    maxLagMs,
    endTimeoutMs,
    reconnect,
  };
}
