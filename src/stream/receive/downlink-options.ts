import { requireInteger } from '../../core/errors.js';
import { type OptionKinds, requireOptions, within } from '../../core/options.js';
import { HELLO_LIMITS } from '../../core/wire/hello.js';
import { MAX_PLANES } from '../../core/wire/packet.js';
import { DOWNLINK_DEFAULTS, withDefaults } from '../defaults.js';
import { RECONNECT_KINDS, type ReconnectOptions, requireReconnect } from '../link/options.js';

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

const KINDS: OptionKinds<DownlinkOptions> = {
  planes: 'any',
  burstMs: 'any',
  resumeBurstMs: 'any',
  ...RECONNECT_KINDS,
};

/** @throws TypeError, RangeError naming a wrong option, as in `downlink.planes` */
export function downlinkSettings(options: DownlinkOptions | undefined): DownlinkSettings {
  requireOptions('downlink', options, KINDS);
  const { planes, burstMs, resumeBurstMs, ...reconnect } = withDefaults(DOWNLINK_DEFAULTS, options);
  return within('downlink', () => ({
    planes: requireInteger('planes', planes, 1, MAX_PLANES),
    burstMs: requireInteger('burstMs', burstMs, ...HELLO_LIMITS.burstMs),
    resumeBurstMs: requireInteger('resumeBurstMs', resumeBurstMs, ...HELLO_LIMITS.burstMs),
    ...requireReconnect(reconnect),
  }));
}
