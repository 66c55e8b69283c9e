import type { ModelManifest } from './model-manifest.js';

/**
 * The manifest of the same model with its graphs of low delay in place of the others. A direction without one keeps its own.
 *
 * @throws RangeError for a model that has none
 */
export function lowDelayManifest(manifest: ModelManifest): ModelManifest {
  const { files, format, id, lowDelay } = manifest;
  if (!lowDelay)
    throw new RangeError(`delay must be 'normal' for model ${id}, which has no graph of low delay, got 'low'`);
  const { lowDelayEncoder, lowDelayDecoder } = files;
  return {
    ...manifest,
    format: { ...format, ...lowDelay },
    files: {
      ...files,
      ...(lowDelayEncoder && { encoder: lowDelayEncoder }),
      ...(lowDelayDecoder && { decoder: lowDelayDecoder }),
    },
  };
}
