import { crc32c } from '../core/crc32c.js';
import { deinterleave, interleave, mixChannels } from '../core/dsp/channels.js';
import { crossfade } from '../core/dsp/crossfade.js';
import { decodePcm, encodePcm } from '../core/dsp/pcm.js';
import { polyphase } from '../core/dsp/polyphase.js';
import { powerSpectrogram } from '../core/dsp/spectrum.js';
import { packPlanes, unpackPlanes } from '../core/latent/bitpack.js';
import { dequantize, quantize } from '../core/latent/quantizer.js';

/**
 * The reference kernels: what every runtime has, and what a native twin must equal bit by bit. They implement
 * `ports/kernels.ts`, which the core does not import: the compiler checks it wherever they are handed over.
 */
export const typescriptKernels = {
  name: 'typescript',
  quantize,
  dequantize,
  packPlanes,
  unpackPlanes,
  crc32c,
  interleave,
  deinterleave,
  mixChannels,
  crossfade,
  polyphase,
  encodePcm,
  decodePcm,
  powerSpectrogram,
} as const;
