import type { ChannelStats } from '../../../relay/channel/channel-stats.js';

/** Label of all channels that have none of their own; no channel's name starts with a bracket. */
const OTHER = '[other]';

/**
 * One value for each channel, for a bounded number of them: those with most listeners have a label of their own, whatever
 * peers name their channels, and the others are put together.
 */
export function loudestChannels(
  channels: readonly ChannelStats[],
  maxLabels: number,
  read: (stats: ChannelStats) => number,
  combine: (a: number, b: number) => number = (a, b) => a + b,
): { readonly value: number; readonly labels: { readonly channel: string } }[] {
  const sorted =
    channels.length <= maxLabels
      ? channels
      : [...channels].sort((a, b) => b.listeners - a.listeners || (a.channel < b.channel ? -1 : 1));
  const own = sorted.slice(0, maxLabels).map((stats) => ({ value: read(stats), labels: { channel: stats.channel } }));
  const others = sorted.slice(maxLabels);
  if (others.length === 0) return own;
  return [...own, { value: others.map(read).reduce((a, b) => combine(a, b)), labels: { channel: OTHER } }];
}
