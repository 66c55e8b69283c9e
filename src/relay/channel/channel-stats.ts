import type { StreamMetadata } from '../../core/wire/hello.js';
import type { ChannelPolicy } from './channel-policy.js';
import type { ChannelStream } from './channel-stream.js';
import type { OperatorSettings } from './operator-settings.js';
import type { ServedAudience } from './served-audience.js';
import type { ChannelSource } from './source.js';
import type { SourceTraffic, SourceTrafficStats } from './source-traffic.js';

/** One channel, of which `GET /channels` lists all but what was set and stated beside `metadata`; lags and states of listeners are those of the last tick. */
export interface ChannelStats extends SourceTrafficStats {
  readonly channel: string;
  /** Of the channel, for people; null where neither the configuration nor the source states it. */
  readonly title: string | null;
  readonly description: string | null;
  readonly genre: string | null;
  /** A page about the channel. */
  readonly url: string | null;
  /** Whether directories of stations may list it. */
  readonly isPublic: boolean | null;
  /** Whether the configuration names it: it is there also without a source. */
  readonly isConfigured: boolean;
  /** Whether `GET /channels` leaves it out. */
  readonly isHidden: boolean;
  readonly epoch: number | null;
  readonly modelId: string | null;
  /** A source is connected and has not ended its stream. */
  readonly isLive: boolean;
  /** The source of the present stream has ended it; another stream may follow. */
  readonly hasEnded: boolean;
  /** Index after the last frame that came. */
  readonly nextFrame: number;
  /** What plays in place of the source's stream, while that is away: the name of a channel, or `files`; null for nothing. */
  readonly fallback: string | null;
  /** The operator has muted the source: listeners receive silence. */
  readonly isMuted: boolean;
  /** The relay records the channel. */
  readonly isRecording: boolean;
  /** What is on the air, by the operator or else by the source; null where neither has stated it. */
  readonly metadata: StreamMetadata | null;
  /** Of these, what the operator has set in place of what the source states; an empty text stands for none. */
  readonly operatorMetadata: StreamMetadata | null;
  /** What the source of the present stream states; null where it states nothing. */
  readonly sourceMetadata: StreamMetadata | null;
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

/** What of a channel its statistics are taken from. */
export interface ChannelParts {
  readonly name: string;
  readonly policy: ChannelPolicy;
  readonly stream: ChannelStream | null;
  readonly source: ChannelSource | null;
  readonly operator: OperatorSettings;
  readonly audience: ServedAudience;
  readonly traffic: SourceTraffic;
}

/** The statistics of a channel at this time. */
export function channelStats(
  { name, policy, stream, source, operator, audience, traffic }: ChannelParts,
  nowMs: number,
): ChannelStats {
  const info = stream?.info ?? operator.info;
  return {
    channel: name,
    title: info.title ?? null,
    description: info.description ?? null,
    genre: info.genre ?? null,
    url: info.url ?? null,
    isPublic: info.isPublic ?? null,
    isConfigured: policy.isNamed,
    isHidden: policy.isHidden,
    epoch: stream?.hello.epoch ?? null,
    modelId: stream?.hello.modelId ?? null,
    isLive: source !== null && !stream?.hasEnded,
    hasEnded: stream?.hasEnded ?? false,
    nextFrame: stream?.nextFrame ?? 0,
    fallback: audience.standIn?.fallback ?? null,
    isMuted: operator.isMuted,
    isRecording: audience.count('recorder') > 0,
    // Those of a stream do not outlive it.
    metadata: audience.standIn
      ? audience.standIn.metadata
      : stream && !stream.hasEnded
        ? stream.metadata
        : operator.present(null),
    operatorMetadata: operator.metadata,
    sourceMetadata: stream && !stream.hasEnded ? stream.sourceMetadata : null,
    listeners: audience.count('listener'),
    sourceRoundTripMs: source?.roundTripMs ?? null,
    ...traffic.stats(nowMs),
    listenersWireKbps: audience.wireKbps(nowMs),
    maxLagMs: audience.totals.maxLagMs,
    repackedLengths: audience.totals.repackedLengths,
    lengthenedListeners: audience.totals.lengthened,
    thinnedListeners: audience.totals.thinned,
    skippedListeners: audience.totals.skipped,
  };
}
