import type { ChannelStats } from '../../../../relay/channel/channel-stats.js';

/** What of a channel changes all the time, rounded as it is shown. */
export interface ChannelFigures {
  readonly listeners: number;
  readonly maxLagMs: number;
  readonly lengthenedListeners: number;
  readonly thinnedListeners: number;
  readonly skippedListeners: number;
  readonly sourcePayloadKbps: number;
  readonly sourceWireKbps: number;
}

/** Of a channel: those figures that have changed. */
export type FigureChanges = { readonly channel: string } & Partial<ChannelFigures>;

const hundredths = (value: number): number => Math.round(100 * value) / 100;

/** The figures of a channel at this time. */
export const figuresOf = (stats: ChannelStats): ChannelFigures => ({
  listeners: stats.listeners,
  maxLagMs: Math.round(stats.maxLagMs),
  lengthenedListeners: stats.lengthenedListeners,
  thinnedListeners: stats.thinnedListeners,
  skippedListeners: stats.skippedListeners,
  sourcePayloadKbps: hundredths(stats.sourcePayloadKbps),
  sourceWireKbps: hundredths(stats.sourceWireKbps),
});

/** All else that an operator sees of a channel. */
const STATE_FIELDS = [
  'isLive',
  'hasEnded',
  'isMuted',
  'isRecording',
  'fallback',
  'epoch',
  'title',
  'metadata',
  'operatorMetadata',
  'sourceMetadata',
] as const satisfies readonly (keyof ChannelStats)[];

/** The state of a channel, as a text that is compared. */
export const stateOf = (stats: ChannelStats): string => JSON.stringify(STATE_FIELDS.map((field) => stats[field]));
