import type { StreamMetadata } from '../../core/wire/hello.js';
import type { ClusterState } from '../../ports/cluster-bus.js';
import type { Channel } from '../channel/channel.js';
import { changedTitle, type TitleChanges } from '../channel/operator-settings.js';
import { isFlag, isNullOr, isTableOf, isText, readMessage } from './message-form.js';

const PREFIX = 'operator.';

/** What the operator has set for a channel on all nodes. */
interface Settings {
  readonly isMuted: boolean;
  readonly metadata: StreamMetadata | null;
}

const FORM = { isMuted: isFlag, metadata: isNullOr(isTableOf(isText)) };
const NOTHING: Settings = { isMuted: false, metadata: null };

/**
 * What the operator has set for channels, in the state that all nodes share: it holds on every node, also on one that
 * has the channel only later, and outlives the node on which it was set.
 */
export class OperatorState {
  readonly #state: ClusterState;
  readonly #unwatch: () => void;

  /** @param find this node's part of a channel; undefined where it has none */
  constructor(state: ClusterState, find: (name: string) => Channel | undefined) {
    this.#state = state;
    this.#unwatch = state.watch(PREFIX, (key, value) => {
      const channel = find(key.slice(PREFIX.length));
      if (channel) apply(channel, parse(value));
    });
  }

  /** Changes single fields of a channel's metadata on all nodes. */
  changeTitle(name: string, changes: TitleChanges): void {
    this.set(name, { metadata: changedTitle(this.#of(name).metadata, changes) });
  }

  /** Changes settings of a channel on all nodes. */
  set(name: string, change: Partial<Settings>): void {
    const next = { ...this.#of(name), ...change };
    this.#state.put(PREFIX + name, next.isMuted || next.metadata ? JSON.stringify(next) : null);
  }

  #of(name: string): Settings {
    return parse(this.#state.get(PREFIX + name) ?? null);
  }

  /** A channel was made on this node. */
  begin(channel: Channel): void {
    const value = this.#state.get(PREFIX + channel.name);
    if (value !== undefined) apply(channel, parse(value));
  }

  close(): void {
    this.#unwatch();
  }
}

function apply(channel: Channel, { isMuted, metadata }: Settings): void {
  channel.setMuted(isMuted);
  if (JSON.stringify(channel.operator.metadata) !== JSON.stringify(metadata)) channel.setTitle(metadata);
}

/** Of another version of the relay nothing may come that this one cannot read. */
const parse = (value: string | null): Settings =>
  (value === null ? undefined : readMessage<Settings>(value, FORM)) ?? NOTHING;
