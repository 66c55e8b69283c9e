import type { Kernels } from '../ports/kernels.js';
import { packPlanes, unpackPlanes } from './bitpack.js';
import { crc32c } from './crc32c.js';
import { dequantize, quantize } from './quantizer.js';

/** The reference kernels: what every runtime has, and what a native twin must equal bit by bit. */
export const typescriptKernels: Kernels = {
  name: 'typescript',
  quantize,
  dequantize,
  packPlanes,
  unpackPlanes,
  crc32c,
};
