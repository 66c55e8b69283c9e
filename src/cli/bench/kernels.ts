import { fileURLToPath } from 'node:url';
import { typescriptKernels } from '../../codec/typescript-kernels.js';
import { fillNoise } from '../../core/dsp/noise.js';
import type { EncodePcmOptions, PcmEncoding } from '../../core/dsp/pcm.js';
import { Resampler } from '../../core/dsp/resampler.js';
import { packedBytes } from '../../core/latent/bitpack.js';
import { loadNativeKernels } from '../../node/native/native.js';
import type { Kernels } from '../../ports/kernels.js';

/** Speed of one kernel at one size, native and TypeScript. */
export interface KernelBench {
  readonly kernel: keyof Omit<Kernels, 'name'>;
  /** Size of one call's data, e.g. `4 × 64 × 1 bit`. */
  readonly size: string;
  /** Median time of a call of the TypeScript kernel, in µs. */
  readonly typescriptUs: number;
  /** Median time of a call of the native kernel, in µs; null when the addon is not built. */
  readonly nativeUs: number | null;
  /** Median of TypeScript time / native time of neighbouring runs; null without the addon. */
  readonly ratio: number | null;
}

/** Values per latent frame, and samples per frame: those of the models in the package. */
const CHANNELS = 64;
const HOP_SAMPLES = 2048;
const REPETITIONS = 41;
/** Duration of a batch of calls that is timed as one: well above the clock's resolution. */
const BATCH_MS = 0.5;
/** Time that a kernel runs before it is measured, so that the compiler has optimised it. */
const WARM_UP_MS = 30;

/**
 * Times every kernel at the sizes of real calls. Runs of both implementations alternate, so that other load slows both
 * and their ratio stays right.
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
  yield* bitTasks();
  yield* pcmTasks();
  yield* soundTasks();
}

/** A `live` packet (4 frames), a `radio` packet (22) and a file's block (161). */
function* bitTasks(): Iterable<Task> {
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

/**
 * Samples of a block that is read from a file (64 KiB), of a live packet (4 frames) and of a file's block (64 frames).
 */
function* pcmTasks(): Iterable<Task> {
  for (const encoding of ['s16le', 's24le'] as const) {
    const bytes = typescriptKernels.encodePcm(noiseOf(encoding === 's16le' ? 32_768 : 21_845), encoding);
    yield { kernel: 'decodePcm', size: `${bytes.length} bytes ${encoding}`, run: (k) => k.decodePcm(bytes, encoding) };
  }
  const dither: EncodePcmOptions = { dither: { seed: 1, firstSample: 0 } };
  const forms: [PcmEncoding, string, EncodePcmOptions][] = [
    ['s16le', 's16le', {}],
    ['s16le', 's16le, dither', dither],
    ['s24le', 's24le', {}],
  ];
  for (const frames of [4, 64])
    for (const [encoding, name, options] of forms) {
      const samples = noiseOf(frames * HOP_SAMPLES);
      const size = `${samples.length} samples ${name}`;
      yield { kernel: 'encodePcm', size, run: (k) => k.encodePcm(samples, encoding, options) };
    }
}

/**
 * Resampling of a microphone's block (10 ms) and a file's (64 KiB); crossfades of windows; the spectrogram of a second.
 */
function* soundTasks(): Iterable<Task> {
  for (const [samples, channels] of [
    [480, 1],
    [480, 2],
    [16_384, 2],
  ] as const) {
    const pcm = noiseOf(samples * channels);
    const made = new Map<Kernels, Resampler>();
    const resamplerOf = (kernels: Kernels): Resampler => {
      const resampler =
        made.get(kernels) ?? new Resampler({ inputRateHz: 48_000, outputRateHz: 44_100, channels, kernels });
      made.set(kernels, resampler);
      return resampler;
    };
    // The whole resampler, of which the kernel is the inner loop: this is what a stream gains.
    const size = `48 to 44.1 kHz, ${samples} × ${channels}`;
    yield { kernel: 'polyphase', size, run: (k) => resamplerOf(k).push(pcm) };
  }
  for (const samples of [480, 16_384]) {
    const pcm = noiseOf(samples * 2);
    yield { kernel: 'mixChannels', size: `${samples} × 2 to mono`, run: (k) => k.mixChannels(pcm, 2, 1) };
    yield { kernel: 'deinterleave', size: `${samples} × 2`, run: (k) => k.deinterleave(pcm, 2) };
  }
  // Stereo models decode 64 frames of 2048 samples at a time, and their microphones 10 ms.
  const stereo = noiseOf(131_072 * 2);
  yield { kernel: 'interleave', size: '131072 × 2', run: (k) => k.interleave(stereo, 2) };
  for (const length of [1024, 2048]) {
    const [a, b, out] = [noiseOf(length), noiseOf(length), new Float32Array(length)];
    yield { kernel: 'crossfade', size: `${length} samples`, run: (k) => k.crossfade(a, b, out) };
  }
  const second = noiseOf(44_100);
  yield { kernel: 'powerSpectrogram', size: '1 s, 2048 every 512', run: (k) => k.powerSpectrogram(second) };
}

function noiseOf(length: number): Float32Array {
  const samples = new Float32Array(length);
  fillNoise(samples, 0);
  return samples.map((v) => v / 2);
}

/** Warms `run` up and returns how many calls take about BATCH_MS. */
function calibrate(run: () => void): number {
  let calls = 1;
  for (let spent = 0; spent < WARM_UP_MS; ) {
    const ms = (time(run, calls) * calls) / 1000;
    spent += ms;
    if (ms < BATCH_MS) calls *= 2;
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
