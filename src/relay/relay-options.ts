import type { CodecError } from '../core/errors.js';
import { type OptionKinds, SHAPES } from '../core/options.js';
import type { FillRandom } from '../core/secure-random.js';
import type { Authorizer } from '../ports/authorizer.js';
import type { Clock } from '../ports/clock.js';
import type { ClusterBus } from '../ports/cluster-bus.js';
import type { AddressPeers } from './address-peers.js';
import type { ChannelOptions, UpstreamChannelOptions } from './channel/channel-options.js';
import type { FallbackEvent } from './channel/fallback.js';
import type { FilesProvider, FilesRequest } from './channel/fallback-files.js';
import type { RelayLimits } from './limits.js';
import type { RelayPeer } from './relay-peer.js';
import type { OnDemandProvider } from './sources/on-demand-source.js';

/** What a relay needs of its surroundings, and what it allows. */
export interface RelayOptions {
  /** Times the timeouts, pings and rates; one tick every `limits.tickMs`. */
  readonly clock: Clock;
  /** Numbers in [0, 1) that spread pings; a listener is refused where it returns anything else. @default Math.random */
  readonly random?: () => number;
  /**
   * Fills an array with bytes that nobody can predict, for the secrets with which sources continue their streams.
   * @default `crypto.getRandomValues` of the runtime
   */
  readonly fillRandom?: FillRandom;
  /**
   * Share of the time since its last call in which the process was busy, 0..1: with it a relay knows that it is full
   * before its ticks are late. @default the delay of its ticks alone is measured
   */
  readonly busyShare?: () => number;
  /**
   * The same channel at another relay, ws:// or wss://, for a connection that is refused because this one is full. Must
   * not throw. @default none is known
   */
  readonly alternative?: (channel: string) => string | undefined;
  /** Replaces single defaults of {@link RELAY_LIMIT_DEFAULTS}; the constructor checks them. */
  readonly limits?: Partial<RelayLimits>;
  /** ms since 1970, for the times of titles. @default Date.now */
  readonly wallMs?: () => number;
  /** What holds for single channels, by name or pattern; the constructor checks them. @default none */
  readonly channels?: readonly ChannelOptions[];
  /** Decides what each connection may do. @default openAuthorizer, which allows everything */
  readonly authorizer?: Authorizer;
  /** Makes the relay a node of a cluster; `close` leaves the bus open. @default none: the relay stands alone */
  readonly bus?: ClusterBus;
  /** Other processes of this relay, whose sources, listeners and bursts of an address count too. @default none */
  readonly addressPeers?: AddressPeers;
  /** Number of the first connection; relays of one cluster need ranges of their own. @default 1 */
  readonly firstId?: number;
  /**
   * Makes the source of a channel that the configuration names as another relay's; `relayId` is this relay's own.
   * @default channels of other relays stay without a source
   */
  readonly openUpstream?: (upstream: UpstreamChannelOptions, relayId: string) => OnDemandProvider;
  /**
   * Makes the stream of files that play on a channel while its source is away.
   * @default nothing plays where a channel falls back on files
   */
  readonly openFiles?: (request: FilesRequest) => FilesProvider;
  /**
   * Called for every connection that was refused before it was a source or a listener, once it is closed. The error's
   * `cause` is what an authorizer or a connection has thrown: the peer is not told of it. What this function throws is
   * dropped.
   * @param address of the peer, where it is known
   */
  readonly onRefused?: (channel: string, error: CodecError, address?: string) => void;
  /** Called for every source and listener that the relay has taken. What it throws is dropped. */
  readonly onJoined?: (peer: RelayPeer) => void;
  /**
   * Called once for each of them, when it has gone. What this function throws is dropped.
   * @param error why the relay has closed the connection; null where the peer has closed it, or the network has
   */
  readonly onLeft?: (peer: RelayPeer, error: CodecError | null) => void;
  /** Called when something else begins to play in place of a channel's source, and when that ends. What it throws is dropped. */
  readonly onFallback?: (event: FallbackEvent) => void;
  /** Called when a listener was moved to another channel; it leaves from there. What it throws is dropped. */
  readonly onMoved?: (from: RelayPeer, to: RelayPeer) => void;
}

/** Kinds of {@link RelayOptions}. */
export const RELAY_OPTION_KINDS: OptionKinds<RelayOptions> = {
  clock: SHAPES.clock,
  random: 'function',
  fillRandom: 'function',
  busyShare: 'function',
  alternative: 'function',
  limits: 'object',
  wallMs: 'function',
  channels: 'any',
  authorizer: SHAPES.authorizer,
  bus: {
    name: 'a ClusterBus',
    matches: ({ claim, subscribe }) => typeof claim === 'function' && typeof subscribe === 'function',
  },
  addressPeers: 'any',
  firstId: 'any',
  openUpstream: 'function',
  openFiles: 'function',
  onRefused: 'function',
  onJoined: 'function',
  onLeft: 'function',
  onMoved: 'function',
  onFallback: 'function',
};
