import type { CodecError } from '../../core/errors.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import type { StreamHello, StreamMetadata } from '../../core/wire/hello.js';
import type { SourceState } from './source-watch.js';

/**
 * What a receiver hands on; only `onBlock` is required. What a handler throws, or its promise rejects with, ends the
 * stream: it is passed to `onError`, whose own errors are dropped.
 */
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
  /** How many listen to the channel, this listener among them; only where `downlink.listenersEveryMs` asks for it. */
  onListeners?(listeners: number): void;
  /** The {@link SourceState} has changed: the channel has no source, or it has come, stalls, has gone or has ended. */
  onSource?(state: SourceState): void;
  /** The source has ended the stream; another may follow on the same channel. */
  onEnd?(totalFrames: number, totalSamples: number): void;
  /** A connection stands, the first one or one after a loss. */
  onUp?(): void;
  /** The connection was lost; another is being made. */
  onDown?(error: CodecError): void;
  /**
   * The stream cannot be received: MODEL_MISMATCH and other refusals, or what a function of the user has thrown. No more
   * attempts are made.
   */
  onError?(error: Error): void;
}
