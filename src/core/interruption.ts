import { Deferred } from './deferred.js';

/**
 * Lets one task wait for what may never come: promises and iterators of the user. From `stop` on its waits resolve with
 * undefined, from `fail` on they reject. One wait at a time.
 */
export class Interruption {
  #waiting: Deferred<unknown> | undefined;
  #isStopped = false;
  #failure: { readonly error: unknown } | undefined;

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Ends the present wait and all later ones. May be called twice. */
  readonly stop = (): void => {
    this.#isStopped = true;
    this.#waiting?.resolve(undefined);
  };

  /** The same with an error; the first one counts. */
  readonly fail = (error: unknown): void => {
    this.#failure ??= { error };
    this.#waiting?.reject(this.#failure.error);
  };

  /** @throws the error of {@link fail} */
  throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /**
   * Settles as `promise` does, or sooner.
   * @returns undefined once it is stopped
   * @throws what the promise rejects with, or the error of {@link fail}
   */
  async wait<T>(promise: PromiseLike<T>): Promise<T | undefined> {
    const waiting = new Deferred<unknown>();
    this.#waiting = waiting;
    promise.then(waiting.resolve, waiting.reject);
    if (this.#failure) waiting.reject(this.#failure.error);
    else if (this.#isStopped) waiting.resolve(undefined);
    try {
      return (await waiting.promise) as T | undefined;
    } finally {
      this.#waiting = undefined;
    }
  }

  /**
   * The items of an iterable, until it ends or is interrupted; an iterable that fails when it is stopped has ended. Its iterator is told so by `return`, which is not waited
   * for: a generator that waits for its next item does not answer.
   */
  async *items<T>(iterable: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = iterable[Symbol.asyncIterator]();
    let isOver = false;
    try {
      while (!this.#isStopped) {
        const next = await this.wait(toPromise(() => iterator.next()));
        if (this.#isStopped || !next) return;
        if (next.done) {
          isOver = true;
          return;
        }
        yield next.value;
      }
    } catch (error) {
      isOver = this.#failure === undefined;
      this.throwIfFailed();
      if (!this.#isStopped) throw error;
    } finally {
      if (!isOver) void toPromise(async () => iterator.return?.()).catch(() => undefined);
    }
  }
}

/** A promise for what the call returns or throws. */
async function toPromise<T>(call: () => PromiseLike<T>): Promise<T> {
  return await call();
}
