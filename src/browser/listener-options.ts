import { requireNumber } from '../core/errors.js';
import { type OptionKinds, requireOptions } from '../core/options.js';
import { JITTER_DEFAULTS } from '../core/playout/jitter-defaults.js';
import { withDefaults } from '../stream/defaults.js';
import { type DownlinkOptions, downlinkSettings } from '../stream/receive/downlink-options.js';
import type { ListenerOptions } from '../stream/receive/listener.js';
import { LISTENING_FEATURES_KINDS } from '../stream/receive/receiver-options.js';
import { BROWSER_PLAYER_DEFAULTS, type BrowserPlayerOptions } from './player-options.js';
import { PAGE_KINDS, type PageStreamOptions } from './stream-options.js';
import type { ListenRequest } from './worker/messages.js';

/** Options of {@link createListener}. */
export interface BrowserListenerOptions extends PageStreamOptions {
  /** Bit planes and past audio that the relay is asked for, and reconnect. */
  readonly downlink?: DownlinkOptions;
  /** `stereo` asks for the spatial parameters. @default { stereo: true }, where the model is mono */
  readonly features?: NonNullable<ListenerOptions['features']>;
  /** The buffer of the played audio. */
  readonly player?: BrowserPlayerOptions;
  /** Factor of the amplitude, 0..1. @default 1 */
  readonly volume?: number;
  /**
   * False: the model is loaded, the channel joined and its newest frames kept, and `resume` plays them. A listener that
   * is made so before a click plays without delay after it. @default true
   */
  readonly autoplay?: boolean;
  /** Where to play to. @default the context's destination; null: nowhere, for `output` to be connected */
  readonly destination?: AudioNode | null;
  /** Scripts at URLs of their own, where the page's policy forbids blob URLs. */
  readonly scripts?: { readonly worker?: string; readonly playback?: string };
}

const KINDS: OptionKinds<BrowserListenerOptions> = {
  ...PAGE_KINDS,
  downlink: 'object',
  features: 'object',
  player: 'object',
  volume: 'any',
  autoplay: 'boolean',
  destination: 'nullable',
};

/** @throws TypeError naming an option of a wrong name or kind; the settings are checked by {@link listenSettings} */
export function requireListener(options: BrowserListenerOptions): void {
  requireOptions('', options, KINDS, ['url']);
  requireOptions('scripts', options.scripts, { worker: 'string', playback: 'string' });
}

/**
 * The part of a listener's options that its worker uses, checked, with defaults.
 *
 * @throws TypeError, RangeError naming a wrong option
 */
export function listenSettings(
  options: Pick<BrowserListenerOptions, 'downlink' | 'features' | 'player'>,
): Pick<ListenRequest, 'downlink' | 'features' | 'player'> {
  requireOptions('player', options.player, { bufferMs: 'any', maxDelayMs: 'any' });
  requireOptions('features', options.features, LISTENING_FEATURES_KINDS);
  const { bufferMs, maxDelayMs } = withDefaults(BROWSER_PLAYER_DEFAULTS, options.player);
  const stereo = options.features?.stereo;
  return {
    downlink: downlinkSettings(options.downlink),
    features: stereo === undefined ? {} : { stereo },
    player: {
      bufferMs: requireNumber('player.bufferMs', bufferMs, 0, 5000),
      // The lower end, one latent frame of the model, is checked when the model is known.
      ...(maxDelayMs !== undefined && {
        maxDelayMs: requireNumber('player.maxDelayMs', maxDelayMs, 1, JITTER_DEFAULTS.maxDelayLimitMs),
      }),
    },
  };
}
