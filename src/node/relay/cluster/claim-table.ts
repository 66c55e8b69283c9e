import type { KV } from '@nats-io/kv';
import { type ClaimRecord, parseRecord } from './channel-record.js';
import type { Subjects } from './subjects.js';

/** Before the bucket is followed again. */
const RETRY_MS = 500;

/** A channel's claim as this node has heard of it. */
export interface KnownClaim {
  readonly record: ClaimRecord;
  readonly revision: number;
  /** Monotonic time of this node at which it was heard. */
  readonly heardMs: number;
}

/** What a {@link ClaimTable} needs of its bus. */
export interface ClaimTableOptions {
  /** The bucket of the claims. */
  readonly kv: KV;
  /** Names of its keys. */
  readonly subjects: Subjects;
  /** Monotonic time. */
  readonly nowMs: () => number;
  /** The claim of a channel has changed. @param before undefined where nothing was known */
  readonly onChange: (channel: string, claim: KnownClaim, before: KnownClaim | undefined) => void;
}

/** The claims of all channels, followed. */
export class ClaimTable {
  readonly #o: ClaimTableOptions;
  readonly #claims = new Map<string, KnownClaim>();
  #lastRevision = 0;
  #maxTerm = 0;
  #isClosed = false;
  #stop: () => void = () => {};

  constructor(options: ClaimTableOptions) {
    this.#o = options;
  }

  /** A term that no claim of this channel has had. */
  nextTerm(before: ClaimRecord | null): number {
    // A claim's term is at most the revision that wrote it: one beyond the newest revision is new also where the record
    // has been removed. The largest term that was seen holds where the servers have lost everything.
    return before ? Math.max(before.term + 1, 1) : Math.max(this.#lastRevision, this.#maxTerm) + 1;
  }

  get(channel: string): KnownClaim | undefined {
    return this.#claims.get(channel);
  }

  /** Claims that are held, by channel. */
  *held(): IterableIterator<[string, KnownClaim]> {
    for (const entry of this.#claims) if (entry[1].record.isHeld) yield entry;
  }

  /** Claims that nobody holds, known as such for longer than this time, by channel. */
  *idle(idleMs: number): IterableIterator<[string, KnownClaim]> {
    const now = this.#o.nowMs();
    for (const entry of this.#claims) if (!entry[1].record.isHeld && now - entry[1].heardMs > idleMs) yield entry;
  }

  /** Follows the bucket; settles when all that is in it is known. */
  async follow(): Promise<void> {
    const { kv, subjects } = this.#o;
    const { values } = await kv.status();
    const watch = await kv.watch();
    this.#stop = () => watch.stop();
    await new Promise<void>((resolve) => {
      if (values === 0) resolve();
      void (async () => {
        for await (const entry of watch) {
          const record = entry.operation === 'PUT' ? parseRecord<ClaimRecord>(entry.value) : null;
          const channel = subjects.channelOf(entry.key);
          this.#lastRevision = Math.max(this.#lastRevision, entry.revision);
          if (record) this.learn(channel, record, entry.revision);
          else this.#claims.delete(channel);
          if (entry.isUpdate || entry.delta === 0) resolve();
        }
        resolve();
        if (!this.#isClosed) setTimeout(() => void this.#followAgain(), RETRY_MS);
      })();
    });
  }

  /** A claim has been read or written, or was heard of. */
  learn(channel: string, record: ClaimRecord, revision: number): void {
    const before = this.#claims.get(channel);
    if (before && before.revision >= revision) return;
    const claim: KnownClaim = { record, revision, heardMs: this.#o.nowMs() };
    this.#lastRevision = Math.max(this.#lastRevision, revision);
    this.#maxTerm = Math.max(this.#maxTerm, record.term);
    this.#claims.set(channel, claim);
    this.#o.onChange(channel, claim, before);
  }

  /** The servers have lost what they had: what is known counts no more. */
  reset(): void {
    this.#claims.clear();
    this.#lastRevision = 0;
  }

  close(): void {
    this.#isClosed = true;
    this.#stop();
  }

  async #followAgain(): Promise<void> {
    if (this.#isClosed) return;
    await this.follow().catch(() => {
      if (!this.#isClosed) setTimeout(() => void this.#followAgain(), RETRY_MS);
    });
  }
}
