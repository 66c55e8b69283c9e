import type { KV } from '@nats-io/kv';
import { CodecError } from '../../../core/errors.js';
import { asError } from '../../../core/guarded.js';
import { type ClaimRecord, parseRecord, type Revised, type StreamRecord } from './channel-record.js';

/** JetStream's code for a write that was not the next one of its key. */
const WRONG_LAST_SEQUENCE = 10071;
const RETRY_MS = 200;
/** While JetStream elects a leader it answers nothing. */
const PATIENCE_MS = 15_000;

/** How a {@link RevisedStore} waits. */
export interface RevisedStoreOptions {
  /** The bucket. */
  readonly kv: KV;
  /** Monotonic time. */
  readonly nowMs: () => number;
  /** Whether it is of use to try again. */
  readonly isConnected: () => boolean;
}

/** Records that several nodes change: each change is made on what was there, or made again on what is there then. */
export class RevisedStore {
  readonly #o: RevisedStoreOptions;

  constructor(options: RevisedStoreOptions) {
    this.#o = options;
  }

  /** As the leader of the bucket has it. @throws what JetStream answers */
  async read<T extends ClaimRecord | StreamRecord>(key: string): Promise<Revised<T>> {
    const entry = await this.#o.kv.get(key);
    if (!entry) return { value: null, revision: 0 };
    return { value: entry.operation === 'PUT' ? parseRecord<T>(entry.value) : null, revision: entry.revision };
  }

  /**
   * Replaces a record.
   * @param change makes the next record of the one that is there; null leaves it. What it throws is thrown here
   * @throws CodecError (by rejection) TRANSPORT_FAILED where JetStream does not answer within 15 s
   */
  async modify<T extends ClaimRecord | StreamRecord>(
    key: string,
    change: (before: Revised<T>) => T | null,
  ): Promise<Revised<T>> {
    const endMs = this.#o.nowMs() + PATIENCE_MS;
    for (;;) {
      let before: Revised<T>;
      try {
        before = await this.read<T>(key);
      } catch (error) {
        await this.#pause(error, endMs);
        continue;
      }
      const next = change(before);
      if (next === null) return before;
      try {
        const revision = await this.#o.kv.put(key, JSON.stringify(next), { previousSeq: before.revision });
        return { value: next, revision };
      } catch (error) {
        if ((error as { code?: unknown }).code !== WRONG_LAST_SEQUENCE) await this.#pause(error, endMs);
      }
    }
  }

  /** Removes a record for good; false where it is not the one of this revision any more, or the servers do not answer. */
  async remove(key: string, revision?: number): Promise<boolean> {
    try {
      await this.#o.kv.purge(key, revision === undefined ? {} : { previousSeq: revision });
      return true;
    } catch {
      return false;
    }
  }

  async #pause(error: unknown, endMs: number): Promise<void> {
    if (!this.#o.isConnected() || this.#o.nowMs() >= endMs)
      throw new CodecError('TRANSPORT_FAILED', `the cluster's claims cannot be reached: ${asError(error).message}`, {
        cause: error,
      });
    await new Promise<void>((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
