import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FuzzTarget } from './targets/fuzz-target.js';
import { Mutations, withVariants } from './variants.js';

/** What Jazzer.js puts into the branches and comparisons of a script. */
interface Fuzzer {
  readonly coverageTracker: { readonly coverageMap: Uint8Array; incrementCounter(edge: number): void };
  readonly tracer: Record<string, (...args: never[]) => unknown>;
}

/** Comparisons of an input that libFuzzer is told of; it keeps the last few dozens. */
const MAX_TRACED = 256;

/**
 * Makes what Jazzer.js puts into a script cost less: a counter is one byte of an array, and libFuzzer, which is told of a
 * comparison through a call of native code, is told of the first {@link MAX_TRACED} of an input alone. A loop over some
 * hundred bytes would take most of the time otherwise. Returns what begins an input, and what ends its tracing.
 */
function lightenInstrumentation({ coverageTracker, tracer }: Fuzzer): { begin(): void; end(): void } {
  const counters = new Uint8Array(coverageTracker.coverageMap.buffer, coverageTracker.coverageMap.byteOffset);
  coverageTracker.incrementCounter = (edge) => {
    const count = counters[edge]!;
    counters[edge] = count === 255 ? 1 : count + 1;
  };
  let left = 0;
  const number = tracer.traceNumberCmp as Compare;
  const text = tracer.traceStrCmp as Compare;
  const choose = tracer.traceAndReturn as (current: unknown, target: unknown, id: number) => unknown;
  Object.assign(tracer, {
    traceNumberCmp: ((a, b, operator, id) =>
      left-- > 0 ? number(a, b, operator, id) : (compared(a, b, operator) ?? number(a, b, operator, id))) as Compare,
    traceStrCmp: ((a, b, operator, id) =>
      left-- > 0 ? text(a, b, operator, id) : (compared(a, b, operator) ?? text(a, b, operator, id))) as Compare,
    traceAndReturn: (current: unknown, target: unknown, id: number): unknown =>
      left-- > 0 ? choose(current, target, id) : target,
  });
  return {
    begin: () => {
      left = MAX_TRACED;
    },
    end: () => {
      left = 0;
    },
  };
}

type Compare = (a: never, b: never, operator: string, id: number) => boolean;

/** Undefined for the operators that convert their sides. */
function compared(a: never, b: never, operator: string): boolean | undefined {
  switch (operator) {
    case '===':
      return a === b;
    case '!==':
      return a !== b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}

/** What Jazzer.js calls with each input: the target, over the input and its mutations; `seeds` is the folder of its seeds. */
export function engineOf(target: FuzzTarget, maxBytes: number, seeds: string): (bytes: Uint8Array) => unknown {
  const tracing = lightenInstrumentation((globalThis as unknown as { readonly Fuzzer: Fuzzer }).Fuzzer);
  const words = (target.words ?? []).map((word) => Uint8Array.from(Buffer.from(word, 'latin1')));
  const others = readdirSync(seeds).map((file) => Uint8Array.from(readFileSync(path.join(seeds, file))));
  const mutations = new Mutations(words, others, maxBytes);
  const run = withVariants(target.run, mutations, variantsOf(target), tracing.end);
  // Jazzer.js looks at the function itself whether it answers later.
  if (run.constructor.name === 'Function')
    return (bytes) => {
      tracing.begin();
      return run(bytes);
    };
  return async (bytes) => {
    tracing.begin();
    await run(bytes);
  };
}

export const DEFAULT_VARIANTS = 31;

export const variantsOf = ({ variants = DEFAULT_VARIANTS }: FuzzTarget): number => variants;
