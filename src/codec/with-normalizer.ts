import type { LatentNormalizer } from '../core/latent/quantizer.js';
import type { LatentModel } from '../ports/model.js';

/** The same model with another normaliser, for example one that was measured for a file. All else is shared. */
export function withNormalizer(model: LatentModel, normalizer: LatentNormalizer | null): LatentModel {
  return {
    info: { ...model.info, normalizer },
    createState: (direction) => model.createState(direction),
    encode: (pcm, frames, state) => model.encode(pcm, frames, state),
    decode: (latents, frames, firstFrame, state) => model.decode(latents, frames, firstFrame, state),
    ...(model.measure && { measure: (trial) => model.measure!(trial) }),
    close: () => model.close(),
  };
}
