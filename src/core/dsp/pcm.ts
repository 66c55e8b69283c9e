import { requireBytes } from '../buffers.js';
import { CodecError, requireFloat32, requireInteger } from '../errors.js';
import { lowbias32 } from './noise.js';

export { deinterleave, interleave, mixChannels } from './channels.js';

/** Sample formats of raw PCM and WAV; little endian, integers at full scale for ±1, `u8` around 128. */
export type PcmEncoding = 'u8' | 's16le' | 's24le' | 's32le' | 'f32le' | 'f64le';

/** Bytes per sample. */
export const PCM_BYTES: Readonly<Record<PcmEncoding, number>> = {
  u8: 1,
  s16le: 2,
  s24le: 3,
  s32le: 4,
  f32le: 4,
  f64le: 8,
};

/**
 * Bytes → samples. A last sample that is cut off is dropped: readers of a stream carry it over. Floats are taken as they
 * are, NaN and infinities included; {@link sanitize} replaces and counts them. `s32le` and `f64le` are rounded to
 * float32.
 *
 * @throws TypeError or RangeError when an argument does not fit
 */
export function decodePcm(bytes: Uint8Array, encoding: PcmEncoding): Float32Array {
  const out = decodedPcm(bytes, encoding);
  const n = out.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (encoding) {
    case 'u8':
      for (let i = 0; i < n; i++) out[i] = (bytes[i]! - 128) / 128;
      break;
    case 's16le':
      for (let i = 0; i < n; i++) out[i] = view.getInt16(2 * i, true) / 32768;
      break;
    case 's24le':
      for (let i = 0; i < n; i++) out[i] = (view.getUint16(3 * i, true) + view.getInt8(3 * i + 2) * 65536) / 8388608;
      break;
    case 's32le':
      for (let i = 0; i < n; i++) out[i] = view.getInt32(4 * i, true) / 2147483648;
      break;
    case 'f32le':
      for (let i = 0; i < n; i++) out[i] = view.getFloat32(4 * i, true);
      break;
    case 'f64le':
      for (let i = 0; i < n; i++) out[i] = view.getFloat64(8 * i, true);
      break;
  }
  return out;
}

/** Checks the arguments of {@link decodePcm} and allocates its result. */
export function decodedPcm(bytes: Uint8Array, encoding: PcmEncoding): Float32Array {
  requireBytes('bytes', bytes);
  return new Float32Array(Math.floor(bytes.length / bytesPerSample(encoding)));
}

/** How {@link encodePcm} rounds to integers; without any option it rounds to the nearest. */
export interface EncodePcmOptions {
  /**
   * Adds triangular noise of ±1 step before rounding to `u8` or `s16le`, so that the rounding error is noise and not
   * distortion; other encodings ignore it. The noise is a function of seed and sample index.
   */
  readonly dither?: {
    /** 0..2^32 − 1 */
    readonly seed: number;
    /** Index of the first sample, for a stream that is written in blocks, 0..2^51; 0 by default. */
    readonly firstSample?: number;
  };
}

/**
 * Samples → bytes. Integers are rounded to the nearest and clipped to full scale; floats are not clipped. NaN and
 * infinities become 0 in every encoding (use {@link sanitize} before to count them).
 *
 * @throws TypeError or RangeError when an argument does not fit
 */
export function encodePcm(samples: Float32Array, encoding: PcmEncoding, options: EncodePcmOptions = {}): Uint8Array {
  const bytes = encodedPcm(samples, encoding);
  const n = samples.length;
  const view = new DataView(bytes.buffer);
  const dither = encoding === 'u8' || encoding === 's16le' ? ditherOf(options) : undefined;
  switch (encoding) {
    case 'u8':
      for (let i = 0; i < n; i++) bytes[i] = toInteger(samples[i]!, 128, dither ? dither(i) : 0) + 128;
      break;
    case 's16le':
      for (let i = 0; i < n; i++) view.setInt16(2 * i, toInteger(samples[i]!, 32768, dither ? dither(i) : 0), true);
      break;
    case 's24le':
      for (let i = 0; i < n; i++) {
        const value = toInteger(samples[i]!, 8388608, 0);
        view.setUint16(3 * i, value & 0xffff, true);
        view.setInt8(3 * i + 2, value >> 16);
      }
      break;
    case 's32le':
      for (let i = 0; i < n; i++) view.setInt32(4 * i, toInteger(samples[i]!, 2147483648, 0), true);
      break;
    case 'f32le':
      for (let i = 0; i < n; i++) view.setFloat32(4 * i, finite(samples[i]!), true);
      break;
    case 'f64le':
      for (let i = 0; i < n; i++) view.setFloat64(8 * i, finite(samples[i]!), true);
      break;
  }
  return bytes;
}

/** Checks the arguments of {@link encodePcm} and allocates its result. */
export function encodedPcm(samples: Float32Array, encoding: PcmEncoding): Uint8Array<ArrayBuffer> {
  requireFloat32('samples', samples);
  return new Uint8Array(samples.length * bytesPerSample(encoding));
}

/**
 * Largest sample in magnitude that audio may have, where full scale is 1: 120 dB above it, which includes 16-bit integers that
 * were left unscaled. Far beyond it a model's sums are no numbers any more.
 */
export const MAX_SAMPLE = 1e6;

/**
 * Refuses samples beyond ±{@link MAX_SAMPLE}; NaN and infinities pass.
 *
 * @param pcm [samples × channels], interleaved
 * @param at what the audio is called, where its first sample stands in it, in samples per channel, and its form
 * @throws CodecError AUDIO_FORMAT naming the value, the range and the place
 */
export function requireSamples(
  pcm: Float32Array,
  at: {
    readonly name: string;
    readonly firstSample: number;
    readonly sampleRateHz: number;
    readonly channels: number;
  },
): void {
  for (let i = 0; i < pcm.length; i++) {
    if (!(Math.abs(pcm[i]!) > MAX_SAMPLE) || !Number.isFinite(pcm[i]!)) continue;
    const seconds = (at.firstSample + Math.floor(i / at.channels)) / at.sampleRateHz;
    throw new CodecError(
      'AUDIO_FORMAT',
      `${at.name}: samples must be from ${-MAX_SAMPLE} to ${MAX_SAMPLE}, where full scale is 1, got ${Number(pcm[i]!.toPrecision(7))} at ${seconds.toFixed(3)} s in channel ${(i % at.channels) + 1}`,
    );
  }
}

/** Replaces NaN and infinities by 0 in place; returns how many there were. */
export function sanitize(samples: Float32Array): number {
  requireFloat32('samples', samples);
  let replaced = 0;
  for (let i = 0; i < samples.length; i++)
    if (!Number.isFinite(samples[i]!)) {
      samples[i] = 0;
      replaced++;
    }
  return replaced;
}

const finite = (sample: number): number => (Number.isFinite(sample) ? sample : 0);

/** Rounds half up, as `Math.round` does, in half the time: without its unpredictable branch. */
function toInteger(sample: number, fullScale: number, dither: number): number {
  const value = Math.floor(finite(sample) * fullScale + dither + 0.5);
  if (value < -fullScale) return -fullScale;
  if (value > fullScale - 1) return fullScale - 1;
  return value;
}

/** What determines the dither of a block: the hashed seed, and the index of its first sample. */
export interface DitherStart {
  /** 0..2^32 − 1 */
  readonly key: number;
  readonly first: number;
}

/** The checked dither options; undefined for no dither. @throws RangeError naming the option */
export function ditherStart({ dither }: EncodePcmOptions): DitherStart | undefined {
  if (!dither) return undefined;
  const key = lowbias32(requireInteger('dither.seed', dither.seed, 0, 0xffffffff) ^ 0x9e3779b9);
  return { key, first: requireInteger('dither.firstSample', dither.firstSample ?? 0, 0, 2 ** 51) };
}

/** Difference of two uniform numbers in [0, 1): triangular in (−1, 1), mean 0. */
function ditherOf(options: EncodePcmOptions): ((i: number) => number) | undefined {
  const start = ditherStart(options);
  if (!start) return undefined;
  const { key, first } = start;
  return (i) =>
    (lowbias32(lowbias32(2 * (first + i)) ^ key) - lowbias32(lowbias32(2 * (first + i) + 1) ^ key)) / 0x100000000;
}

function bytesPerSample(encoding: PcmEncoding): number {
  if (!Object.hasOwn(PCM_BYTES, encoding))
    throw new RangeError(`encoding must be one of ${Object.keys(PCM_BYTES).join(', ')}, got ${String(encoding)}`);
  return PCM_BYTES[encoding];
}
