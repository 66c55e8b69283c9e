import type { KV } from '@nats-io/kv';

/** Between two attempts to write or to follow what cannot be reached. */
const RETRY_MS = 500;

/** What {@link SharedKeys} need of their bus. */
export interface SharedKeysOptions {
  /** The bucket of the state. */
  readonly kv: KV;
  /** A key is now so at all nodes; null where it was removed. */
  readonly onKey: (key: string, value: string | null) => void;
}

/**
 * The keys that outlive their nodes, in a bucket of JetStream, whose order of writes is that of every node. A write that
 * fails is repeated until it has succeeded or another of the same key has taken its place.
 */
export class SharedKeys {
  readonly #o: SharedKeysOptions;
  /** By key: what is to be written next. */
  readonly #pending = new Map<string, string | null>();
  readonly #writing = new Map<string, Promise<void>>();
  #seenRevision = 0;
  #ownRevision = 0;
  #isClosed = false;
  #stop: () => void = () => {};
  #onSeen: (() => void)[] = [];

  constructor(options: SharedKeysOptions) {
    this.#o = options;
  }

  /** Follows the bucket; settles when all that is in it has been passed on. */
  async follow(): Promise<void> {
    // Of an empty bucket nothing comes.
    const { values } = await this.#o.kv.status();
    const watch = await this.#o.kv.watch();
    this.#stop = () => watch.stop();
    await new Promise<void>((resolve) => {
      if (values === 0) resolve();
      void (async () => {
        for await (const entry of watch) {
          this.#seenRevision = entry.revision;
          this.#o.onKey(fromToken(entry.key), entry.operation === 'PUT' ? entry.string() : null);
          for (const seen of this.#onSeen) seen();
          if (entry.isUpdate || entry.delta === 0) resolve();
        }
        resolve();
        if (!this.#isClosed) setTimeout(() => void this.#followAgain(), RETRY_MS);
      })();
    });
  }

  put(key: string, value: string | null): void {
    this.#pending.set(key, value);
    if (this.#writing.has(key)) return;
    this.#writing.set(
      key,
      this.#write(key).finally(() => this.#writing.delete(key)),
    );
  }

  /** Settles when what was put before is known to all servers and has come back here. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing.values());
    while (this.#seenRevision < this.#ownRevision && !this.#isClosed)
      await new Promise<void>((resolve) => this.#onSeen.push(resolve));
    this.#onSeen = [];
  }

  close(): void {
    this.#isClosed = true;
    this.#stop();
    for (const seen of this.#onSeen) seen();
  }

  async #followAgain(): Promise<void> {
    if (this.#isClosed) return;
    await this.follow().catch(() => {
      if (!this.#isClosed) setTimeout(() => void this.#followAgain(), RETRY_MS);
    });
  }

  async #write(key: string): Promise<void> {
    while (this.#pending.has(key) && !this.#isClosed) {
      const value = this.#pending.get(key)!;
      try {
        const at = toToken(key);
        if (value === null) await this.#o.kv.delete(at);
        else this.#ownRevision = Math.max(this.#ownRevision, await this.#o.kv.put(at, value));
        if (this.#pending.get(key) === value) this.#pending.delete(key);
      } catch {
        await new Promise<void>((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}

/** Keys are any text; those of a bucket are not. */
const toToken = (key: string): string => Buffer.from(key, 'utf8').toString('base64url');
const fromToken = (token: string): string => Buffer.from(token, 'base64url').toString('utf8');
