import { shown } from './shown.js';

/** Recognises the values of an option by what they can do. */
export interface OptionShape {
  /** What the option must be, with its article. */
  readonly name: string;
  /** @param value neither null nor undefined */
  matches(value: Readonly<Record<PropertyKey, unknown>>): boolean;
}

/**
 * What an option may be. `any` is checked by whoever uses it: a number against its range, for instance. Null is allowed
 * with `nullable` alone.
 */
export type OptionKind = 'any' | 'nullable' | 'object' | 'function' | 'boolean' | 'string' | OptionShape;

/** Every known name of the options `O`, and what its value may be. */
export type OptionKinds<O> = { readonly [K in keyof O]-?: OptionKind };

const shape = (name: string, ...methods: string[]): OptionShape => ({
  name,
  matches: (value) => methods.every((method) => typeof value[method] === 'function'),
});

/** The interfaces that options implement. */
export const SHAPES = {
  audio: {
    name: 'an async iterable of Float32Array',
    matches: (value) =>
      typeof value === 'object' &&
      [Symbol.asyncIterator, Symbol.iterator].some((key) => typeof value[key] === 'function'),
  },
  authorizer: shape('an object with a function authorize', 'authorize'),
  clock: shape('a Clock', 'nowMs', 'schedule'),
  connection: {
    name: 'a Connection that states its guarantees',
    matches: ({ guarantees, send, setHandlers, close }) =>
      isObject(guarantees) &&
      ['isOrdered', 'isReliable', 'isDuplicateFree'].every(
        (name) => typeof (guarantees as Readonly<Record<string, unknown>>)[name] === 'boolean',
      ) &&
      [send, setHandlers, close].every((method) => typeof method === 'function'),
  },
  kernels: shape('Kernels', 'quantize', 'mixChannels'),
  model: {
    name: 'a LatentModel',
    matches: ({ info, createState, encode, decode }) =>
      isObject((info as { format?: unknown } | undefined)?.format) &&
      [createState, encode, decode].every((method) => typeof method === 'function'),
  },
  schedule: shape('a PlayoutSchedule', 'decide'),
  signal: {
    name: 'an AbortSignal',
    matches: (value) =>
      typeof value.aborted === 'boolean' &&
      typeof value.addEventListener === 'function' &&
      typeof value.removeEventListener === 'function',
  },
} as const satisfies Readonly<Record<string, OptionShape>>;

const KIND_NAMES = { object: 'an object', function: 'a function', boolean: 'true or false', string: 'a string' };

/**
 * Checks the names and kinds of options before any of them is used. Undefined counts as left out. Names are checked of
 * plain objects only: an instance of a class may have members of its own.
 *
 * @param parent name of the option that holds them, which errors put in front of theirs; '' for a function's own options
 * @param required names that must not be left out
 * @throws TypeError naming the option, its value and what is allowed
 */
export function requireOptions<O extends object>(
  parent: string,
  options: O | undefined,
  kinds: OptionKinds<O>,
  required: readonly (keyof O & string)[] = [],
): void {
  if (options === undefined && parent !== '') return;
  requireKind(parent || 'options', options, 'object');
  const prefix = parent && `${parent}.`;
  const known = Object.keys(kinds);
  if (isPlain(options!))
    for (const name of Object.keys(options!))
      if (!Object.hasOwn(kinds, name))
        throw new TypeError(
          `${prefix}${name} is not an option, got ${shown(options![name as keyof O])}; known are ${known.join(', ')}`,
        );
  for (const name of known as (keyof O & string)[])
    if (options![name] !== undefined || required.includes(name))
      requireKind(prefix + name, options![name], kinds[name]);
}

/** @throws TypeError naming the option, its value and what is allowed, unless `value` is of that kind */
export function requireKind(name: string, value: unknown, kind: OptionKind): void {
  if (kind === 'nullable' || (kind === 'any' && value !== null && value !== undefined)) return;
  if (kind === 'object' ? isObject(value) : typeof kind === 'string' ? typeof value === kind : matches(kind, value))
    return;
  const allowed = typeof kind === 'object' ? kind.name : kind === 'any' ? 'a value' : KIND_NAMES[kind];
  const hint = value === null ? '; undefined stands for the default' : '';
  throw new TypeError(`${name} must be ${allowed}, got ${shown(value)}${hint}`);
}

/** @throws RangeError naming the option, its value and what is allowed, unless `value` is one of `allowed` */
export function requireOneOf(name: string, value: unknown, allowed: readonly unknown[]): void {
  if (!allowed.includes(value))
    throw new RangeError(`${name} must be one of ${allowed.join(', ')}, got ${shown(value)}`);
}

/** Calls `use`; a TypeError or RangeError that it throws names the option behind `parent` and a dot. */
export function within<T>(parent: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    const kind = [RangeError, TypeError].find((candidate) => error instanceof candidate);
    throw kind ? Object.assign(new kind(`${parent}.${(error as Error).message}`), { cause: error }) : error;
  }
}

const matches = (kind: OptionShape, value: unknown): boolean =>
  value !== null && value !== undefined && kind.matches(value as Record<PropertyKey, unknown>);

/** No array, Map, Date or the like. */
const isObject = (value: unknown): value is object => Object.prototype.toString.call(value) === '[object Object]';

/** Also for objects of another realm, whose prototype is another. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
