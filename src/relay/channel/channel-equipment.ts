import { callGuarded } from '../../core/guarded.js';
import type { ChannelDesk } from '../channel-desk.js';
import type { RelayLimits } from '../limits.js';
import type { FetchTurn } from '../sources/fetch-turn.js';
import { OnDemand, type OnDemandProvider } from '../sources/on-demand-source.js';
import type { Channel } from './channel.js';
import type { ChannelCompanion } from './channel-companion.js';
import type { UpstreamChannelOptions } from './channel-options.js';
import type { ChannelPolicy } from './channel-policy.js';
import type { ChannelResources } from './channel-resources.js';
import { Fallback, type FallbackEvent, STANDIN_SLACK_MS } from './fallback.js';
import { FallbackFiles, type FilesProvider, type FilesRequest } from './fallback-files.js';
import { FALLBACK_DEFAULTS, type FallbackOptions } from './fallback-options.js';

/** What the companions of channels need of their relay. */
export interface EquipmentContext {
  readonly limits: RelayLimits;
  readonly resources: ChannelResources;
  /** The relay's desk, where it is a node of a cluster. */
  readonly cluster: (Pick<ChannelDesk, 'prepare'> & { fetchTurn(channel: string): FetchTurn }) | null;
  readonly desk: ChannelDesk;
  /** Makes the source of a channel that another relay has; undefined: this relay knows no others. */
  readonly openUpstream?: ((upstream: UpstreamChannelOptions) => OnDemandProvider) | undefined;
  /** Makes the stream of files that play while a source is away; undefined: this relay plays none. */
  readonly openFiles?: ((request: FilesRequest) => FilesProvider) | undefined;
  /** Called when a fallback begins and ends. Must not throw. */
  readonly onFallback?: (event: FallbackEvent) => void;
  nowMs(): number;
}

/** Gives each channel the companions that its policy asks for. */
export class ChannelEquipment {
  readonly #context: EquipmentContext;
  readonly #channel: (name: string) => Channel;
  readonly #equipped = new WeakMap<Channel, string>();

  /** @param channel the channel of a name, made where there is none */
  constructor(context: EquipmentContext, channel: (name: string) => Channel) {
    this.#context = context;
    this.#channel = channel;
  }

  /** As the channel's policy states; what has not changed stays. */
  equip(channel: Channel): void {
    const { policy } = channel;
    const wanted = JSON.stringify([policy.fallback, policy.upstream, policy.fallback?.files && policy.planes]);
    if ((this.#equipped.get(channel) ?? '[null,null,null]') === wanted) return;
    this.remove(channel);
    this.#equipped.set(channel, wanted);
    channel.companions = this.#companions(channel, policy);
  }

  /** The channel is forgotten, or its policy has changed. */
  remove(channel: Channel): void {
    for (const companion of channel.companions) companion.close(this.#context.nowMs());
    channel.companions = [];
  }

  #companions(channel: Channel, { fallback, upstream }: ChannelPolicy): ChannelCompanion[] {
    const { limits, resources } = this.#context;
    const { cluster, desk, openUpstream, onFallback: onEvent } = this.#context;
    const companions: ChannelCompanion[] = [];
    if (fallback) {
      const files = this.#files(channel, fallback);
      const { channel: name } = fallback;
      const target = (): Channel | null => files?.channel ?? (name === undefined ? null : this.#prepared(name));
      companions.push(
        new Fallback({ channel, options: fallback, target, onEvent, limits, resources }),
        ...(files ? [files] : []),
      );
    }
    if (upstream && (openUpstream || cluster)) {
      const nowMs = (): number => this.#context.nowMs();
      const turn = cluster?.fetchTurn(channel.name);
      companions.push(
        new OnDemand({ channel, desk, provider: openUpstream?.(upstream) ?? null, ...(turn && { turn }), nowMs }),
      );
    }
    return companions;
  }

  #files(owner: Channel, { files, shuffle, crossfadeMs }: FallbackOptions): FallbackFiles | null {
    const { limits, resources, openFiles } = this.#context;
    if (!files || !openFiles) return null;
    const provider = openFiles({
      channel: owner.name,
      files,
      shuffle: shuffle ?? FALLBACK_DEFAULTS.shuffle,
      planes: owner.policy.planes,
      leadMs: (crossfadeMs ?? FALLBACK_DEFAULTS.crossfadeMs) + STANDIN_SLACK_MS,
    });
    return new FallbackFiles({ owner, provider, limits, resources, nowMs: () => this.#context.nowMs() });
  }

  /** In a cluster, the other channel's source may be at another node: it is followed from now on. */
  #prepared(name: string): Channel {
    const channel = this.#channel(name);
    void callGuarded(
      () => this.#context.cluster?.prepare(channel),
      // A channel that is full at the other nodes has an audience: it is followed already.
      () => {},
    );
    return channel;
  }
}
