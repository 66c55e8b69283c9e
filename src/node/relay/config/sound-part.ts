import type { ConfigPath } from './positions.js';
import { childSchema, type SchemaNode } from './schema-node.js';

/** Stands for a value that is left out. */
const OUT = Symbol('left out');

/**
 * A configuration without the values that are known to be wrong, so that the rest can be checked before they are mended:
 * what cannot be without one of them, as the schema states it, is left out with it.
 */
export class SoundPart {
  readonly #stated: unknown;
  readonly #schema: SchemaNode;
  readonly #wrong = new Set<string>();
  /** By list of {@link value}: where its entries were. */
  #indices = new WeakMap<object, readonly number[]>();
  #value: unknown;

  constructor(stated: unknown, schema: SchemaNode) {
    this.#stated = stated;
    this.#schema = schema;
    this.#value = this.#copy();
  }

  /** What is left, valid by the schema once all that is wrong by it has been left out. */
  get value(): unknown {
    return this.#value;
  }

  /**
   * Leaves out the value at a path of the whole configuration, and with the name of a list's entry the entry; false where
   * that changes nothing.
   */
  leaveOut(path: ConfigPath): boolean {
    const isNameOfEntry = typeof path.at(-2) === 'number' && (path.at(-1) === 'name' || path.at(-1) === 'pattern');
    const key = JSON.stringify(isNameOfEntry ? path.slice(0, -1) : path);
    if (this.#wrong.has(key)) return false;
    this.#wrong.add(key);
    const before = JSON.stringify(this.#value);
    this.#value = this.#copy();
    return JSON.stringify(this.#value) !== before;
  }

  /** Whether something at this path, in it or around it is left out. */
  lacks(path: ConfigPath): boolean {
    return this.#wrongPaths().some((wrong) => isWithin(path, wrong) || isWithin(wrong, path));
  }

  /** Whether the value at this path of the whole configuration is left out, or something around it. */
  isLeftOut(path: ConfigPath): boolean {
    return this.#wrongPaths().some((wrong) => isWithin(path, wrong));
  }

  /** The path in the whole configuration of a path in {@link value}. */
  statedPath(path: ConfigPath): ConfigPath {
    let at: unknown = this.#value;
    return path.map((step) => {
      const indices = typeof at === 'object' && at !== null ? this.#indices.get(at) : undefined;
      const stated = typeof step === 'number' ? (indices?.[step] ?? step) : step;
      at = (at as Record<string | number, unknown> | null | undefined)?.[step];
      return stated;
    });
  }

  #wrongPaths(): ConfigPath[] {
    return Array.from(this.#wrong, (key) => JSON.parse(key) as ConfigPath);
  }

  #copy(): unknown {
    this.#indices = new WeakMap();
    const copy = this.#part(this.#stated, this.#schema, []);
    return copy === OUT ? {} : copy;
  }

  #part(value: unknown, schema: SchemaNode | undefined, path: ConfigPath): unknown {
    if (this.#wrong.has(JSON.stringify(path))) return OUT;
    if (Array.isArray(value)) return this.#list(value, schema, path);
    if (typeof value !== 'object' || value === null) return value;
    const copy: Record<string, unknown> = {};
    for (const [key, child] of Object.entries(value)) {
      const known = childSchema(schema, key);
      const part = known || schema?.additionalProperties !== false ? this.#part(child, known, [...path, key]) : OUT;
      if (part !== OUT) copy[key] = part;
    }
    return (schema?.required ?? []).every((key) => Object.hasOwn(copy, key)) ? copy : OUT;
  }

  #list(list: readonly unknown[], schema: SchemaNode | undefined, path: ConfigPath): unknown {
    const parts = list.map((item, i) => this.#part(item, childSchema(schema, i), [...path, i]));
    const indices = parts.flatMap((part, i) => (part === OUT ? [] : [i]));
    if (indices.length < parts.length && indices.length < (schema?.minItems ?? 0)) return OUT;
    const copy = indices.map((i) => parts[i]);
    this.#indices.set(copy, indices);
    return copy;
  }
}

const isWithin = (path: ConfigPath, outer: ConfigPath): boolean => outer.every((step, i) => path[i] === step);
