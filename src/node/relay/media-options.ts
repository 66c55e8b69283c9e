import { requireInteger } from '../../core/errors.js';
import { type OptionKinds, requireOptions, within } from '../../core/options.js';
import type { Direction } from '../../ports/model.js';
import type { ChannelSelectorOptions } from '../../relay/channel/channel-options.js';
import { ChannelTable } from '../../relay/channel/channel-table.js';
import { ICECAST_DEFAULTS, type IcecastEvent, type IcecastSourceOptions, icecastSettings } from './icecast/options.js';
import { type ChannelPlayersOptions, PLAYER_DEFAULTS, playersSettings } from './players/options.js';

/** What programs that know only HTTP may do on one channel, or on all whose names match. Plain data. */
export interface ChannelMediaOptions extends ChannelSelectorOptions {
  /** Icecast source clients. @default none may publish */
  readonly icecast?: IcecastSourceOptions;
  /** Players that know only HTTP. @default none may listen */
  readonly players?: ChannelPlayersOptions;
}

/** Programs that know only HTTP: Icecast source clients, and any player. */
export interface MediaOptions {
  /** By name or pattern; others than those of a server's `channels` may be among them. @default none */
  readonly channels?: readonly ChannelMediaOptions[];
  /** Source clients that are encoded at a time, 0..64, in each worker: each takes a thread. @default 4 */
  readonly maxEncoders?: number;
  /** Channels at a time for which files are encoded while their source is away, 0..64, in each worker: each takes a thread. @default 4 */
  readonly maxFallbackEncoders?: number;
  /** Channels that are decoded for players at a time, 0..64, in each worker: each takes a thread. @default 4 */
  readonly maxDecoders?: number;
  /** Folders in which models are looked for. @default the package's, and those that the environment names */
  readonly modelRoots?: readonly string[];
  /** Environment whose PATH is searched for FFmpeg. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What happens to source clients, for the owner's log. What it throws is dropped. @default nothing is told */
  readonly onEvent?: (event: IcecastEvent) => void;
  /** Told of the time that a model has needed for a block, in seconds. What it throws is dropped. @default nothing is told */
  readonly onCodecTime?: (direction: Direction, seconds: number) => void;
}

/** What of {@link MediaOptions} may change while the server runs. */
export type MediaChanges = Pick<MediaOptions, 'channels' | 'maxEncoders' | 'maxFallbackEncoders' | 'maxDecoders'>;

const KINDS: OptionKinds<MediaOptions> = {
  channels: 'any',
  maxEncoders: 'any',
  maxFallbackEncoders: 'any',
  maxDecoders: 'any',
  modelRoots: 'any',
  env: 'object',
  onEvent: 'function',
  onCodecTime: 'function',
};

const ENTRY_KINDS: OptionKinds<ChannelMediaOptions> = {
  name: 'string',
  pattern: 'string',
  icecast: 'object',
  players: 'object',
};

/** {@link MediaChanges} checked, with defaults. */
export interface MediaSettings {
  readonly channels: ChannelTable<ChannelMediaOptions>;
  readonly maxEncoders: number;
  readonly maxFallbackEncoders: number;
  readonly maxDecoders: number;
  /** Whether players may listen to any channel. */
  readonly hasPlayers: boolean;
  /** Whether source clients may publish on any channel. */
  readonly hasIcecast: boolean;
}

/** @throws TypeError, RangeError naming the option, as in `media.channels[0].icecast.planes`, its value and what is allowed */
export function mediaSettings(options: MediaOptions): MediaSettings {
  requireOptions('media', options, KINDS);
  const {
    channels = [],
    maxEncoders = ICECAST_DEFAULTS.maxEncoders,
    maxFallbackEncoders = ICECAST_DEFAULTS.maxFallbackEncoders,
    maxDecoders = PLAYER_DEFAULTS.maxDecoders,
  } = options;
  const table = new ChannelTable('media.channels', channels);
  channels.forEach((entry, i) => {
    requireOptions(`media.channels[${i}]`, entry, ENTRY_KINDS);
    within(`media.channels[${i}]`, () => icecastSettings(entry.icecast ?? {}));
    within(`media.channels[${i}]`, () => playersSettings(entry.players ?? {}));
  });
  return {
    channels: table,
    maxEncoders: requireInteger('media.maxEncoders', maxEncoders, 0, 64),
    maxFallbackEncoders: requireInteger('media.maxFallbackEncoders', maxFallbackEncoders, 0, 64),
    maxDecoders: requireInteger('media.maxDecoders', maxDecoders, 0, 64),
    hasPlayers: channels.some(({ players }) => players !== undefined),
    hasIcecast: channels.some(({ icecast }) => icecast && icecast.source !== false),
  };
}
