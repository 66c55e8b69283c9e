import { requireInteger } from '../core/errors.js';
import { presetFrames } from '../core/latent/presets.js';
import type { StreamMetadata } from '../core/wire/hello.js';
import { MAX_FRAMES_PER_PACKET, MAX_PLANES } from '../core/wire/packet.js';
import { BROADCAST_ENCODER_DEFAULTS, withDefaults } from '../stream/defaults.js';
import type { BroadcastEncoderOptions, BroadcastFeatures } from '../stream/send/broadcast.js';
import { requireDtx } from '../stream/send/dtx.js';
import { requireUplink, type UplinkOptions } from '../stream/send/uplink-options.js';
import type { PageStreamOptions } from './stream-options.js';
import type { BroadcastRequest } from './worker/messages.js';

/** Options of {@link createBroadcaster}. */
export interface BrowserBroadcasterOptions extends PageStreamOptions {
  /** What is sent: from {@link openMicrophone}, a media element, a tab. Its tracks are not stopped. */
  readonly stream: MediaStream;
  /** Bit planes, and latent frames per packet; rate and channels are those of the capture. */
  readonly encoder?: Omit<BroadcastEncoderOptions, 'sampleRateHz' | 'channels'>;
  /** Stereo and discontinuous transmission. With `stereo` two channels are captured: ask {@link openMicrophone} for them. */
  readonly features?: BroadcastFeatures;
  /** Queue, resume and reconnect. */
  readonly uplink?: UplinkOptions;
  /** Title, artist and the like, for listeners to show. */
  readonly metadata?: StreamMetadata;
  /** Scripts at URLs of their own, where the page's policy forbids blob URLs. */
  readonly scripts?: { readonly worker?: string; readonly capture?: string };
}

/**
 * The part of a broadcaster's options that its worker uses, checked, with defaults.
 *
 * @throws RangeError naming an option outside its range
 */
export function broadcastSettings(
  options: Pick<BrowserBroadcasterOptions, 'encoder' | 'features' | 'uplink'>,
): Pick<BroadcastRequest, 'encoder' | 'features' | 'uplink'> {
  const { planes, preset } = withDefaults(BROADCAST_ENCODER_DEFAULTS, options.encoder);
  if (typeof preset === 'string') presetFrames(preset);
  else requireInteger('preset', preset, 1, MAX_FRAMES_PER_PACKET);
  const { stereo, dtx } = options.features ?? {};
  return {
    encoder: { planes: requireInteger('planes', planes, 1, MAX_PLANES), preset },
    features: {
      stereo: stereo === true,
      dtx: typeof dtx === 'object' && dtx !== null ? requireDtx(dtx) : dtx === true,
    },
    uplink: requireUplink(options.uplink),
  };
}
