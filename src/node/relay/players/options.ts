import { requireInteger } from '../../../core/errors.js';
import { type OptionKinds, requireOneOf, requireOptions, within } from '../../../core/options.js';

/** Forms in which any player can listen: `GET /NAME.mp3`, `/NAME.opus`, `/NAME.wav`; the first two need FFmpeg. */
export const PLAYER_FORMATS = ['mp3', 'opus', 'wav'] as const;

/** One of {@link PLAYER_FORMATS}. */
export type PlayerFormat = (typeof PLAYER_FORMATS)[number];

/** How players that know only HTTP may listen to a channel. Plain data. */
export interface ChannelPlayersOptions {
  /** @default ['mp3', 'opus', 'wav'] */
  readonly formats?: readonly PlayerFormat[];
  /** Players of the channel at a time, in all formats, 0..100000. @default 500 */
  readonly maxPlayers?: number;
}

/** Of {@link ChannelPlayersOptions} and `MediaOptions`. */
export const PLAYER_DEFAULTS = { formats: PLAYER_FORMATS, maxPlayers: 500, maxDecoders: 4 } as const;

/** What players may take, and what they are sent. */
export const PLAYER_LIMITS = {
  /** Past audio that a new player is sent at once, so that it starts soon. */
  burstMs: 3_000,
  /** Audio that may wait for a player; one that is further behind is cut. */
  maxBehindMs: 10_000,
  /** Decoding goes on for this time after the last player has left. */
  graceMs: 10_000,
  /** Bytes of audio between two titles (ICY metadata). */
  icyBytes: 16_000,
} as const;

/** {@link ChannelPlayersOptions} with defaults. */
export type ChannelPlayersSettings = Required<ChannelPlayersOptions>;

const KINDS: OptionKinds<ChannelPlayersOptions> = { formats: 'any', maxPlayers: 'any' };

/** @throws TypeError, RangeError naming a wrong option behind `players.` */
export function playersSettings(options: ChannelPlayersOptions): ChannelPlayersSettings {
  requireOptions('players', options, KINDS);
  const { formats = PLAYER_DEFAULTS.formats, maxPlayers = PLAYER_DEFAULTS.maxPlayers } = options;
  return within('players', () => {
    if (!Array.isArray(formats)) throw new TypeError('formats must be a list of mp3, opus and wav');
    for (const [i, format] of formats.entries()) requireOneOf(`formats[${i}]`, format, PLAYER_FORMATS);
    return { formats, maxPlayers: requireInteger('maxPlayers', maxPlayers, 0, 100_000) };
  });
}
