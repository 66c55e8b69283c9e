import type { CodecError } from '../../core/errors.js';

/**
 * Whoever sends a channel's stream: a connection to a broadcaster now. It hands the packets that it receives to the
 * channel, in the order of their frames; the channel drops those that come late.
 */
export interface ChannelSource {
  /** Estimated bytes on the wire that it has received since it was made. */
  readonly receivedWireBytes: number;
  /** Sends the stream's hello with the frame that the channel expects next. */
  welcome(helloMessage: Uint8Array): void;
  /** Ends it: another has taken its place. Must not throw; later calls do nothing. */
  close(error: CodecError, closeCode?: number): void;
}
