import type { EncoderOptions } from '../../codec/encoder-options.js';
import { requireInteger } from '../../core/errors.js';
import { presetOrFrames } from '../../core/latent/presets.js';
import { type OptionKinds, requireKind, requireOptions, within } from '../../core/options.js';
import { MAX_PLANES } from '../../core/wire/packet.js';
import { BROADCAST_ENCODER_DEFAULTS, withDefaults } from '../defaults.js';
import { type DtxOptions, requireDtx } from './dtx.js';

/** What goes into the encoder and how it is cut into packets. Plain data. */
export interface BroadcastEncoderOptions extends Pick<EncoderOptions, 'sampleRateHz' | 'channels' | 'channelMask'> {
  /** Bit planes per value, 1..8. @default 1 */
  readonly planes?: number;
  /**
   * Steps of the search for better bits, 0..64, as {@link EncoderOptions.searchSteps}. Each takes about a twentieth of the
   * audio's time on one core with the default model. `auto`: as many as there is time for; packets leave up to half of
   * their duration later then.
   * @default 0
   */
  readonly searchSteps?: number | 'auto';
  /** `live`, `normal`, `radio` or a number of frames per packet, 1..128. @default 'normal' */
  readonly preset?: string | number;
}

/** What a broadcast offers beside audio in mono; a relay that does not support it is sent plain frames. Plain data. */
export interface BroadcastFeatures {
  /**
   * Sends spatial parameters, one byte a frame, from which a listener plays stereo: needs two channels of audio and a
   * mono model.
   * @default false
   */
  readonly stereo?: boolean;
  /**
   * Discontinuous transmission: silent frames are left out and signalled instead. For speech: quiet music may be taken
   * for silence.
   * @default false
   */
  readonly dtx?: boolean | DtxOptions;
}

/** {@link BroadcastFeatures} checked, with defaults. Plain data: it can be sent to a worker. */
export interface FeatureSettings {
  readonly stereo: boolean;
  readonly dtx: false | true | Required<DtxOptions>;
}

const ENCODER_KINDS: OptionKinds<BroadcastEncoderOptions> = {
  sampleRateHz: 'any',
  channels: 'any',
  channelMask: 'any',
  planes: 'any',
  searchSteps: 'any',
  preset: 'any',
};
const FEATURE_KINDS: OptionKinds<BroadcastFeatures> = { stereo: 'boolean', dtx: 'any' };

/**
 * Planes, steps and packet size, checked, with defaults.
 *
 * @param options those of a broadcast, whose rate and channels the encoder checks
 * @throws TypeError, RangeError naming a wrong option, as in `encoder.planes`
 */
export function requireBroadcastEncoder(
  options: Partial<BroadcastEncoderOptions> | undefined,
): Required<Pick<BroadcastEncoderOptions, 'planes' | 'searchSteps' | 'preset'>> & { readonly framesPerPacket: number } {
  requireOptions<Partial<BroadcastEncoderOptions>>('encoder', options, ENCODER_KINDS);
  const { planes, searchSteps, preset } = withDefaults(BROADCAST_ENCODER_DEFAULTS, options);
  return within('encoder', () => ({
    planes: requireInteger('planes', planes, 1, MAX_PLANES),
    searchSteps,
    preset,
    framesPerPacket: presetOrFrames('preset', preset),
  }));
}

/** @throws TypeError, RangeError naming a wrong option, as in `features.dtx.minDb` */
export function requireBroadcastFeatures(features: BroadcastFeatures | undefined): FeatureSettings {
  requireOptions('features', features, FEATURE_KINDS);
  const { stereo = false, dtx = false } = features ?? {};
  if (typeof dtx === 'boolean') return { stereo, dtx };
  requireKind('features.dtx', dtx, 'object');
  return { stereo, dtx: within('features.dtx', () => requireDtx(dtx)) };
}
