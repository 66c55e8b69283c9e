import { type OptionKinds, requireOptions } from '../core/options.js';
import type { StreamMetadata } from '../core/wire/hello.js';
import type { BroadcastEncoderOptions, BroadcastFeatures } from '../stream/send/broadcast-settings.js';
import { requireBroadcastEncoder, requireBroadcastFeatures } from '../stream/send/broadcast-settings.js';
import { requireMetadata } from '../stream/send/description-check.js';
import { requireUplink, type UplinkOptions } from '../stream/send/uplink-options.js';
import { PAGE_KINDS, type PageStreamOptions } from './stream-options.js';
import type { BroadcastRequest } from './worker/messages.js';

/** Options of {@link createBroadcaster}. */
export interface BrowserBroadcasterOptions extends PageStreamOptions {
  /** What is sent: from {@link openMicrophone}, a media element, a tab. Its tracks are not stopped. */
  readonly stream: MediaStream;
  /** Bit planes, and latent frames per packet; rate and channels are those of the capture. */
  readonly encoder?: Omit<BroadcastEncoderOptions, 'sampleRateHz' | 'channels' | 'channelMask' | 'searchSteps'>;
  /** Stereo and discontinuous transmission. With `stereo` two channels are captured: ask {@link openMicrophone} for them. */
  readonly features?: BroadcastFeatures;
  /** Queue, resume and reconnect. */
  readonly uplink?: UplinkOptions;
  /** Title, artist and the like, for listeners to show. */
  readonly metadata?: StreamMetadata;
  /** Scripts at URLs of their own, where the page's policy forbids blob URLs. */
  readonly scripts?: { readonly worker?: string; readonly capture?: string };
}

const KINDS: OptionKinds<BrowserBroadcasterOptions> = {
  ...PAGE_KINDS,
  stream: {
    name: 'a MediaStream',
    matches: ({ getAudioTracks }) => typeof getAudioTracks === 'function',
  },
  encoder: 'object',
  features: 'object',
  uplink: 'object',
  metadata: 'object',
};

/** @throws TypeError naming an option of a wrong name or kind; the settings are checked by {@link broadcastSettings} */
export function requireBroadcaster(options: BrowserBroadcasterOptions): void {
  requireOptions('', options, KINDS, ['url', 'stream']);
  requireOptions('scripts', options.scripts, { worker: 'string', capture: 'string' });
  requireMetadata(options.metadata);
}

/**
 * The part of a broadcaster's options that its worker uses, checked, with defaults.
 *
 * @throws TypeError, RangeError naming a wrong option
 */
export function broadcastSettings(
  options: Pick<BrowserBroadcasterOptions, 'encoder' | 'features' | 'uplink'>,
): Pick<BroadcastRequest, 'encoder' | 'features' | 'uplink'> {
  const { planes, preset, searchSteps } = requireBroadcastEncoder(options.encoder);
  if (searchSteps !== 0) throw new RangeError(`encoder.searchSteps must be 0 in a browser, got ${searchSteps}`);
  return {
    encoder: { planes, preset },
    features: requireBroadcastFeatures(options.features),
    uplink: requireUplink(options.uplink),
  };
}
