import { type OptionKinds, requireOptions } from '../../core/options.js';
import type { Features } from '../link/features.js';
import { CONNECT_KINDS, type StreamConnectOptions } from '../link/options.js';
import type { DownlinkOptions } from './downlink-options.js';
import type { ReceivingModel } from './model-match.js';
import type { ReceiverHandlers } from './receiver-handlers.js';

/** One receiver: the model that its frames are for, and what it asks the relay for. */
export interface ReceiverOptions extends StreamConnectOptions {
  /** The model that will decode: a stream of another is refused with MODEL_MISMATCH. */
  readonly model: ReceivingModel;
  /** What is requested of the relay, and when a connection is dropped. */
  readonly downlink?: DownlinkOptions;
  /** `stereo` asks for the spatial parameters, for playback in two channels. @default { stereo: false } */
  readonly features?: Partial<Pick<Features, 'stereo'>>;
  /** Takes the frames and is told of the stream and its connections. */
  readonly handlers: ReceiverHandlers;
}

const KINDS: OptionKinds<ReceiverOptions> = {
  ...CONNECT_KINDS,
  model: 'object',
  downlink: 'object',
  features: 'object',
  handlers: 'object',
};

/** Kinds of the features that a receiver may ask for. */
export const LISTENING_FEATURES_KINDS: OptionKinds<NonNullable<ReceiverOptions['features']>> = { stereo: 'boolean' };

const HANDLER_KINDS: OptionKinds<ReceiverHandlers> = {
  onHello: 'function',
  onBlock: 'function',
  onSilence: 'function',
  onMetadata: 'function',
  onListeners: 'function',
  onSource: 'function',
  onEnd: 'function',
  onUp: 'function',
  onDown: 'function',
  onError: 'function',
};

/** @throws TypeError naming a wrong option; the downlink's are checked by `downlinkSettings` */
export function requireReceiver(options: ReceiverOptions): void {
  requireOptions('', options, KINDS, ['connect', 'clock', 'model', 'handlers']);
  requireOptions('features', options.features, LISTENING_FEATURES_KINDS);
  requireOptions('handlers', options.handlers, HANDLER_KINDS, ['onBlock']);
}
