import { hopSamples, type OobleckConfig } from './oobleck-config.js';
import { flatLayers, oobleckLayers } from './oobleck-layers.js';

/** Context that a latent frame depends on, in whole latent frames. */
export interface Context {
  readonly leftFrames: number;
  readonly rightFrames: number;
}

/**
 * Exact context of one half: the indices that one frame depends on, followed through every layer from its result to
 * what the half is given. Stable Audio Open: 8 and 8 frames for the encoder (7.3), 10 and 10 for the decoder.
 */
export function oobleckContext(config: OobleckConfig, half: 'encoder' | 'decoder'): Context {
  const hop = hopSamples(config);
  let [low, high] = half === 'encoder' ? [0, 0] : [0, hop - 1];
  // A residual layer depends on no more than the layers inside it do.
  for (const layer of flatLayers(oobleckLayers(config, half)).reverse()) {
    if (layer.kind === 'snake') continue;
    const { stride, padding } = layer;
    const reach = layer.dilation * (layer.kernel - 1);
    if (layer.kind === 'conv') {
      low = low * stride - padding;
      high = high * stride - padding + reach;
    } else {
      low = Math.ceil((low + padding - reach) / stride);
      high = Math.floor((high + padding) / stride);
    }
  }
  return half === 'encoder'
    ? { leftFrames: Math.ceil(-low / hop), rightFrames: Math.ceil((high + 1 - hop) / hop) }
    : { leftFrames: -low, rightFrames: high };
}
