import type { FadeCurve } from '../core/dsp/crossfade.js';
import type { EncodePcmOptions, PcmEncoding } from '../core/dsp/pcm.js';
import type { PolyphaseFilter } from '../core/dsp/polyphase.js';
import type { Spectrogram } from '../core/dsp/spectrum.js';

/**
 * The inner loops that have a native twin. `core/kernels.ts` is the reference; `node/native.ts` offers the addon's,
 * which give bit-identical results (test/unit/node/native/kernels.test.ts).
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
  /** [channels × frames], channel-major → [frames × channels]; a single channel is returned as it is. */
  interleave(channelMajor: Float32Array, channels: number): Float32Array;
  /** [frames × channels] → one array [frames] per channel; a single channel is returned as it is. */
  deinterleave(interleaved: Float32Array, channels: number): Float32Array[];
  /** [frames × from] → [frames × to], each row of weights 1 in sum; the same array when the counts are equal. */
  mixChannels(interleaved: Float32Array, from: number, to: number): Float32Array;
  /**
   * Fades the end of one window, [channels × n], into the beginning of the next, [channels × n], channel-major; `out` may
   * be either of the two.
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
   * first one's taps begin at `position`; `phase`, 0..filter.up − 1, says where between two input samples it lies.
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
  /** Samples → bytes of an encoding, little endian; integers rounded, clipped and, where asked for, dithered. */
  encodePcm(samples: Float32Array, encoding: PcmEncoding, options?: EncodePcmOptions): Uint8Array;
  /** Bytes of an encoding → samples; a last one that is cut off is dropped. */
  decodePcm(bytes: Uint8Array, encoding: PcmEncoding): Float32Array;
  /** Mono samples → |STFT|², [⌊length / hop⌋ + 1 × size / 2 + 1]: Hann windows of `size` every `hop` samples. */
  powerSpectrogram(samples: Float32Array, size?: number, hop?: number): Spectrogram;
}
