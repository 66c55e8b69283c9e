import { fileURLToPath } from 'node:url';
import { packedBytes } from '../../core/bitpack.js';
import { typescriptKernels } from '../../core/kernels.js';
import { fillNoise } from '../../core/noise.js';
import { loadNativeKernels } from '../../node/native.js';
import type { Kernels } from '../../ports/kernels.js';

/** One kernel at one size, native against TypeScript. */
export interface KernelBench {
  readonly kernel: keyof Omit<Kernels, 'name'>;
  /** What one call works on, e.g. `4 × 64 × 1 bit`. */
  readonly size: string;
  /** Median microseconds of a call. */
  readonly typescriptUs: number;
  /** The same for the addon; null when it is not built. */
  readonly nativeUs: number | null;
  /** Median of TypeScript time / native time of neighbouring runs: above 1 the addon wins. Null without the addon. */
  readonly ratio: number | null;
}

const CHANNELS = 64;
const REPETITIONS = 41;
/** Calls are timed together until they take about this long, well above the clock's resolution. */
const BATCH_MS = 0.5;

/**
 * Times every kernel at the sizes that streams have: a `live` packet (4 frames), a `radio` packet (22) and a file's
 * block (161). Runs of the two alternate, so that a busy machine slows both; the ratio is the figure to look at.
 */
export async function benchKernels(): Promise<KernelBench[]> {
  const loaded = loadNativeKernels();
  const native = 'kernels' in loaded ? loaded.kernels : null;
  const results: KernelBench[] = [];
  for (const task of tasks()) {
    const ts = () => task.run(typescriptKernels);
    const other = native && (() => task.run(native));
    const calls = calibrate(ts);
    if (other) calibrate(other);
    const a: number[] = [];
    const b: number[] = [];
    for (let i = 0; i < REPETITIONS; i++) {
      a.push(time(ts, calls));
      if (other) b.push(time(other, calls));
    }
    results.push({
      kernel: task.kernel,
      size: task.size,
      typescriptUs: median(a),
      nativeUs: other ? median(b) : null,
      ratio: other ? median(a.map((us, i) => us / b[i]!)) : null,
    });
    // Lets timers and sockets of the caller run between two kernels.
    await Promise.resolve();
  }
  return results;
}

interface Task {
  readonly kernel: KernelBench['kernel'];
  readonly size: string;
  run(kernels: Kernels): void;
}

function* tasks(): Iterable<Task> {
  for (const frames of [4, 22, 161])
    for (const bits of [1, 2]) {
      const size = `${frames} × ${CHANNELS} × ${bits} bit`;
      const latents = new Float32Array(frames * CHANNELS);
      fillNoise(latents, 0);
      const symbols = new Uint8Array(frames * CHANNELS);
      const packed = new Uint8Array(packedBytes(frames, CHANNELS, bits));
      yield { kernel: 'quantize', size, run: (k) => k.quantize(latents, frames, CHANNELS, bits, symbols) };
      yield { kernel: 'packPlanes', size, run: (k) => k.packPlanes(symbols, frames, CHANNELS, bits, packed) };
      yield { kernel: 'unpackPlanes', size, run: (k) => k.unpackPlanes(packed, frames, CHANNELS, bits, symbols) };
      yield { kernel: 'dequantize', size, run: (k) => k.dequantize(symbols, frames, CHANNELS, bits, latents) };
    }
  for (const length of [64, 352, 2048]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 167) & 255);
    yield { kernel: 'crc32c', size: `${length} bytes`, run: (k) => k.crc32c(bytes) };
  }
}

/** Warms `run` up and returns how many calls take about BATCH_MS. */
function calibrate(run: () => void): number {
  let calls = 256;
  for (let i = 0; i < 8; i++) {
    const us = time(run, calls);
    if (us * calls >= BATCH_MS * 1000) break;
    calls *= 2;
  }
  return calls;
}

/** @returns microseconds per call */
function time(run: () => void, calls: number): number {
  const start = performance.now();
  for (let i = 0; i < calls; i++) run();
  return ((performance.now() - start) * 1000) / calls;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

// Run alone: `node dist/cli/bench/kernels.js`.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = await benchKernels();
  console.table(
    rows.map((row) => ({
      kernel: row.kernel,
      size: row.size,
      'TypeScript µs': row.typescriptUs.toFixed(2),
      'native µs': row.nativeUs?.toFixed(2) ?? '–',
      'TypeScript / native': row.ratio?.toFixed(2) ?? '–',
    })),
  );
}
