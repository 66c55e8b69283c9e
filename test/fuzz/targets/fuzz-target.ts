import { CodecError } from '../../../src/core/errors.js';

/** One reader of bytes from outside, as a fuzzer drives it. */
export interface FuzzTarget {
  /** Valid inputs, where mutation begins. */
  readonly seeds: () => readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /** Reads one input; what it throws is a fault. Whatever it reads must not depend on inputs before. */
  readonly run: (bytes: Uint8Array) => unknown;
  /** Longest input that the fuzzer makes. @default 4096 */
  readonly maxBytes?: number;
  /** Longest input where files are read without the kept decoders. @default maxBytes */
  readonly smallBytes?: number;
  /**
   * Mutations of each input that `npm run fuzz` reads with it. What answers later waits for the fuzzer's thread once an
   * input, which takes longer than to read a short one. @default 31
   */
  readonly variants?: number;
  /** Words of the format, for the fuzzer to insert. @default none */
  readonly words?: readonly string[];
  /** Mutated inputs of the suite's short run. @default 800 */
  readonly suiteRuns?: number;
  /** Ends what the target keeps open. */
  readonly close?: () => Promise<void>;
}

/** A longer message would flood a log. */
const MAX_MESSAGE_CHARACTERS = 2000;

const isRefusal = (error: unknown, others: readonly (new (message: string) => Error)[]): error is Error =>
  error instanceof CodecError || others.some((kind) => (error as Error).constructor === kind);

/**
 * What a reader makes of an input, or undefined where it refuses it: by a `CodecError`, or one of the other classes that
 * its documentation names. Anything else that it throws is a fault.
 */
export function unlessRefused<T>(read: () => T, ...others: (new (message: string) => Error)[]): T | undefined {
  try {
    return read();
  } catch (error) {
    requireRefusal(error, others);
    return undefined;
  }
}

/** As {@link unlessRefused}, for a reader that answers later. */
export async function unlessRefusedLater<T>(
  read: () => Promise<T>,
  ...others: (new (
    message: string,
  ) => Error)[]
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    requireRefusal(error, others);
    return undefined;
  }
}

function requireRefusal(error: unknown, others: readonly (new (message: string) => Error)[]): void {
  if (!isRefusal(error, others)) throw error;
  if (error.message.length > MAX_MESSAGE_CHARACTERS) throw new Error(`a message of ${error.message.length} characters`);
}

/** Throws unless a fact holds; an assertion library would take most of the time. */
export function mustHold(fact: boolean, what: string): asserts fact {
  if (!fact) throw new Error(`must hold: ${what}`);
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** JSON text with its keys in order, to compare what was read. */
export const shape = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** The input as JSON; undefined where it is none. */
export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
