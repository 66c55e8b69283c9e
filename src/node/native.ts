import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { requireBitpackArguments } from '../core/bitpack.js';
import { requireCrcArguments } from '../core/crc32c.js';
import { typescriptKernels } from '../core/kernels.js';
import { requireQuantizerArguments } from '../core/quantizer.js';
import type { Kernels } from '../ports/kernels.js';

/** Set to 1, it switches the addon off: neither built by the install script nor loaded. */
export const NO_NATIVE_VARIABLE = 'LATENTCAST_NO_NATIVE';

/** What the addon says its functions are; changed together with native/addon.cc, so that a stale build is refused. */
const ADDON_INTERFACE = 1;

export type KernelName = Exclude<keyof Kernels, 'name'>;

/**
 * From how many latent values or bytes on the addon is called: below, the call costs more than the loop. `null`: the
 * twin does not win by 1.5 times at its real sizes and is not used.
 *
 * Measured with cli/bench/kernels.ts: at 8 frames of 64 values every kernel wins 1.5 times or more and at 22 frames
 * (`radio`) 2.0 to 3.1 times; at 4 frames (`live`) it is 1.0 to 1.6 times. CRC-32C of 128 bytes is a draw, of 256 bytes
 * 1.9 and of 2 KiB 5 times as fast.
 */
export const NATIVE_FROM: Readonly<Record<KernelName, number | null>> = {
  quantize: 512,
  dequantize: 512,
  packPlanes: 512,
  unpackPlanes: 512,
  crc32c: 256,
};

interface Addon extends Omit<Kernels, 'name'> {
  readonly interface: number;
}

/**
 * The addon's kernels, all of them at every size, or why there are none: it was not built, does not load here, or is
 * switched off. Never throws.
 */
export function loadNativeKernels(): { readonly kernels: Kernels } | { readonly reason: string } {
  if (process.env[NO_NATIVE_VARIABLE] === '1') return { reason: `switched off by ${NO_NATIVE_VARIABLE}=1` };
  try {
    const require = createRequire(import.meta.url);
    const load = require('node-gyp-build') as (folder: string) => Addon;
    // The package's root, from src/node as from dist/node.
    const addon = load(fileURLToPath(new URL('../..', import.meta.url)));
    if (addon.interface !== ADDON_INTERFACE)
      return { reason: `the addon was built for interface ${addon.interface}, not ${ADDON_INTERFACE}: build it again` };
    return { kernels: checked(addon) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // node-gyp-build names the folder on a second line; one line says enough.
    return { reason: message.split('\n', 1)[0] ?? message };
  }
}

/**
 * The addon behind the checks of the TypeScript kernels, so that a wrong argument gives the same error from both; the
 * addon's own are for memory safety alone.
 */
function checked(addon: Addon): Kernels {
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
  };
}

/** What a codec should use: each kernel's native twin from {@link NATIVE_FROM} on, TypeScript otherwise. */
export function selectKernels(): Kernels {
  const loaded = loadNativeKernels();
  return 'reason' in loaded ? typescriptKernels : combineKernels(typescriptKernels, loaded.kernels);
}

/** Calls `native` where a call has at least so many values as `from` says, `typescript` elsewhere. */
export function combineKernels(
  typescript: Kernels,
  native: Kernels,
  from: Readonly<Record<KernelName, number | null>> = NATIVE_FROM,
): Kernels {
  const at = (kernel: KernelName): number => from[kernel] ?? Number.POSITIVE_INFINITY;
  const least = {
    quantize: at('quantize'),
    dequantize: at('dequantize'),
    packPlanes: at('packPlanes'),
    unpackPlanes: at('unpackPlanes'),
    crc32c: at('crc32c'),
  };
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
  };
}
