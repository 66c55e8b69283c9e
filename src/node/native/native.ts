import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { typescriptKernels } from '../../codec/typescript-kernels.js';
import type { Kernels } from '../../ports/kernels.js';
import { type Addon, checkedKernels } from './native-kernels.js';

/** Set to 1, it switches the addon off: neither built by the install script nor loaded. */
export const NO_NATIVE_VARIABLE = 'LATENTCAST_NO_NATIVE';

/** What the addon says its functions are; changed together with native/addon.cc, so that a stale build is refused. */
const ADDON_INTERFACE = 3;

export type KernelName = Exclude<keyof Kernels, 'name'>;

/**
 * From how many latent values, bytes or samples on the addon is called: below, the call costs more than the loop.
 * `null`: the twin does not win by 1.5 times at its real sizes and is not used. Measured with cli/bench/kernels.ts;
 * docs/native.md has the figures.
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

/** The addon itself, and whether it came with the package; why not where it is not. Never throws. */
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
    // node-gyp-build names the folder on a second line; one line says enough.
    return { reason: message.split('\n', 1)[0] ?? message };
  }
}

/**
 * The addon's kernels, all of them at every size, or why there are none: it was not built, does not load here, or is
 * switched off. Never throws.
 */
export function loadNativeKernels():
  | { readonly kernels: Kernels; readonly isPrebuilt?: boolean }
  | { readonly reason: string } {
  const loaded = loadAddon();
  if ('reason' in loaded) return loaded;
  return { kernels: checkedKernels(loaded.addon), isPrebuilt: loaded.isPrebuilt };
}

let combined: Kernels | undefined;

/** What a codec should use: each kernel's native twin from {@link NATIVE_FROM} on, TypeScript otherwise. */
export function selectKernels(): Kernels {
  // Looked for once; the switch is heeded at every call.
  if (process.env[NO_NATIVE_VARIABLE] === '1') return typescriptKernels;
  if (!combined) {
    const loaded = loadNativeKernels();
    combined = 'reason' in loaded ? typescriptKernels : combineKernels(typescriptKernels, loaded.kernels);
  }
  return combined;
}

/** Calls `native` where a call has at least so many values as `from` says, `typescript` elsewhere. */
export function combineKernels(
  typescript: Kernels,
  native: Kernels,
  from: Readonly<Record<KernelName, number | null>> = NATIVE_FROM,
): Kernels {
  const least = Object.fromEntries(
    Object.entries(from).map(([kernel, size]) => [kernel, size ?? Number.POSITIVE_INFINITY]),
  ) as Record<KernelName, number>;
  return {
    name: 'native',
    quantize(latents, frames, channels, bits, symbols) {
      const kernels = frames * channels >= least.quantize ? native : typescript;
      kernels.quantize(latents, frames, channels, bits, symbols);
    },
    dequantize(symbols, frames, channels, bits, latents) {
      const kernels = frames * channels >= least.dequantize ? native : typescript;
      kernels.dequantize(symbols, frames, channels, bits, latents);
    },
    packPlanes(symbols, frames, channels, bits, out) {
      const kernels = frames * channels >= least.packPlanes ? native : typescript;
      kernels.packPlanes(symbols, frames, channels, bits, out);
    },
    unpackPlanes(payload, frames, channels, planes, symbols) {
      const kernels = frames * channels >= least.unpackPlanes ? native : typescript;
      kernels.unpackPlanes(payload, frames, channels, planes, symbols);
    },
    crc32c(bytes, seed = 0) {
      return (bytes.length >= least.crc32c ? native : typescript).crc32c(bytes, seed);
    },
    interleave(channelMajor, channels) {
      return (channelMajor.length >= least.interleave ? native : typescript).interleave(channelMajor, channels);
    },
    deinterleave(interleaved, channels) {
      return (interleaved.length >= least.deinterleave ? native : typescript).deinterleave(interleaved, channels);
    },
    mixChannels(interleaved, from, to) {
      return (interleaved.length >= least.mixChannels ? native : typescript).mixChannels(interleaved, from, to);
    },
    crossfade(previousTail, nextHead, out, curve, channels) {
      const kernels = out.length >= least.crossfade ? native : typescript;
      kernels.crossfade(previousTail, nextHead, out, curve, channels);
    },
    polyphase(history, channels, filter, position, phase, out, count) {
      const kernels = count * channels >= least.polyphase ? native : typescript;
      kernels.polyphase(history, channels, filter, position, phase, out, count);
    },
    encodePcm(samples, encoding, options) {
      return (samples.length >= least.encodePcm ? native : typescript).encodePcm(samples, encoding, options);
    },
    decodePcm(bytes, encoding) {
      return (bytes.length >= least.decodePcm ? native : typescript).decodePcm(bytes, encoding);
    },
    powerSpectrogram(samples, size, hop) {
      return (samples.length >= least.powerSpectrogram ? native : typescript).powerSpectrogram(samples, size, hop);
    },
  };
}
