import { requireInteger } from '../../core/errors.js';
import { callGuarded } from '../../core/guarded.js';
import { BUS_LIMITS, type ClusterState } from '../../ports/cluster-bus.js';

const MAX_KEY_CHARACTERS = 256;

interface Watch {
  readonly prefix: string;
  readonly listener: (key: string, value: string | null) => void;
}

/** One node's copy of the state that all nodes share. Writes go out through `send` and are applied here at once. */
export class StateCopy implements ClusterState {
  readonly #send: (key: string, value: string | null, isEphemeral: boolean) => void;
  readonly #values = new Map<string, string>();
  readonly #watches = new Set<Watch>();

  constructor(send: (key: string, value: string | null, isEphemeral: boolean) => void) {
    this.#send = send;
  }

  put(key: string, value: string | null, isEphemeral = false): void {
    requireInteger('key.length', key.length, 1, MAX_KEY_CHARACTERS);
    if (value !== null) requireBusText('value', value);
    this.#send(key, value, isEphemeral);
    this.apply(key, value);
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  entries(prefix: string): readonly (readonly [string, string])[] {
    return [...this.#values].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  watch(prefix: string, listener: (key: string, value: string | null) => void): () => void {
    const watch = { prefix, listener };
    this.#watches.add(watch);
    return () => void this.#watches.delete(watch);
  }

  /** A write has come, of this node or another. */
  apply(key: string, value: string | null): void {
    if ((this.#values.get(key) ?? null) === value) return;
    if (value === null) this.#values.delete(key);
    else this.#values.set(key, value);
    for (const { prefix, listener } of [...this.#watches])
      if (key.startsWith(prefix)) callGuarded(() => listener(key, value), ignore);
  }
}

/** @throws RangeError naming the text where it has more bytes than a bus carries at once */
export function requireBusText(name: string, text: string): void {
  // A character has at most three bytes in UTF-8: most texts need not be encoded to know that they are short enough.
  if (text.length * 3 <= BUS_LIMITS.valueBytes) return;
  requireInteger(`${name} in bytes`, new TextEncoder().encode(text).length, 0, BUS_LIMITS.valueBytes);
}

const ignore = (): void => {};
