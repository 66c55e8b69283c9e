import { requireInteger } from '../../core/errors.js';
import { presetOrFrames } from '../../core/latent/presets.js';
import { type OptionKinds, requireOptions, within } from '../../core/options.js';
import { HELLO_LIMITS } from '../../core/wire/hello.js';
import { MAX_PLANES } from '../../core/wire/packet.js';
import { DOWNLINK_DEFAULTS, withDefaults } from '../defaults.js';
import { RECONNECT_KINDS, type ReconnectOptions, requireReconnect } from '../link/options.js';

/** What a receiver asks the relay for, and when it gives a connection up. Plain data. */
export interface DownlinkOptions extends ReconnectOptions {
  /** At most this many bit planes, 1..8. @default 8 */
  readonly planes?: number;
  /**
   * Length of the packets: `live`, `normal`, `radio` or a number of latent frames, 1..128. The relay joins the source's
   * packets to about as many, which saves up to half of the bytes on the wire and adds as much delay. Left out: as the
   * source sends them.
   */
  readonly preset?: string | number;
  /**
   * Length to which the relay may join packets while this listener lags or the relay is overloaded, as in `preset` and
   * at least that; 1 forbids it, where there is no `preset`. Longer packets come before fewer planes.
   * @default 'radio'
   */
  readonly maxPreset?: string | number;
  /** Past audio wanted on the first connection, 0..600000. Left out: as much as the channel gives by default. */
  readonly burstMs?: number;
  /**
   * Shortest time in ms between two messages in which the relay tells how many listen, 1000..60000; about 60 bytes each, and
   * only where the number has changed. Left out: it tells nothing.
   */
  readonly listenersEveryMs?: number;
  /** Missed audio wanted on a reconnect, 0..600000. @default 10000 */
  readonly resumeBurstMs?: number;
}

/** {@link DownlinkOptions} checked, with defaults. Plain data: it can be sent to a worker. */
export interface DownlinkSettings
  extends ReconnectOptions,
    Required<Pick<DownlinkOptions, 'planes' | 'resumeBurstMs'>> {
  /** Undefined: as much as the channel gives. */
  readonly burstMs?: number;
  /** Undefined: not at all. */
  readonly listenersEveryMs?: number;
  /** Latent frames, 1..128; undefined: as the source sends them. */
  readonly preset?: number;
  /** preset..128 */
  readonly maxPreset: number;
}

const KINDS: OptionKinds<DownlinkOptions> = {
  planes: 'any',
  preset: 'any',
  maxPreset: 'any',
  burstMs: 'any',
  listenersEveryMs: 'any',
  resumeBurstMs: 'any',
  ...RECONNECT_KINDS,
};

/** @throws TypeError, RangeError naming a wrong option, as in `downlink.planes` */
export function downlinkSettings(options: DownlinkOptions | undefined): DownlinkSettings {
  requireOptions('downlink', options, KINDS);
  const settings = withDefaults(DOWNLINK_DEFAULTS, options);
  const { planes, preset, maxPreset, burstMs, listenersEveryMs, resumeBurstMs, ...reconnect } = settings;
  return within('downlink', () => ({
    planes: requireInteger('planes', planes, 1, MAX_PLANES),
    ...packetLengths(preset, options?.maxPreset === undefined ? undefined : maxPreset),
    ...(burstMs !== undefined && { burstMs: requireInteger('burstMs', burstMs, ...HELLO_LIMITS.burstMs) }),
    ...(listenersEveryMs !== undefined && {
      listenersEveryMs: requireInteger('listenersEveryMs', listenersEveryMs, ...HELLO_LIMITS.listenersEveryMs),
    }),
    resumeBurstMs: requireInteger('resumeBurstMs', resumeBurstMs, ...HELLO_LIMITS.burstMs),
    ...requireReconnect(reconnect),
  }));
}

/**
 * Latent frames of `preset` and `maxPreset`; a maximum that is not stated gives way to a longer preset.
 *
 * @throws RangeError naming the option that is wrong
 */
export function packetLengths(
  preset: string | number | undefined,
  maxPreset: string | number | undefined,
): Pick<DownlinkSettings, 'preset' | 'maxPreset'> {
  const frames = preset === undefined ? undefined : presetOrFrames('preset', preset);
  const most = presetOrFrames('maxPreset', maxPreset ?? DOWNLINK_DEFAULTS.maxPreset);
  if (maxPreset === undefined) return { ...(frames && { preset: frames }), maxPreset: Math.max(most, frames ?? 1) };
  return { ...(frames && { preset: frames }), maxPreset: requireInteger('maxPreset', most, frames ?? 1, 128) };
}
