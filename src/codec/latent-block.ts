import { bytesPerFramePlane } from '../core/latent/format.js';
import type { FrameBlock } from '../core/latent/frames.js';
import { denormalize, type LatentNormalizer, normalize } from '../core/latent/quantizer.js';
import type { Kernels } from '../ports/kernels.js';

/**
 * Normalises and quantises latents to bit planes.
 *
 * @param latents [latentSize × frames], channel-major; normalised in place
 */
export function latentsToBlock(
  latents: Float32Array,
  at: { readonly firstFrame: number; readonly frames: number; readonly latentSize: number },
  planes: number,
  normalizer: LatentNormalizer | null,
  kernels: Kernels,
): FrameBlock {
  const { firstFrame, frames, latentSize } = at;
  if (normalizer) normalize(latents, frames, normalizer);
  const symbols = new Uint8Array(frames * latentSize);
  kernels.quantize(latents, frames, latentSize, planes, symbols);
  const payload = new Uint8Array(planes * frames * bytesPerFramePlane({ latentSize }));
  kernels.packPlanes(symbols, frames, latentSize, planes, payload);
  return { firstFrame, frames, planes, payload };
}

/** Bit planes → latents [latentSize × frames], channel-major: the inverse of {@link latentsToBlock} up to quantisation. */
export function blockToLatents(
  block: FrameBlock,
  latentSize: number,
  normalizer: LatentNormalizer | null,
  kernels: Kernels,
): Float32Array {
  const { frames, planes, payload } = block;
  const symbols = new Uint8Array(frames * latentSize);
  kernels.unpackPlanes(payload, frames, latentSize, planes, symbols);
  const latents = new Float32Array(frames * latentSize);
  kernels.dequantize(symbols, frames, latentSize, planes, latents);
  if (normalizer) denormalize(latents, frames, normalizer);
  return latents;
}
