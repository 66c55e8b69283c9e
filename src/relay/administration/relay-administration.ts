import { CodecError } from '../../core/errors.js';
import { requireChannelName } from '../../core/wire/control.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { Channel } from '../channel/channel.js';
import type { ChannelStats } from '../channel/channel-stats.js';
import { changedTitle, type TitleChanges } from '../channel/operator-settings.js';
import { mergeTitles, type PastTitle } from '../channel/title-history.js';
import { isAbsentOr, isCount, isListOf, isNumber, isOfForm, isText, readReplies } from '../cluster/message-form.js';
import type { RelayCluster } from '../cluster/relay-cluster.js';
import type { RelayStats } from '../relay-stats.js';
import type { Session } from '../session.js';
import type { Subscriber } from '../subscribers/subscriber.js';
import type { ChannelAdministration, ConnectionPage, MoveResult } from './channel-administration.js';
import type { ConnectionInfo } from './connection-info.js';

/** What administration needs of its relay. */
export interface AdministeredRelay {
  nowMs(): number;
  /** All of them, in the order in which they came. */
  sessions(): Iterable<Session>;
  channels(): Iterable<Channel>;
  findChannel(name: string): Channel | undefined;
  /** Of all relays of the cluster. */
  stats(): RelayStats;
  readonly cluster: RelayCluster | null;
  /** The channel of this name, made where there is none. @throws CodecError CHANNEL_LIMIT */
  channel(name: string): Channel;
}

/** One channel as `GET /channels/NAME` shows it. */
export interface ChannelDetails extends ChannelStats {
  /** The last titles, the newest first. */
  readonly titles: readonly PastTitle[];
}

/**
 * What the owner of a relay may do to it while it runs. Nothing here is asked of an authorizer: whoever calls it answers
 * for that. What concerns a channel that does not exist makes none, unless stated otherwise.
 */
export class RelayAdministration implements ChannelAdministration {
  readonly #relay: AdministeredRelay;

  constructor(relay: AdministeredRelay) {
    this.#relay = relay;
    relay.cluster?.handle('titles', (name) => this.titles(String(name)));
  }

  /** All channels. */
  channels(): ChannelStats[] {
    const nowMs = this.#relay.nowMs();
    return Array.from(this.#relay.channels(), (channel) => channel.stats(nowMs));
  }

  /** One channel; null where there is none. */
  channel(name: string): ChannelStats | null {
    return this.#relay.findChannel(name)?.stats(this.#relay.nowMs()) ?? null;
  }

  /** The last titles of a channel on this relay, the newest first; no channel has none. */
  titles(name: string): readonly PastTitle[] {
    return this.#relay.findChannel(name)?.onAir.titles ?? [];
  }

  /** One channel with its last titles, of all relays of the cluster; null where there is none. */
  async describe(name: string): Promise<ChannelDetails | null> {
    const { cluster } = this.#relay;
    const stats = this.#relay.stats().channels.find(({ channel }) => channel === name);
    if (!stats) return null;
    if (!cluster) return { ...stats, titles: this.titles(name) };
    const replies = await cluster.ask('titles', name);
    return { ...stats, titles: mergeTitles(readReplies<PastTitle[]>(replies, isTitleList)) };
  }

  /**
   * The source and the listeners of a channel, in the order in which they came; no channel has none.
   * @param after number of a connection; only later ones are listed
   * @param limit at most this many, from 1
   * @param role only sources, or only listeners
   */
  connections(channel: string, after: number, limit: number, role?: 'source' | 'listener'): ConnectionPage {
    const nowMs = this.#relay.nowMs();
    const connections: ConnectionInfo[] = [];
    for (const session of this.#relay.sessions()) {
      if (session.id <= after || session.peer?.channel !== channel) continue;
      if (role !== undefined && session.peer.role !== role) continue;
      if (connections.length === limit) return { connections, next: connections.at(-1)!.id };
      connections.push(session.describe(nowMs)!);
    }
    return { connections, next: null };
  }

  /**
   * Closes a source or listener of a channel with NOT_ALLOWED, so that it does not come back by itself.
   * @param reason for the peer, after "the operator has closed the connection"
   * @returns what it was; null where the channel has no connection of this number
   */
  kick(channel: string, id: number, reason = ''): ConnectionInfo | null {
    for (const session of this.#relay.sessions()) {
      if (session.id !== id || session.peer?.channel !== channel) continue;
      const info = session.describe(this.#relay.nowMs());
      session.refuse(kicked(reason));
      return info;
    }
    return null;
  }

  /**
   * Closes every connection that `matches`, of any channel, as {@link kick} does.
   * @returns how many
   */
  kickAll(matches: (peer: { readonly address?: string }) => boolean, reason = ''): number {
    const found = [...this.#relay.sessions()].filter((session) => {
      const { address } = session;
      return matches({ ...(address !== undefined && { address }) });
    });
    for (const session of found) session.refuse(kicked(reason));
    return found.length;
  }

  /**
   * Moves listeners to another channel of this relay, which is made where there is none: they are sent its hello, its
   * metadata and its past audio, as if they had joined there. A listener that connects again does so to the channel that
   * it had asked for.
   *
   * Where `to` is the address of a channel at another relay, they are closed and told to go there: each goes as its own
   * rules allow, and comes back here where they do not.
   * @param id only this listener; null for all
   * @throws CodecError CHANNEL_NAME | CHANNEL_LIMIT for the other channel
   */
  move(from: string, to: string, id: number | null = null): MoveResult {
    const listeners = this.#listeners(from, id);
    if (isRelayAddress(to)) {
      for (const session of listeners) session.refuse(movedAway(to));
      return { moved: listeners.length, refused: 0, reason: null };
    }
    requireChannelName(to);
    let moved = 0;
    let reason: string | null = null;
    if (listeners.length > 0 && from !== to) {
      const channel = this.#relay.channel(to);
      for (const session of listeners)
        try {
          session.move(channel);
          moved++;
        } catch (error) {
          reason ??= (error as Error).message;
        }
    }
    return { moved, refused: listeners.length - moved, reason };
  }

  /**
   * Tells some of the connections to go to another relay, those that came first before the others. What this process
   * listens with itself, for players by HTTP, has no address and stays.
   * @param most how many
   * @param to the address of a channel there; undefined leaves those of this channel
   * @returns how many were told
   */
  sendAway(most: number, to: (channel: string) => string | undefined): number {
    let sent = 0;
    for (const session of [...this.#relay.sessions()]) {
      if (sent >= most) break;
      if (session.address === undefined) continue;
      const url = to(session.channelName);
      if (url === undefined) continue;
      session.refuse(movedAway(url, 'its node is being emptied'));
      sent++;
    }
    return sent;
  }

  /** Listeners of a channel. @param id only this one; null for all */
  countListeners(channel: string, id: number | null): number {
    return this.#listeners(channel, id).length;
  }

  /** The channel of this name, made where there is none. @throws CodecError CHANNEL_NAME */
  open(name: string): Channel {
    return this.#relay.channel(requireChannelName(name));
  }

  #listeners(channel: string, id: number | null): Session[] {
    return [...this.#relay.sessions()].filter(
      ({ peer, id: own }) => peer?.role === 'listener' && peer.channel === channel && (id === null || own === id),
    );
  }

  /** Mutes a channel's source or ends that: listeners receive silence, which keeps its place in time. False for no channel. */
  setMuted(name: string, isMuted: boolean): boolean {
    const channel = this.#relay.findChannel(name);
    channel?.setMuted(isMuted);
    return channel !== undefined;
  }

  /** Sets metadata in place of the source's, field by field, or brings those back with null. False for no channel. */
  setTitle(name: string, metadata: StreamMetadata | null): boolean {
    const channel = this.#relay.findChannel(name);
    channel?.setTitle(metadata);
    return channel !== undefined;
  }

  /** Changes single fields of what was set so. False for no channel. */
  changeTitle(name: string, changes: TitleChanges): boolean {
    const channel = this.#relay.findChannel(name);
    return channel !== undefined && this.setTitle(name, changedTitle(channel.operator.metadata, changes));
  }

  /**
   * Adds a subscriber of the relay's own, a recorder, to a channel, which is made where there is none. Whoever made it
   * calls the returned function when it is closed, from either side.
   * @throws CodecError CHANNEL_NAME | CHANNEL_LIMIT
   */
  attachRecorder(name: string, recorder: Subscriber): () => void {
    const channel = this.#relay.channel(requireChannelName(name));
    channel.attachInternal(recorder, 'recorder');
    return () => channel.unsubscribe(recorder, this.#relay.nowMs());
  }
}

const isTitleList = isListOf(
  isOfForm({ atMs: isNumber, epoch: isCount, title: isAbsentOr(isText), artist: isAbsentOr(isText) }),
);

/** Whether listeners are to be moved to another relay. */
export const isRelayAddress = (to: string): boolean => /^wss?:\/\//.test(to);

/** Who may not go there comes back after this: the others have gone then. */
const BACK_AFTER_MS = 5_000;

const movedAway = (alternativeUrl: string, why = 'the operator has moved the listener to another relay'): CodecError =>
  new CodecError('TRANSPORT_CLOSED', why, {
    alternativeUrl,
    retryAfterMs: BACK_AFTER_MS,
  });

const kicked = (reason: string): CodecError =>
  new CodecError('NOT_ALLOWED', `the operator has closed the connection${reason && `: ${reason}`}`);
