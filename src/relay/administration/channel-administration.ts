import type { StreamMetadata } from '../../core/wire/hello.js';
import type { ChannelStats } from '../channel/channel-stats.js';
import type { TitleChanges } from '../channel/operator-settings.js';
import type { ConnectionInfo } from './connection-info.js';

type Awaitable<T> = T | Promise<T>;

/** A part of a channel's connections. */
export interface ConnectionPage {
  readonly connections: readonly ConnectionInfo[];
  /** What `after` must be for the next part; null where this was the last. */
  readonly next: number | null;
}

/** Listeners that were moved, and those that stay because the other channel cannot take them. */
export interface MoveResult {
  readonly moved: number;
  readonly refused: number;
  /** Why the first of those was refused; null where none was. */
  readonly reason: string | null;
}

/** What an administrator does to channels and connections, of one relay or of all relays of a cluster. */
export interface ChannelAdministration {
  /** All channels. */
  channels(): Awaitable<readonly ChannelStats[]>;
  /** One channel; null where there is none. */
  channel(name: string): Awaitable<ChannelStats | null>;
  /**
   * The source and the listeners of a channel, by their numbers.
   * @param after number of a connection; only those with a larger one are listed
   * @param limit at most this many, from 1
   * @param role only sources, or only listeners
   */
  connections(channel: string, after: number, limit: number, role?: 'source' | 'listener'): Awaitable<ConnectionPage>;
  /** Closes a connection for good; null where the channel has none of this number. */
  kick(channel: string, id: number, reason?: string): Awaitable<ConnectionInfo | null>;
  /**
   * Moves listeners to another channel, all or the one of this number.
   * @param to name of a channel of this relay, or address of one at another relay, ws:// or wss://
   * @throws CodecError CHANNEL_NAME | CHANNEL_LIMIT for the other channel
   */
  move(from: string, to: string, id?: number | null): Awaitable<MoveResult>;
  /** Mutes a channel's source or ends that. False for no channel. */
  setMuted(name: string, isMuted: boolean): Awaitable<boolean>;
  /** Sets metadata in place of the source's, field by field, or brings those back with null. False for no channel. */
  setTitle(name: string, metadata: StreamMetadata | null): Awaitable<boolean>;
  /** Changes single fields of what was set so. False for no channel. */
  changeTitle(name: string, changes: TitleChanges): Awaitable<boolean>;
}
