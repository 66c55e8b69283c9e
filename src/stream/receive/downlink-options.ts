import { requireInteger } from '../../core/errors.js';
import { HELLO_LIMITS } from '../../core/wire/hello.js';
import { MAX_PLANES } from '../../core/wire/packet.js';
import { DOWNLINK_DEFAULTS, withDefaults } from '../defaults.js';
import { type ReconnectOptions, requireReconnect } from '../link/options.js';

/** What a receiver asks the relay for, and when it gives a connection up. Plain data. */
export interface DownlinkOptions extends ReconnectOptions {
  /** At most this many bit planes, 1..8. @default 8 */
  readonly planes?: number;
  /** Past audio wanted on the first connection, 0..600000. @default 1000 */
  readonly burstMs?: number;
  /** Missed audio wanted on a reconnect, 0..600000. @default 10000 */
  readonly resumeBurstMs?: number;
}

/** {@link DownlinkOptions} checked, with defaults. Plain data: it can be sent to a worker. */
export type DownlinkSettings = ReconnectOptions &
  Required<Pick<DownlinkOptions, 'planes' | 'burstMs' | 'resumeBurstMs'>>;

/** @throws RangeError naming an option outside its range */
export function downlinkSettings(options: DownlinkOptions | undefined): DownlinkSettings {
  const { planes, burstMs, resumeBurstMs, ...reconnect } = withDefaults(DOWNLINK_DEFAULTS, options);
  return {
    planes: requireInteger('planes', planes, 1, MAX_PLANES),
    burstMs: requireInteger('burstMs', burstMs, ...HELLO_LIMITS.burstMs),
    resumeBurstMs: requireInteger('resumeBurstMs', resumeBurstMs, ...HELLO_LIMITS.burstMs),
    ...requireReconnect(reconnect),
  };
}
