import { packPlanes, unpackPlanes } from './bitpack.js';
import { deinterleave, interleave, mixChannels } from './channels.js';
import { crc32c } from './crc32c.js';
import { crossfade } from './crossfade.js';
import { decodePcm, encodePcm } from './pcm.js';
import { polyphase } from './polyphase.js';
import { dequantize, quantize } from './quantizer.js';
import { powerSpectrogram } from './spectrum.js';

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
