import type { StreamMetadata } from '../../core/wire/hello.js';
import type { SourceTrafficStats } from './source-traffic.js';

/** One channel as `GET /channels` lists it; lags and states of listeners are those of the last tick. */
export interface ChannelStats extends SourceTrafficStats {
  readonly channel: string;
  readonly epoch: number | null;
  readonly modelId: string | null;
  /** A source is connected and has not ended its stream. */
  readonly isLive: boolean;
  /** The source of the present stream has ended it; another stream may follow. */
  readonly hasEnded: boolean;
  /** Index after the last frame that came. */
  readonly nextFrame: number;
  /** The operator has muted the source: listeners receive silence. */
  readonly isMuted: boolean;
  /** The relay records the channel. */
  readonly isRecording: boolean;
  /** What is on the air, by the operator or else by the source; null where neither has stated it. */
  readonly metadata: StreamMetadata | null;
  readonly listeners: number;
  /** Round trip to the source in ms, measured where it is silent and once a minute; null before the first. */
  readonly sourceRoundTripMs: number | null;
  /** All listeners together. */
  readonly listenersWireKbps: number;
  readonly maxLagMs: number;
  /** Lengths of messages that are made for listeners beside the source's own. */
  readonly repackedLengths: number;
  /** Listeners that are sent longer messages than they asked for. */
  readonly lengthenedListeners: number;
  readonly thinnedListeners: number;
  readonly skippedListeners: number;
}
