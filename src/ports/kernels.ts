/**
 * The inner loops that have a native twin. `core/kernels.ts` is the reference; `node/native.ts` offers the addon's,
 * which give bit-identical results (test/unit/kernels.test.ts).
 */
export interface Kernels {
  readonly name: 'typescript' | 'native';
  /**
   * Nested uniform quantiser: latents [channels × frames] in (−1, 1), channel-major → symbols [frames × channels],
   * frame-major, each `bits` wide. NaN becomes the symbol of 0.
   */
  quantize(latents: Float32Array, frames: number, channels: number, bits: number, symbols: Uint8Array): void;
  /** Symbols of `bits` bits → midpoints, [frames × channels] → [channels × frames]. */
  dequantize(symbols: Uint8Array, frames: number, channels: number, bits: number, latents: Float32Array): void;
  /**
   * Symbols [frames × channels] of `bits` bits → bit planes, most significant first, plane-major:
   * [bits × frames × ceil(channels / 8)] bytes, channel c in bit 7 − c % 8 of byte c >> 3.
   */
  packPlanes(symbols: Uint8Array, frames: number, channels: number, bits: number, out: Uint8Array): void;
  /** The first `planes` planes of a payload → symbols of `planes` bits. */
  unpackPlanes(payload: Uint8Array, frames: number, channels: number, planes: number, symbols: Uint8Array): void;
  /** CRC-32C (Castagnoli) of `bytes`, continuing from `seed` (0 to start), as an unsigned 32-bit number. */
  crc32c(bytes: Uint8Array, seed?: number): number;
}
