import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { typescriptKernels } from '../../codec/typescript-kernels.js';
import type { Kernels } from '../../ports/kernels.js';
import { type Addon, checkedKernels } from './native-kernels.js';

/**
 * Environment variable that switches the addon off when it is 1: it is neither built at the installation nor loaded.
 */
export const NO_NATIVE_VARIABLE = 'LATENTCAST_NO_NATIVE';

/** Version of the addon's functions; changed together with native/addon.cc, so that a stale build is refused. */
const ADDON_INTERFACE = 3;

/** Name of one kernel. */
export type KernelName = Exclude<keyof Kernels, 'name'>;

/**
 * Fewest latent values, bytes or samples for which the addon is called: for fewer, the call costs more than the loop.
 * `null`: the addon's kernel is not 1.5 times as fast at the sizes in use, and is not called. Measured with
 * cli/bench/kernels.ts; docs/native.md has the figures.
 */
export const NATIVE_FROM: Readonly<Record<KernelName, number | null>> = {
  quantize: 256,
  dequantize: 256,
  packPlanes: 512,
  unpackPlanes: 512,
  crc32c: 256,
  interleave: 512,
  deinterleave: 768,
  mixChannels: 512,
  crossfade: 128,
  polyphase: 4,
  encodePcm: 256,
  decodePcm: 1024,
  powerSpectrogram: 1,
};

/** The addon, and whether it came with the package; or the reason why it cannot be used. Never throws. */
export function loadAddon(): { readonly addon: Addon; readonly isPrebuilt: boolean } | { readonly reason: string } {
  if (process.env[NO_NATIVE_VARIABLE] === '1') return { reason: `switched off by ${NO_NATIVE_VARIABLE}=1` };
  try {
    const require = createRequire(import.meta.url);
    const find = (require('node-gyp-build') as { path(folder: string): string }).path;
    // The package's root, from src/node as from dist/node.
    const file = find(fileURLToPath(new URL('../../..', import.meta.url)));
    const addon = require(file) as Addon;
    if (addon.interface !== ADDON_INTERFACE)
      return { reason: `the addon was built for interface ${addon.interface}, not ${ADDON_INTERFACE}: build it again` };
    return { addon, isPrebuilt: basename(dirname(dirname(file))) === 'prebuilds' };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // node-gyp-build names the folder on a second line.
    return { reason: message.split('\n', 1)[0] ?? message };
  }
}

/**
 * The addon's kernels, used at every size; or the reason why there are none: it was not built, does not load on this
 * machine, or is switched off. Never throws.
 */
export function loadNativeKernels():
  | { readonly kernels: Kernels; readonly isPrebuilt?: boolean }
  | { readonly reason: string } {
  const loaded = loadAddon();
  if ('reason' in loaded) return loaded;
  return { kernels: checkedKernels(loaded.addon), isPrebuilt: loaded.isPrebuilt };
}

let combined: Kernels | undefined;

/** The fastest kernels: each native from its size in {@link NATIVE_FROM} on, TypeScript below. */
export function selectKernels(): Kernels {
  // The addon is looked for once; the switch is read at every call.
  if (process.env[NO_NATIVE_VARIABLE] === '1') return typescriptKernels;
  if (!combined) {
    const loaded = loadNativeKernels();
    combined = 'reason' in loaded ? typescriptKernels : combineKernels(typescriptKernels, loaded.kernels);
  }
  return combined;
}

/** Calls `native` for calls of at least `from` values, `typescript` for smaller ones. */
export function combineKernels(
  typescript: Kernels,
  native: Kernels,
  from: Readonly<Record<KernelName, number | null>> = NATIVE_FROM,
): Kernels {
  const minValues = Object.fromEntries(
    Object.entries(from).map(([kernel, size]) => [kernel, size ?? Number.POSITIVE_INFINITY]),
  ) as Record<KernelName, number>;
  return {
    name: 'native',
    quantize(latents, frames, channels, bits, symbols) {
      const kernels = frames * channels >= minValues.quantize ? native : typescript;
      kernels.quantize(latents, frames, channels, bits, symbols);
    },
    dequantize(symbols, frames, channels, bits, latents) {
      const kernels = frames * channels >= minValues.dequantize ? native : typescript;
      kernels.dequantize(symbols, frames, channels, bits, latents);
    },
    packPlanes(symbols, frames, channels, bits, out) {
      const kernels = frames * channels >= minValues.packPlanes ? native : typescript;
      kernels.packPlanes(symbols, frames, channels, bits, out);
    },
    unpackPlanes(payload, frames, channels, planes, symbols) {
      const kernels = frames * channels >= minValues.unpackPlanes ? native : typescript;
      kernels.unpackPlanes(payload, frames, channels, planes, symbols);
    },
    crc32c(bytes, seed = 0) {
      return (bytes.length >= minValues.crc32c ? native : typescript).crc32c(bytes, seed);
    },
    interleave(channelMajor, channels) {
      return (channelMajor.length >= minValues.interleave ? native : typescript).interleave(channelMajor, channels);
    },
    deinterleave(interleaved, channels) {
      return (interleaved.length >= minValues.deinterleave ? native : typescript).deinterleave(interleaved, channels);
    },
    mixChannels(interleaved, from, to, channelMask) {
      return (interleaved.length >= minValues.mixChannels ? native : typescript).mixChannels(
        interleaved,
        from,
        to,
        channelMask,
      );
    },
    crossfade(previousTail, nextHead, out, curve, channels) {
      const kernels = out.length >= minValues.crossfade ? native : typescript;
      kernels.crossfade(previousTail, nextHead, out, curve, channels);
    },
    polyphase(history, channels, filter, position, phase, out, count) {
      const kernels = count * channels >= minValues.polyphase ? native : typescript;
      kernels.polyphase(history, channels, filter, position, phase, out, count);
    },
    encodePcm(samples, encoding, options) {
      return (samples.length >= minValues.encodePcm ? native : typescript).encodePcm(samples, encoding, options);
    },
    decodePcm(bytes, encoding) {
      return (bytes.length >= minValues.decodePcm ? native : typescript).decodePcm(bytes, encoding);
    },
    powerSpectrogram(samples, size, hop) {
      return (samples.length >= minValues.powerSpectrogram ? native : typescript).powerSpectrogram(samples, size, hop);
    },
  };
}
