import type { CodecError } from '../../core/errors.js';

/**
 * The sender of a channel's stream, such as a connection to a broadcaster. It passes the packets that it receives to the
 * channel, in the order of their frames; the channel drops those that come late.
 */
export interface ChannelSource {
  /** Estimated bytes on the wire that it has received since it was made. */
  readonly receivedWireBytes: number;
  /** Round trip to the source in ms, as last measured; null before the first measurement. */
  readonly roundTripMs?: number | null;
  /** Messages of it wait that the relay reads later, as it sends too fast: no answer can come, and it counts as alive. */
  readonly isBehind?: boolean;
  /**
   * Asks whether the far end is alive: an answer shows in {@link receivedWireBytes}. All who ask before that share one
   * question. Absent from a source that cannot be dead, whose channel is busy as long as it is attached.
   * @returns whether the question is out; false where the last one was answered a moment ago: ask again in a later tick
   */
  probe?(nowMs: number): boolean;
  /** It waits for the channel, in this place of the queue, from 1. Must not throw. */
  queued?(place: number): void;
  /** Sends the stream's hello with the frame that the channel expects next. */
  welcome(helloMessage: Uint8Array): void;
  /** Another source has taken its place, or the channel has no use for it. Must not throw; later calls do nothing. */
  close(error: CodecError, closeCode?: number): void;
}
