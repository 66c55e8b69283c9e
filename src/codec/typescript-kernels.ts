import { crc32c } from '../core/crc32c.js';
import { deinterleave, interleave, mixChannels } from '../core/dsp/channels.js';
import { crossfade } from '../core/dsp/crossfade.js';
import { decodePcm, encodePcm } from '../core/dsp/pcm.js';
import { polyphase } from '../core/dsp/polyphase.js';
import { powerSpectrogram } from '../core/dsp/spectrum.js';
import { packPlanes, unpackPlanes } from '../core/latent/bitpack.js';
import { dequantize, quantize } from '../core/latent/quantizer.js';
import type { Kernels } from '../ports/kernels.js';

/** The reference kernels, in TypeScript: every runtime has them, and native ones must produce the same bits. */
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
} as const satisfies Kernels;
