import type { ChannelStats } from '../../relay/channel/channel-stats.js';
import type { Relay } from '../../relay/relay.js';
import type { RelayStats } from '../../relay/relay-stats.js';
import { TokenBucket } from '../../relay/token-bucket.js';
import { nodeClock } from '../clock.js';
import { HttpError } from './http-error.js';
import { HTTP_LIMITS, RequestRates } from './http-guard.js';
import type { Answer } from './router.js';

/** Lists that are made a second; whoever asks more often gets the last one, a quarter of a second old at most. */
const LISTS_PER_SECOND = 4;

/** What everybody may see: no hidden channels, and no names that nobody but a listener has ever used. */
function listed(stats: RelayStats): object {
  const visible = stats.channels.filter(({ isHidden }) => !isHidden);
  const channels = visible.filter(({ isConfigured, epoch }) => isConfigured || epoch !== null);
  return {
    ...stats,
    channels: channels.map(forEverybody),
    unlistedChannels: stats.unlistedChannels + visible.length - channels.length,
  };
}

/** The source's own title, where the operator has set another one, is for administrators. */
const forEverybody = <Stats extends object>(stats: Stats): Omit<Stats, 'operatorMetadata' | 'sourceMetadata'> => {
  const { operatorMetadata: _set, sourceMetadata: _stated, ...listed } = stats as Stats & Partial<ChannelStats>;
  return listed as Omit<Stats, 'operatorMetadata' | 'sourceMetadata'>;
};

/** `GET /channels`: made anew for few requests, and once for many. */
export class ChannelList {
  readonly #relay: Relay;
  readonly #rates = new RequestRates(HTTP_LIMITS.maxListsPerSecond, false);
  readonly #made = new TokenBucket(LISTS_PER_SECOND, LISTS_PER_SECOND, nodeClock.nowMs());
  #text = '';

  constructor(relay: Relay) {
    this.#relay = relay;
  }

  /** @throws HttpError 429 for an address that asks too often */
  answer(address: string | undefined): Answer {
    this.#rates.count(address);
    if (this.#made.take(1, nodeClock.nowMs()) || this.#text === '')
      this.#text = `${JSON.stringify(listed(this.#relay.stats()))}\n`;
    return { text: this.#text };
  }

  /**
   * `GET /channels/NAME`, also of a hidden one.
   * @throws HttpError 404 for a channel that nobody has sent on and the configuration does not name; 429
   */
  async describe(address: string | undefined, name: string): Promise<Answer> {
    this.#rates.count(address);
    const found = await this.#relay.administration.describe(name);
    if (found && (found.isConfigured || found.epoch !== null)) return { json: forEverybody(found) };
    throw new HttpError(404, {
      error: `there is no channel ${name.slice(0, 80)}`,
      field: 'channel',
      value: name.slice(0, 80),
    });
  }
}
