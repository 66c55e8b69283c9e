import { packedBytes, packPlanes, unpackPlanes } from './bitpack.js';
import { BitModels, RangeDecoder, RangeEncoder } from './range-coder.js';

/**
 * The bit planes of a block of an `.lc` file without what can be foretold: channels that mostly have one sign, and
 * values that stay. Frame by frame, channel by channel, the most significant bit first; each bit's context is its
 * channel, its plane and, in the first three planes, the value's bits above it and the same bit one frame before.
 *
 * Every block starts anew: one that is damaged takes no other with it. Streams do without: their blocks are too short
 * to learn from, and a relay cuts planes off them.
 */

/** Planes below these are as good as noise, and are given a context per channel only. */
const MODELLED = 3;
/** Contexts of a channel: 2 · (1 + 2 + 4), then one each for the planes below. */
const PER_CHANNEL = 2 * (2 ** MODELLED - 1) + (8 - MODELLED);

function contextOf(channel: number, plane: number, above: number, before: number): number {
  const own = plane < MODELLED ? 2 * (2 ** plane - 1 + above) + before : 2 * (2 ** MODELLED - 1) + (plane - MODELLED);
  return channel * PER_CHANNEL + own;
}

/** @param payload [planes × frames × ⌈latentSize / 8⌉], plane-major; returns what is left of it */
export function packBlock(payload: Uint8Array, frames: number, latentSize: number, planes: number): Uint8Array {
  const symbols = new Uint8Array(frames * latentSize);
  unpackPlanes(payload, frames, latentSize, planes, symbols);
  const encoder = new RangeEncoder();
  const models = new BitModels(latentSize * PER_CHANNEL);
  for (let i = 0; i < symbols.length; i++) {
    const channel = i % latentSize;
    const last = symbols[i - latentSize] ?? 0;
    for (let plane = 0; plane < planes; plane++) {
      const shift = planes - 1 - plane;
      const above = symbols[i]! >> (shift + 1);
      encoder.encode((symbols[i]! >> shift) & 1, models, contextOf(channel, plane, above, (last >> shift) & 1));
    }
  }
  return encoder.finish();
}

/** The payload that {@link packBlock} was given; any other bytes give some payload of that size. */
export function unpackBlock(packed: Uint8Array, frames: number, latentSize: number, planes: number): Uint8Array {
  const symbols = new Uint8Array(frames * latentSize);
  const decoder = new RangeDecoder(packed);
  const models = new BitModels(latentSize * PER_CHANNEL);
  for (let i = 0; i < symbols.length; i++) {
    const channel = i % latentSize;
    const last = symbols[i - latentSize] ?? 0;
    let value = 0;
    for (let plane = 0; plane < planes; plane++) {
      const before = (last >> (planes - 1 - plane)) & 1;
      value = 2 * value + decoder.decode(models, contextOf(channel, plane, value, before));
    }
    symbols[i] = value;
  }
  const payload = new Uint8Array(packedBytes(frames, latentSize, planes));
  packPlanes(symbols, frames, latentSize, planes, payload);
  return payload;
}
