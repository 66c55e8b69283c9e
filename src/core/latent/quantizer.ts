import { MAX_LENGTH, requireBytes } from '../buffers.js';
import { requireFloat32, requireInteger } from '../errors.js';

/** Largest number of bits per latent value: the kernels' symbols are bytes. */
export const MAX_BITS = 8;

/** Largest float32 below 1; {@link normalize} returns values of the open interval (−1, 1). */
export const MAX_NORMALIZED = 1 - 2 ** -24;

/** Maps latents z of a model that does not bound them to u in (−1, 1), and back: u = (z − offset) / scale. */
export interface LatentNormalizer {
  readonly kind: 'affine';
  /** [latentSize], finite. */
  readonly offset: readonly number[];
  /** [latentSize], finite and above 0. */
  readonly scale: readonly number[];
  /** Whether the values are assumed, not measured: files are then measured and carry their own normaliser. */
  readonly isAssumed?: true;
}

/**
 * Checks the `normalizer` entry of a model manifest; null (the model's latents are in (−1, 1) already) is null.
 *
 * @throws TypeError or RangeError naming the field, its value and what is allowed
 */
export function validateNormalizer(value: unknown, latentSize: number): LatentNormalizer | null {
  requireInteger('latentSize', latentSize, 1, Number.MAX_SAFE_INTEGER);
  if (value === null) return null;
  if (typeof value !== 'object') throw new TypeError(`normalizer must be an object or null, got ${typeof value}`);
  const { kind, offset, scale, isAssumed } = value as Record<string, unknown>;
  if (kind !== 'affine') throw new RangeError(`normalizer.kind must be "affine", got ${JSON.stringify(kind)}`);
  return {
    kind,
    offset: numbers('normalizer.offset', offset, latentSize, Number.NEGATIVE_INFINITY),
    scale: numbers('normalizer.scale', scale, latentSize, 0),
    ...(isAssumed === true && { isAssumed }),
  };
}

function numbers(field: string, value: unknown, length: number, above: number): readonly number[] {
  if (!Array.isArray(value)) throw new TypeError(`${field} must be an array of numbers`);
  if (value.length !== length) throw new RangeError(`${field} must hold ${length} numbers, got ${value.length}`);
  for (const [i, v] of value.entries()) {
    if (typeof v !== 'number' || !Number.isFinite(v) || v <= above)
      throw new RangeError(`${field}[${i}] must be a finite number${above === 0 ? ' above 0' : ''}, got ${String(v)}`);
  }
  return value.slice() as number[];
}

/**
 * Maps latents [channels × frames], channel-major, in place: u = (z − offset) / scale, clamped into (−1, 1). NaN stays
 * NaN, which the quantiser takes for 0. A null normalizer changes nothing.
 */
export function normalize(latents: Float32Array, frames: number, normalizer: LatentNormalizer | null): void {
  if (normalizer === null) return;
  requireShape(latents, frames, normalizer);
  for (let c = 0, i = 0; c < normalizer.offset.length; c++) {
    const offset = normalizer.offset[c]!;
    const scale = normalizer.scale[c]!;
    for (const end = i + frames; i < end; i++) {
      const u = (latents[i]! - offset) / scale;
      latents[i] = Math.min(Math.max(u, -MAX_NORMALIZED), MAX_NORMALIZED);
    }
  }
}

/** The inverse of {@link normalize} where it did not clamp: z = u · scale + offset, in place. */
export function denormalize(latents: Float32Array, frames: number, normalizer: LatentNormalizer | null): void {
  if (normalizer === null) return;
  requireShape(latents, frames, normalizer);
  for (let c = 0, i = 0; c < normalizer.offset.length; c++) {
    const offset = normalizer.offset[c]!;
    const scale = normalizer.scale[c]!;
    for (const end = i + frames; i < end; i++) latents[i] = latents[i]! * scale + offset;
  }
}

function requireShape(latents: Float32Array, frames: number, normalizer: LatentNormalizer): void {
  requireFloat32('latents', latents);
  requireInteger('frames', frames, 0, Number.MAX_SAFE_INTEGER);
  const length = normalizer.offset.length * frames;
  requireInteger('latents.length', latents.length, length, length);
}

/**
 * Nested uniform quantiser. With L = 2^bits levels a value u has the symbol clamp(⌊(u + 1) / 2 · L⌋, 0, L − 1). L is a
 * power of two, so the scaling is exact and the top bit of an n-bit symbol is the 1-bit symbol: a relay may drop planes.
 * NaN has the symbol of 0, ±∞ the outermost ones. The sum u + 1 is a double's: a u in (−2^−53, 0) counts as 0.
 *
 * @param latents [channels × frames], channel-major
 * @param bits 1..8
 * @param symbols [frames × channels], frame-major, written
 * @throws RangeError or TypeError when an argument does not fit
 */
export function quantize(
  latents: Float32Array,
  frames: number,
  channels: number,
  bits: number,
  symbols: Uint8Array,
): void {
  requireQuantizerArguments(latents, frames, channels, bits, symbols);
  const levels = 1 << bits;
  const half = levels / 2;
  for (let c = 0, i = 0; c < channels; c++) {
    for (let t = 0, o = c; t < frames; t++, o += channels) {
      const v = (latents[i++]! + 1) * half;
      // All comparisons are false for NaN, which thus gets the symbol of 0.
      symbols[o] = v < 0 ? 0 : v >= levels ? levels - 1 : v >= 0 ? v | 0 : half;
    }
  }
}

/**
 * The midpoint of each symbol's interval: (s + 0.5) / L · 2 − 1, exact in float32. Bits of a symbol above `bits` are
 * ignored.
 *
 * @param symbols [frames × channels], frame-major
 * @param latents [channels × frames], channel-major, written
 * @throws RangeError or TypeError when an argument does not fit
 */
export function dequantize(
  symbols: Uint8Array,
  frames: number,
  channels: number,
  bits: number,
  latents: Float32Array,
): void {
  requireQuantizerArguments(latents, frames, channels, bits, symbols);
  const mask = (1 << bits) - 1;
  const step = 2 / (1 << bits);
  for (let c = 0, i = 0; c < channels; c++) {
    for (let t = 0, o = c; t < frames; t++, o += channels) latents[i++] = ((symbols[o]! & mask) + 0.5) * step - 1;
  }
}

/** Checks the kernels' arguments. Buffers may be longer than needed, so that a stream can reuse one for all blocks. */
export function requireQuantizerArguments(
  latents: Float32Array,
  frames: number,
  channels: number,
  bits: number,
  symbols: Uint8Array,
): void {
  requireFloat32('latents', latents);
  requireBytes('symbols', symbols);
  requireInteger('frames', frames, 0, MAX_LENGTH);
  requireInteger('channels', channels, 1, MAX_LENGTH);
  requireInteger('bits', bits, 1, MAX_BITS);
  requireInteger('latents.length', latents.length, frames * channels, MAX_LENGTH);
  requireInteger('symbols.length', symbols.length, frames * channels, MAX_LENGTH);
}
