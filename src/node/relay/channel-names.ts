import type { CodecError } from '../../core/errors.js';
import type { ChannelOptions } from '../../relay/channel/channel-options.js';
import { ChannelTable } from '../../relay/channel/channel-table.js';
import { type ChannelPattern, channelPattern, refusedByPattern } from './channel-pattern.js';

/** What states which channels there may be. */
export interface ChannelNamesOptions {
  /** A regular expression. @default every name */
  readonly channelPattern?: string;
  /** Those with a name may be there whether it matches or not. @default none */
  readonly channels?: readonly ChannelOptions[];
}

/** Names of channels that a server accepts. */
export class ChannelNames {
  readonly #options: ChannelNamesOptions;
  readonly #pattern: ChannelPattern | null;
  readonly #table: ChannelTable<ChannelOptions>;

  /** @throws TypeError, RangeError naming a wrong option */
  constructor({ channelPattern: pattern, channels }: ChannelNamesOptions) {
    this.#options = { ...(pattern !== undefined && { channelPattern: pattern }), ...(channels && { channels }) };
    this.#pattern = pattern === undefined ? null : channelPattern(pattern);
    this.#table = new ChannelTable('channels', channels);
  }

  /** Others, where these changes state any. @throws TypeError, RangeError naming a wrong option */
  changed({ channelPattern: pattern, channels }: ChannelNamesOptions): ChannelNames {
    return new ChannelNames({
      ...this.#options,
      ...(pattern !== undefined && { channelPattern: pattern }),
      ...(channels && { channels }),
    });
  }

  /** Why a connection to this channel is refused; null where it is not. */
  refusalOf(channel: string): CodecError | null {
    const isAccepted = !this.#pattern || this.#pattern.test(channel) || this.#table.has(channel);
    return isAccepted ? null : refusedByPattern(channel, this.#pattern!);
  }
}
