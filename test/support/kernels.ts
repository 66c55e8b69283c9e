import fc from 'fast-check';
import { loadAddon, loadNativeKernels } from '../../src/node/native/native.js';
import type { Addon } from '../../src/node/native/native-kernels.js';
import type { Kernels } from '../../src/ports/kernels.js';

export const SEED = 20261123;

const loaded = loadNativeKernels();
const found = loadAddon();

/** Whether the addon is loaded; the functions below may be called only then. */
export const hasAddon = 'kernels' in loaded && 'addon' in found;

/** A skipped suite has the reason in its name. */
export const skipped = 'reason' in loaded ? ` (skipped: ${loaded.reason})` : '';

/** The native twins at every size. */
export const native = ('kernels' in loaded ? loaded.kernels : undefined) as Kernels;

/** The addon without the checks of `native`. */
export const addon = ('addon' in found ? found.addon : undefined) as Addon;

/** The builds of a kernel: what this processor has, and what the oldest of its platform has. */
export const BUILDS = ['this processor', 'any processor'] as const;

/** Runs `body` with one of the {@link BUILDS}. */
export function withBuild(build: (typeof BUILDS)[number], body: () => void): void {
  addon.usePortable(build === 'any processor');
  try {
    body();
  } finally {
    addon.usePortable(false);
  }
}

/** Checks a property on generated cases of the printed seed. */
export function check<T>(cases: fc.Arbitrary<T>, property: (value: T) => void, numRuns = 200): void {
  fc.assert(fc.property(cases, property), { seed: SEED, numRuns });
}

/** Any float32: numbers about ±1, any bit pattern, NaN, infinities, zeros and the edges of full scale. */
export const anyFloat = fc.oneof(
  fc.float({ min: -1, max: 1 }),
  fc.float(),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 2 ** -149, 1 - 2 ** -24, -(2 ** -25)),
);

/** The error of a call as text, or `no error`. */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return String(error);
  }
  return 'no error';
}

/** Bit patterns, all NaN taken as one: JavaScript does not define which of them an operation returns. */
export function bitsOf(values: Float32Array): Uint32Array {
  const copy = values.map((v) => (Number.isNaN(v) ? Number.NaN : v));
  return new Uint32Array(copy.buffer);
}

/** Whether two arrays have the same bits, as {@link bitsOf}; quicker than an assertion a number. */
export function sameBits(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && Buffer.compare(Buffer.from(bitsOf(a).buffer), Buffer.from(bitsOf(b).buffer)) === 0;
}

/** `length` numbers about ±1 that no pattern shortens. */
export const noiseOf = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * i * 0.7 + i) * 0.9);
