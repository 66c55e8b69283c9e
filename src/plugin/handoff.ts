import { Deferred } from '../core/deferred.js';

/**
 * Passes chunks from a writer to a reader, one at a time: `put` resolves when the reader asks for the next chunk, so that
 * a writer that waits for it is no faster than the reader. One reader.
 */
export class Handoff<T> implements AsyncIterable<T> {
  #chunk: { readonly value: T; readonly isTaken: Deferred<void> } | undefined;
  #hasEnded = false;
  #failure: { readonly reason: unknown } | undefined;
  #arrival: Deferred<void> | undefined;

  /** Call again only when the promise before has settled. It rejects with the reason of {@link fail}. */
  put(value: T): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure.reason);
    const isTaken = new Deferred<void>();
    this.#chunk = { value, isTaken };
    this.#arrive();
    return isTaken.promise;
  }

  /** No chunk follows. */
  end(): void {
    this.#hasEnded = true;
    this.#arrive();
  }

  /** Whoever waits, writer or reader, is rejected with `reason`; the first reason counts. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#chunk?.isTaken.reject(this.#failure.reason);
    this.#chunk = undefined;
    this.#arrive();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      while (!this.#chunk && !this.#hasEnded && !this.#failure) {
        this.#arrival = new Deferred();
        await this.#arrival.promise;
      }
      if (this.#failure) throw this.#failure.reason;
      const chunk = this.#chunk;
      if (!chunk) return;
      yield chunk.value;
      if (this.#chunk === chunk) this.#chunk = undefined;
      chunk.isTaken.resolve();
    }
  }

  #arrive(): void {
    this.#arrival?.resolve();
    this.#arrival = undefined;
  }
}
