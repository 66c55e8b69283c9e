/** State that changes only by events: `reduce` makes the next state of one, and subscribers show it. */
export class Store<State, Event> {
  readonly #reduce: (state: State, event: Event) => State;
  readonly #subscribers = new Set<(state: State) => void>();
  #state: State;

  /** @param reduce pure; returns the same object where nothing changes */
  constructor(initial: State, reduce: (state: State, event: Event) => State) {
    this.#state = initial;
    this.#reduce = reduce;
  }

  get state(): State {
    return this.#state;
  }

  dispatch(event: Event): void {
    const next = this.#reduce(this.#state, event);
    if (next === this.#state) return;
    this.#state = next;
    for (const subscriber of [...this.#subscribers]) subscriber(next);
  }

  /** Calls `subscriber` now and with every new state; the returned function ends that. */
  subscribe(subscriber: (state: State) => void): () => void {
    this.#subscribers.add(subscriber);
    subscriber(this.#state);
    return () => this.#subscribers.delete(subscriber);
  }
}
