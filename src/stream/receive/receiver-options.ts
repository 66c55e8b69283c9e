import type { CodecError } from '../../core/errors.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { type OptionKinds, requireOptions } from '../../core/options.js';
import type { StreamHello, StreamMetadata } from '../../core/wire/hello.js';
import type { Features } from '../link/features.js';
import { CONNECT_KINDS, type StreamConnectOptions } from '../link/options.js';
import type { DownlinkOptions } from './downlink-options.js';
import type { ReceivingModel } from './model-match.js';
import type { SourceState } from './source-watch.js';

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

/** What a receiver hands on; only `onBlock` is required. */
export interface ReceiverHandlers {
  /** A stream has begun (`isNewEpoch`: indices start over) or has come back. */
  onHello?(hello: StreamHello, isNewEpoch: boolean): void;
  /**
   * Frames, with absolute indices, in the order of their arrival; the handler owns the payload. A frame comes again only
   * where a later copy adds to it: more planes, sound in place of silence, or spatial parameters that were missing. Of
   * the copies the one with the most planes is the best, and spatial parameters of any copy hold for the frame: a
   * `JitterBuffer` merges them so. Copies that are older than the last 8192 frames are not recognised as such.
   */
  onBlock(block: FrameBlock): void;
  /**
   * Frames that the source left out because they are silent, and of which nothing has arrived before; without a handler
   * they look like lost ones.
   */
  onSilence?(block: SilentBlock): void;
  /**
   * The source has changed its title and the like, or this receiver has joined. What was stated of a stream does not hold
   * for the next: when another begins, it is called with an empty object first.
   */
  onMetadata?(metadata: StreamMetadata): void;
  /** The {@link SourceState} has changed: the channel has no source, or it has come, stalls, has gone or has ended. */
  onSource?(state: SourceState): void;
  /** The source has ended the stream; another may follow on the same channel. */
  onEnd?(totalFrames: number, totalSamples: number): void;
  /** A connection stands, the first one or one after a loss. */
  onUp?(): void;
  /** The connection was lost; another is being made. */
  onDown?(error: CodecError): void;
  /** The stream cannot be received: MODEL_MISMATCH and other refusals. No more attempts are made. */
  onError?(error: CodecError): void;
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
