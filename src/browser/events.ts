/** Handlers by event name. */
export type EventMap = Readonly<Record<string, unknown>>;

/** Typed events. A handler that throws does not keep the others from being called. */
export class Emitter<Events extends EventMap> {
  readonly #handlers = new Map<keyof Events, Set<(value: never) => void>>();

  /** Calls `handler` on every event of this name, until the returned function is called or the signal aborts. */
  on<Name extends keyof Events>(
    name: Name,
    handler: (value: Events[Name]) => void,
    options: { readonly signal?: AbortSignal } = {},
  ): () => void {
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers);
    handlers.add(handler);
    const off = (): void => void handlers.delete(handler);
    options.signal?.addEventListener('abort', off, { once: true });
    return off;
  }

  /** Calls the listeners of an event. */
  protected emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    for (const handler of [...(this.#handlers.get(name) ?? [])]) {
      try {
        (handler as (value: Events[Name]) => void)(value);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
