import { callGuarded } from '../core/guarded.js';

/** Handlers of one kind of event. One that throws keeps neither the others nor the caller from going on. */
export class HandlerSet<Args extends readonly unknown[]> {
  readonly #handlers = new Set<(...args: Args) => void>();
  readonly #onError: (error: Error) => void;

  /** @param onError told what a handler has thrown @default nothing is told */
  constructor(onError: (error: Error) => void = () => {}) {
    this.#onError = onError;
  }

  get size(): number {
    return this.#handlers.size;
  }

  /** Adds a handler, until the returned function is called. */
  add(handler: (...args: Args) => void): () => void {
    const own = (...args: Args): void => handler(...args);
    this.#handlers.add(own);
    return () => void this.#handlers.delete(own);
  }

  call(...args: Args): void {
    for (const handler of [...this.#handlers]) callGuarded(() => handler(...args), this.#onError);
  }
}

/** The value under a key, which is made where there is none. */
export function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
