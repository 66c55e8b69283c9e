import { typescriptKernels } from '../../codec/typescript-kernels.js';
import { requireCrcArguments } from '../../core/crc32c.js';
import { mixWeights, samplesPerChannel } from '../../core/dsp/channels.js';
import { requireCrossfadeArguments } from '../../core/dsp/crossfade.js';
import { decodedPcm, ditherStart, encodedPcm } from '../../core/dsp/pcm.js';
import { requirePolyphaseArguments } from '../../core/dsp/polyphase.js';
import { planSpectrum } from '../../core/dsp/spectrum.js';
import { requireBitpackArguments } from '../../core/latent/bitpack.js';
import { requireQuantizerArguments } from '../../core/latent/quantizer.js';
import type { Kernels } from '../../ports/kernels.js';

/** The functions of native/addon.cc. They check only what memory safety needs, and write into the caller's arrays. */
export interface Addon extends Pick<Kernels, 'quantize' | 'dequantize' | 'packPlanes' | 'unpackPlanes'> {
  readonly interface: number;
  crc32c(bytes: Uint8Array, seed: number): number;
  interleave(channelMajor: Float32Array, channels: number, out: Float32Array): void;
  takeChannel(interleaved: Float32Array, channels: number, channel: number, out: Float32Array): void;
  mixChannels(interleaved: Float32Array, from: number, to: number, weights: Float64Array, out: Float32Array): void;
  crossfade(previousTail: Float32Array, nextHead: Float32Array, channels: number, out: Float32Array): void;
  encodeS16(samples: Float32Array, bytes: Uint8Array): void;
  encodeS16Dithered(samples: Float32Array, bytes: Uint8Array, key: number, firstSample: number): void;
  encodeS24(samples: Float32Array, bytes: Uint8Array): void;
  decodeS16(bytes: Uint8Array, samples: Float32Array): void;
  decodeS24(bytes: Uint8Array, samples: Float32Array): void;
  polyphase(
    history: Float64Array,
    channels: number,
    table: Float64Array,
    taps: number,
    rows: number,
    up: number,
    down: number,
    position: number,
    phase: number,
    out: Float32Array,
    count: number,
  ): void;
  powerSpectrogram(
    samples: Float32Array,
    size: number,
    hop: number,
    window: Float64Array,
    cosines: Float64Array,
    sines: Float64Array,
    power: Float32Array,
  ): void;
  /** For tests: whether to use only the code for the oldest processor of the platform. */
  usePortable(portable: boolean): void;
}

/**
 * The addon behind the checks of the TypeScript kernels, so that a wrong argument causes the same error in both.
 * Crossfades of the `power` curve and encodings other than 16 and 24 bits, which the addon does not have, are done in
 * TypeScript.
 */
export function checkedKernels(addon: Addon): Kernels {
  return {
    name: 'native',
    quantize(latents, frames, channels, bits, symbols) {
      requireQuantizerArguments(latents, frames, channels, bits, symbols);
      addon.quantize(latents, frames, channels, bits, symbols);
    },
    dequantize(symbols, frames, channels, bits, latents) {
      requireQuantizerArguments(latents, frames, channels, bits, symbols);
      addon.dequantize(symbols, frames, channels, bits, latents);
    },
    packPlanes(symbols, frames, channels, bits, out) {
      requireBitpackArguments(symbols, frames, channels, 'bits', bits, 'out', out);
      addon.packPlanes(symbols, frames, channels, bits, out);
    },
    unpackPlanes(payload, frames, channels, planes, symbols) {
      requireBitpackArguments(symbols, frames, channels, 'planes', planes, 'payload', payload);
      addon.unpackPlanes(payload, frames, channels, planes, symbols);
    },
    crc32c(bytes, seed = 0) {
      requireCrcArguments(bytes, seed);
      return addon.crc32c(bytes, seed);
    },
    interleave(channelMajor, channels) {
      samplesPerChannel('channelMajor', channelMajor, channels);
      if (channels === 1) return channelMajor;
      const out = new Float32Array(channelMajor.length);
      addon.interleave(channelMajor, channels, out);
      return out;
    },
    deinterleave(interleaved, channels) {
      const frames = samplesPerChannel('interleaved', interleaved, channels);
      if (channels === 1) return [interleaved];
      return Array.from({ length: channels }, (_, channel) => {
        const out = new Float32Array(frames);
        addon.takeChannel(interleaved, channels, channel, out);
        return out;
      });
    },
    mixChannels(interleaved, from, to, channelMask) {
      const frames = samplesPerChannel('interleaved', interleaved, from);
      if (from === to) return interleaved;
      const weights = mixWeights(from, to, channelMask);
      const out = new Float32Array(frames * to);
      addon.mixChannels(interleaved, from, to, weights, out);
      return out;
    },
    crossfade(previousTail, nextHead, out, curve = 'linear', channels = 1) {
      if (curve !== 'linear') return typescriptKernels.crossfade(previousTail, nextHead, out, curve, channels);
      requireCrossfadeArguments(previousTail, nextHead, out, channels);
      addon.crossfade(previousTail, nextHead, channels, out);
    },
    polyphase(history, channels, filter, position, phase, out, count) {
      requirePolyphaseArguments(history, channels, filter, position, phase, out, count);
      const { table, taps, rows, up, down } = filter;
      addon.polyphase(history, channels, table, taps, rows, up, down, position, phase, out, count);
    },
    encodePcm(samples, encoding, options = {}) {
      if (encoding !== 's16le' && encoding !== 's24le') return typescriptKernels.encodePcm(samples, encoding, options);
      const bytes = encodedPcm(samples, encoding);
      const dither = encoding === 's16le' ? ditherStart(options) : undefined;
      if (dither) addon.encodeS16Dithered(samples, bytes, dither.key, dither.first);
      else if (encoding === 's16le') addon.encodeS16(samples, bytes);
      else addon.encodeS24(samples, bytes);
      return bytes;
    },
    decodePcm(bytes, encoding) {
      if (encoding !== 's16le' && encoding !== 's24le') return typescriptKernels.decodePcm(bytes, encoding);
      const samples = decodedPcm(bytes, encoding);
      if (encoding === 's16le') addon.decodeS16(bytes, samples);
      else addon.decodeS24(bytes, samples);
      return samples;
    },
    powerSpectrogram(samples, size = 2048, hop = 512) {
      const { fft, window, empty } = planSpectrum(samples, size, hop);
      addon.powerSpectrogram(samples, size, hop, window, fft.cosines, fft.sines, empty.power);
      return empty;
    },
  };
}
