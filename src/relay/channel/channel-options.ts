import { CHANNEL_INFO_LIMITS } from '../../core/wire/channel-info.js';
import type { FallbackOptions } from './fallback-options.js';

/** Which source has a channel when another one comes; see {@link ChannelOptions.takeover}. */
export type TakeoverRule = 'refuse' | 'replace' | 'queue';

/** For one channel, or for all whose names match. */
export interface ChannelSelectorOptions {
  /** Name of the channel, which there is from then on, also without a source. Either this or `pattern`. */
  readonly name?: string;
  /** A name in which `*` stands for any characters: for channels without an entry of their own, the first that matches. */
  readonly pattern?: string;
}

/** What holds for one channel, or for all whose names match. Plain data. */
export interface ChannelOptions extends ChannelSelectorOptions {
  /** For people, at most 256 characters; also the station of streams whose source states none. @default none */
  readonly title?: string;
  /** For people, at most 2048 characters. @default none */
  readonly description?: string;
  /** For people, at most 100 characters. @default none */
  readonly genre?: string;
  /** A page about the channel, `http:` or `https:`, at most 256 characters. @default none */
  readonly url?: string;
  /** Whether `GET /channels` leaves it out; whoever knows its name may listen. @default false */
  readonly hidden?: boolean;
  /** Past audio for listeners that do not state how much they want, 0..600000 ms. @default 1000 */
  readonly burstMs?: number;
  /** Most past audio for any listener that joins, 0..600000 ms; who comes back gets what it has missed. @default 600000 */
  readonly maxBurstMs?: number;
  /** Listeners at the same time, 0..1000000. @default the relay's limit, which holds besides */
  readonly maxListeners?: number;
  /** Bit planes that a source may encode and that are passed on, 1..8. @default 8 */
  readonly planes?: number;
  /** Models by id or sha256 of which a source must use one, 1..64. @default any */
  readonly models?: readonly string[];
  /**
   * What becomes of a source that comes while another one is connected: `refuse` refuses it, `replace` gives it the
   * channel, `queue` lets it wait until the channel is free. A source that is dead is replaced under each rule.
   * @default 'refuse'
   */
  readonly takeover?: TakeoverRule;
  /** Sources that may wait under `queue`, 1..64. @default 4 */
  readonly maxQueuedSources?: number;
  /** What plays while the source is away. @default nothing: the listeners wait */
  readonly fallback?: FallbackOptions;
  /** A channel of another relay, from which this one has its stream while somebody listens. @default none */
  readonly upstream?: UpstreamChannelOptions;
}

/** A channel of another relay. */
export interface UpstreamChannelOptions {
  /** `ws://HOST:PORT/CHANNEL` or `wss://HOST/CHANNEL`. */
  readonly url: string;
  /** Key or token with which this relay listens there. @default none */
  readonly token?: string;
}

/** Defaults of {@link ChannelOptions}. */
export const CHANNEL_DEFAULTS = {
  hidden: false,
  burstMs: 1_000,
  maxBurstMs: 600_000,
  planes: 8,
  takeover: 'refuse',
  maxQueuedSources: 4,
} as const;

/** Most entries of a list of channels, and most of what one holds: characters, or entries of a list. */
export const CHANNEL_OPTION_LIMITS = {
  entries: 1_024,
  title: 256,
  description: 2_048,
  genre: CHANNEL_INFO_LIMITS.genre,
  url: CHANNEL_INFO_LIMITS.url,
  maxListeners: 1_000_000,
  models: 64,
  queuedSources: 64,
} as const;
