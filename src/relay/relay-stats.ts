import type { ChannelStats } from './channel/channel-stats.js';
import type { RelayLoadStats } from './load/relay-load.js';

/** State and totals of a relay; plain JSON. */
export interface RelayStats {
  /** All connections, also those whose hello has not come. */
  readonly connections: number;
  /** Connections so far that were refused before they were a source or a listener. */
  readonly refused: number;
  /** Sources and listeners so far whose connection the relay has closed: too slow, protocol broken, permission withdrawn. */
  readonly closed: number;
  readonly load: RelayLoadStats;
  /** Those with a stream, or in the configuration, first; of those that listeners wait on at most twice `maxChannels` are listed. */
  readonly channels: readonly ChannelStats[];
  /** Channels that are not listed: listeners wait on them, and no source has come. */
  readonly unlistedChannels: number;
  /** Memory of the past audio of all channels, as the relay's limits bounds it. */
  readonly ringBytes: number;
}
