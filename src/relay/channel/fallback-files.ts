import type { StreamHello } from '../../core/wire/hello.js';
import { localDesk } from '../channel-desk.js';
import type { RelayLimits } from '../limits.js';
import { OnDemand, type OnDemandProvider } from '../sources/on-demand-source.js';
import { Channel } from './channel.js';
import type { ChannelCompanion } from './channel-companion.js';
import { DEFAULT_CHANNEL_POLICY } from './channel-policy.js';
import type { ChannelResources } from './channel-resources.js';

/** Makes the stream of files that play on a channel while its source is away. */
export interface FilesProvider extends OnDemandProvider {
  /**
   * The stream may be wanted at any moment: its beginning is made ready. Called again and again while somebody listens.
   * Must not throw.
   * @param stream of the channel's source, whose model the files must have; null where there was none yet
   */
  prepare(stream: StreamHello | null): void;
  /** Nothing more is asked for. */
  close(): void;
}

/** Opens files as the stream of a channel. */
export interface FilesRequest {
  /** The channel on which they play. */
  readonly channel: string;
  /** As the configuration names them. */
  readonly files: readonly string[];
  readonly shuffle: boolean;
  /** Most bit planes, 1..8. */
  readonly planes: number;
  /** Past audio that listeners are sent at once. */
  readonly leadMs: number;
}

/** What {@link FallbackFiles} needs. */
export interface FallbackFilesOptions {
  /** On which they play. */
  readonly owner: Channel;
  /** Makes the stream. */
  readonly provider: FilesProvider;
  /** The relay's. */
  readonly limits: RelayLimits;
  /** What its stream shares with those of the other channels. */
  readonly resources: ChannelResources;
  /** Time in which the relay runs. */
  nowMs(): number;
}

/** Files that play on a channel while its source is away: a channel that nobody else finds, with a source on demand. */
export class FallbackFiles implements ChannelCompanion {
  /** Where they play; its name is what listeners are told. */
  readonly channel: Channel;
  readonly #o: FallbackFilesOptions;

  constructor(options: FallbackFilesOptions) {
    this.#o = options;
    const { limits, resources, provider, owner } = options;
    const nowMs = (): number => options.nowMs();
    const channel = new Channel('files', limits, nowMs(), resources);
    // One stream follows the other where recordings follow what is encoded.
    channel.setPolicy({ ...DEFAULT_CHANNEL_POLICY, planes: owner.policy.planes, takeover: 'replace' });
    channel.companions = [new OnDemand({ channel, desk: localDesk, provider, nowMs })];
    this.channel = channel;
  }

  update(nowMs: number): void {
    const { owner, provider } = this.#o;
    if (owner.audience.count('listener') + owner.audience.count('link') > 0)
      provider.prepare(owner.stream?.hello ?? null);
    this.channel.tick(nowMs);
  }

  close(nowMs: number): void {
    for (const companion of this.channel.companions) companion.close(nowMs);
    this.channel.companions = [];
    this.#o.provider.close();
  }
}
