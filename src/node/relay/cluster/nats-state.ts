import type { KV } from '@nats-io/kv';
import { StateCopy } from '../../../relay/cluster/state-copy.js';
import { Presence, type PresenceOptions } from './presence.js';
import { SharedKeys } from './shared-keys.js';

/** What a {@link NatsState} needs of its bus. */
export interface NatsStateOptions extends Omit<PresenceOptions, 'onKey'> {
  /** The bucket of the state. */
  readonly kv: KV;
}

/**
 * The state that all nodes share: keys that outlive their nodes are in JetStream, those of a node's own go from it to the
 * others, and do not need JetStream.
 */
export class NatsState {
  readonly copy: StateCopy;
  readonly presence: Presence;
  readonly #shared: SharedKeys;
  #isClosed = false;

  constructor(options: NatsStateOptions) {
    this.copy = new StateCopy((key, value, isEphemeral) => this.#put(key, value, isEphemeral));
    const onKey = (key: string, value: string | null): void => this.copy.apply(key, value);
    this.presence = new Presence({ ...options, onKey });
    this.#shared = new SharedKeys({ kv: options.kv, onKey });
  }

  /** Settles when all that outlives nodes is known. */
  follow(): Promise<void> {
    return this.#shared.follow();
  }

  /** See {@link SharedKeys.settled}. */
  settled(): Promise<void> {
    return this.#shared.settled();
  }

  /** The servers have lost what they had: this node gives them what it knows. */
  restore(): void {
    for (const [key, value] of this.copy.entries('')) if (!this.presence.isOwned(key)) this.#shared.put(key, value);
  }

  close(): void {
    this.#isClosed = true;
    this.#shared.close();
  }

  #put(key: string, value: string | null, isEphemeral: boolean): void {
    if (this.#isClosed) return;
    const isOwn = this.presence.isOwnKey(key);
    if (isOwn || (isEphemeral && value !== null)) this.presence.put(key, isEphemeral ? value : null);
    if (!isEphemeral && !(isOwn && value === null)) this.#shared.put(key, value);
  }
}
