import { CodecError } from '../../core/errors.js';
import type { ClusterBus } from '../../ports/cluster-bus.js';
import type { ChannelSource } from '../channel/source.js';

/** Of a number in a key, so that keys sort by it. */
const DIGITS = 10;

/**
 * One source's place among those that wait for a channel, at whichever nodes of the cluster: each has a number larger than
 * all that its node knew when it came, and those with the same number follow each other by the names of their nodes.
 */
export class QueuePlace {
  readonly #bus: ClusterBus;
  readonly #channel: string;
  readonly #source: ChannelSource;
  #key: string | null = null;
  /** As the source was told it; 0 before. */
  #told = 0;

  constructor(bus: ClusterBus, channel: string, source: ChannelSource) {
    this.#bus = bus;
    this.#channel = channel;
    this.#source = source;
  }

  /** Whether nobody waits before it. */
  get isFirst(): boolean {
    const first = this.#keys()[0];
    return first === undefined || first === this.#key;
  }

  /**
   * Takes a place at the end, at the first call, and tells the source where it is.
   * @param most sources that may wait
   * @throws CodecError CHANNEL_BUSY where as many wait already
   */
  wait(most: number): void {
    this.#key ??= this.#join(most);
    const place = this.#keys().indexOf(this.#key) + 1;
    if (place === 0 || place === this.#told) return;
    this.#told = place;
    this.#source.queued?.(place);
  }

  /** Gives up the place; may be called twice. */
  leave(): void {
    if (this.#key !== null) this.#bus.state.put(this.#key, null);
    this.#key = null;
  }

  #join(most: number): string {
    const keys = this.#keys();
    if (keys.length >= most)
      throw new CodecError(
        'CHANNEL_BUSY',
        `channel ${this.#channel} has a source already, and ${keys.length} more wait for it`,
      );
    const last = Number(keys.at(-1)?.slice(this.#prefix.length).slice(0, DIGITS) ?? 0);
    const key = `${this.#prefix}${`${last + 1}`.padStart(DIGITS, '0')}/${this.#bus.node}`;
    this.#bus.state.put(key, '', true);
    return key;
  }

  get #prefix(): string {
    return `queue/${this.#channel}/`;
  }

  #keys(): string[] {
    return this.#bus.state.entries(this.#prefix).map(([key]) => key);
  }
}
