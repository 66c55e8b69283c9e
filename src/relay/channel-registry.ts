import { CodecError } from '../core/errors.js';
import { Channel } from './channel/channel.js';
import { ChannelEquipment, type EquipmentContext } from './channel/channel-equipment.js';
import type { ChannelOptions } from './channel/channel-options.js';
import { ChannelPolicies } from './channel/channel-policy.js';
import type { ChannelResources } from './channel/channel-resources.js';
import type { ChannelStats } from './channel/channel-stats.js';
import type { ChannelDesk } from './channel-desk.js';
import type { RelayCluster } from './cluster/relay-cluster.js';
import type { RelayLimits } from './limits.js';

/** What the channels of a relay need of it. */
export interface RegistryContext {
  readonly limits: RelayLimits;
  readonly resources: ChannelResources;
  readonly cluster: RelayCluster | null;
  readonly desk: ChannelDesk;
  readonly openUpstream?: EquipmentContext['openUpstream'];
  readonly openFiles?: EquipmentContext['openFiles'];
  readonly onFallback?: NonNullable<EquipmentContext['onFallback']>;
  nowMs(): number;
  /** Called for a channel that is forgotten, before its counters go. */
  onForgotten(channel: Channel): void;
}

/** The channels of a relay: made when somebody comes or the configuration names them, forgotten when nobody uses them. */
export class ChannelRegistry {
  readonly #context: RegistryContext;
  readonly #channels = new Map<string, Channel>();
  #policies: ChannelPolicies;
  #isOverloaded = false;
  readonly #equipment: ChannelEquipment;

  /** @throws TypeError, RangeError naming a wrong entry of `channels` */
  constructor(context: RegistryContext, channels: readonly ChannelOptions[] = []) {
    this.#context = context;
    this.#policies = new ChannelPolicies(channels);
    this.#equipment = new ChannelEquipment(context, (name) => this.get(name));
    for (const name of this.#policies.names) this.get(name);
  }

  /** All of them, in the order in which they were made. */
  values(): IterableIterator<Channel> {
    return this.#channels.values();
  }

  find(name: string): Channel | undefined {
    return this.#channels.get(name);
  }

  /** The channel of this name, made where there is none. One that only listeners wait on takes no place of another. */
  get(name: string): Channel {
    const known = this.#channels.get(name);
    if (known) return known;
    const { limits, resources, cluster } = this.#context;
    const channel = new Channel(
      name,
      limits,
      this.#context.nowMs(),
      cluster?.resourcesOf(name, resources) ?? resources,
    );
    channel.audience.setOverloaded(this.#isOverloaded);
    channel.setPolicy(this.#policies.of(name));
    this.#channels.set(name, channel);
    cluster?.add(channel);
    this.#equipment.equip(channel);
    return channel;
  }

  /** The same for a source. @throws CodecError CHANNEL_LIMIT where as many others have one as may have */
  forSource(name: string): Channel {
    const { limits, cluster } = this.#context;
    const nowMs = this.#context.nowMs();
    let others = cluster?.otherSources(name) ?? 0;
    for (const channel of this.#channels.values()) if (channel.name !== name && channel.isTaken(nowMs)) others++;
    if (others >= limits.maxChannels)
      throw new CodecError('CHANNEL_LIMIT', `the relay may have ${limits.maxChannels} channels`);
    return this.get(name);
  }

  /** Replaces what holds for single channels. @throws TypeError, RangeError: nothing has changed then */
  setOptions(channels: readonly ChannelOptions[]): void {
    this.#policies = new ChannelPolicies(channels);
    for (const channel of this.#channels.values()) {
      channel.setPolicy(this.#policies.of(channel.name));
      this.#equipment.equip(channel);
    }
    for (const name of this.#policies.names) this.get(name);
  }

  /** Listeners that allow it are sent longer messages while the load is high: moved within some ticks, and back after it. */
  setOverloaded(isOverloaded: boolean): void {
    this.#isOverloaded = isOverloaded;
    for (const channel of this.#channels.values()) channel.audience.setOverloaded(isOverloaded);
  }

  /** Those that the configuration names and those with a stream first, at most `most` of the others besides. */
  stats(most: number): { readonly channels: ChannelStats[]; readonly unlisted: number } {
    const nowMs = this.#context.nowMs();
    const rank = (channel: Channel): number => Number(channel.policy.isNamed || channel.hasStream());
    const sorted = [...this.#channels.values()].sort((a, b) => rank(b) - rank(a));
    const named = sorted.filter(({ policy }) => policy.isNamed).length;
    const channels = sorted.slice(0, named + most).map((channel) => channel.stats(nowMs));
    return { channels, unlisted: sorted.length - channels.length };
  }

  tick(nowMs: number): void {
    const { cluster } = this.#context;
    for (const channel of this.#channels.values()) {
      channel.tick(nowMs);
      if (!channel.isIdle(nowMs) || cluster?.isInUse(channel.name)) continue;
      this.#context.onForgotten(channel);
      this.#equipment.remove(channel);
      this.#channels.delete(channel.name);
      cluster?.remove(channel.name);
    }
  }

  clear(): void {
    for (const channel of this.#channels.values()) this.#equipment.remove(channel);
    this.#channels.clear();
  }
}
