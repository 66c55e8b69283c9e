import type { FadeCurve } from '../core/dsp/crossfade.js';
import type { EncodePcmOptions, PcmEncoding } from '../core/dsp/pcm.js';
import type { PolyphaseFilter } from '../core/dsp/polyphase.js';
import type { Spectrogram } from '../core/dsp/spectrum.js';

/**
 * The inner loops that also exist in native code.
 *
 * Implemented by `codec/typescript-kernels.ts`, the reference, and by `node/native/native-kernels.ts`; both produce the
 * same bits (`test/unit/node/native/kernels.test.ts`). Called by encoders, decoders, resamplers and files. The caller
 * owns every buffer. Wrong arguments throw TypeError or RangeError naming the argument.
 */
export interface Kernels {
  readonly name: 'typescript' | 'native';
  /**
   * Nested uniform quantiser: latents [channels × frames] in (−1, 1), channel-major → symbols [frames × channels],
   * frame-major, of `bits` bits, 1..8. NaN becomes the symbol of 0. Channels and frames are those of the latent.
   */
  quantize(latents: Float32Array, frames: number, channels: number, bits: number, symbols: Uint8Array): void;
  /** Symbols [frames × channels] of `bits` bits → midpoints of their intervals, [channels × frames], channel-major. */
  dequantize(symbols: Uint8Array, frames: number, channels: number, bits: number, latents: Float32Array): void;
  /**
   * Symbols [frames × channels] of `bits` bits → bit planes, most significant first, plane-major:
   * [bits × frames × ceil(channels / 8)] bytes, channel c in bit 7 − c % 8 of byte c >> 3.
   */
  packPlanes(symbols: Uint8Array, frames: number, channels: number, bits: number, out: Uint8Array): void;
  /** The first `planes` planes of a payload → symbols of `planes` bits. */
  unpackPlanes(payload: Uint8Array, frames: number, channels: number, planes: number, symbols: Uint8Array): void;
  /** CRC-32C (Castagnoli) of `bytes` as an unsigned 32-bit number; `seed` is an earlier result to continue, or 0. */
  crc32c(bytes: Uint8Array, seed?: number): number;
  /** [channels × samples], channel-major → [samples × channels]; a single channel is returned as it is. */
  interleave(channelMajor: Float32Array, channels: number): Float32Array;
  /** [samples × channels] → one array [samples] per channel; a single channel is returned as it is. */
  deinterleave(interleaved: Float32Array, channels: number): Float32Array[];
  /** [samples × from] → [samples × to] by weights whose rows sum to 1; the same array when the counts are equal. */
  mixChannels(interleaved: Float32Array, from: number, to: number, channelMask?: number): Float32Array;
  /**
   * Crossfades the end of one window, [channels × n], and the start of the next, [channels × n], channel-major, into
   * `out`, which may be either of the two.
   */
  crossfade(
    previousTail: Float32Array,
    nextHead: Float32Array,
    out: Float32Array,
    curve?: FadeCurve,
    channels?: number,
  ): void;
  /**
   * `count` output samples of each channel of a resampler: history [channels × capacity] → out [count × channels]. The
   * first one's taps begin at `position`; `phase`, 0..filter.up − 1, is its place between two input samples.
   */
  polyphase(
    history: Float64Array,
    channels: number,
    filter: PolyphaseFilter,
    position: number,
    phase: number,
    out: Float32Array,
    count: number,
  ): void;
  /** Samples → bytes, little endian; integers are rounded, clipped and, by option, dithered. */
  encodePcm(samples: Float32Array, encoding: PcmEncoding, options?: EncodePcmOptions): Uint8Array;
  /** Bytes → samples; a last sample that is cut off is dropped. */
  decodePcm(bytes: Uint8Array, encoding: PcmEncoding): Float32Array;
  /** Mono samples → |STFT|², [⌊length / hop⌋ + 1 × size / 2 + 1]: Hann windows of `size` every `hop` samples. */
  powerSpectrogram(samples: Float32Array, size?: number, hop?: number): Spectrogram;
}
