import fc from 'fast-check';
import { lowbias32 } from '../../src/core/dsp/noise.js';
import { packedBytes } from '../../src/core/latent/bitpack.js';

/** Shapes of a block, and a seed: frames, latent values, planes. */
export const BLOCK_SHAPE = [
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 1, max: 70 }),
  fc.integer({ min: 1, max: 8 }),
  fc.nat(),
] as const;

/** Any bit planes of a block; pad bits are 0, as packPlanes leaves them. */
export function anyPayload(frames: number, latentSize: number, planes: number, seed: number): Uint8Array {
  const payload = new Uint8Array(packedBytes(frames, latentSize, planes));
  const width = (latentSize + 7) >> 3;
  for (let i = 0; i < payload.length; i++) {
    payload[i] = lowbias32(seed + i);
    if (i % width === width - 1 && latentSize % 8) payload[i]! &= 0xff << (8 - (latentSize % 8));
  }
  return payload;
}
