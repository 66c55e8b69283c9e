import { concatBytes } from '../buffers.js';
import { packedBytes, packPlanes, unpackPlanes } from '../latent/bitpack.js';
import { STEREO_BANDS } from '../latent/spatial-parameters.js';
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

/** Contexts of the spatial parameters: a bit as that of the band's byte before, by its place, and bits of another byte. */
const SPATIAL_CONTEXTS = 8 + 256;

/**
 * @param payload [planes × frames × ⌈latentSize / 8⌉], plane-major
 * @param image [frames], a byte each after each frame's values; left out where there is none
 * @returns what is left of both
 */
export function packBlock(
  payload: Uint8Array,
  frames: number,
  latentSize: number,
  planes: number,
  spatial?: Uint8Array,
): Uint8Array {
  const symbols = new Uint8Array(frames * latentSize);
  unpackPlanes(payload, frames, latentSize, planes, symbols);
  const encoder = new RangeEncoder();
  const models = new BitModels(latentSize * PER_CHANNEL + (spatial ? SPATIAL_CONTEXTS : 0));
  for (let i = 0; i < symbols.length; i++) {
    const channel = i % latentSize;
    const last = symbols[i - latentSize] ?? 0;
    for (let plane = 0; plane < planes; plane++) {
      const shift = planes - 1 - plane;
      const above = symbols[i]! >> (shift + 1);
      encoder.encode((symbols[i]! >> shift) & 1, models, contextOf(channel, plane, above, (last >> shift) & 1));
    }
    if (spatial && channel === latentSize - 1) {
      const frame = (i - channel) / latentSize;
      const bit = (value: number, context: number): number => {
        encoder.encode(value, models, context);
        return value;
      };
      codeSpatial(spatial[frame]!, spatial[frame - STEREO_BANDS] ?? 0, latentSize * PER_CHANNEL, bit);
    }
  }
  return encoder.finish();
}

/**
 * One byte of the image, bit by bit: while it is the one of before, each bit's context is its place; then the bits above.
 *
 * @param code is given the bit, or 0 where it is yet to be read, and its context; returns the bit
 */
function codeSpatial(
  byte: number,
  before: number,
  contexts: number,
  code: (bit: number, context: number) => number,
): number {
  let value = 1;
  let isSame = true;
  for (let shift = 7; shift >= 0; shift--) {
    const expected = (before >> shift) & 1;
    const bit = (byte >> shift) & 1;
    const got = isSame ? code(bit ^ expected, contexts + shift) ^ expected : code(bit, contexts + 8 + value);
    if (got !== expected) isSame = false;
    value = 2 * value + got;
  }
  return value - 256;
}

/**
 * The payload that {@link packBlock} was given, and the image behind it; any other bytes give something of that size.
 */
export function unpackBlock(
  packed: Uint8Array,
  frames: number,
  latentSize: number,
  planes: number,
  hasSpatialParameters = false,
): Uint8Array {
  const symbols = new Uint8Array(frames * latentSize);
  const decoder = new RangeDecoder(packed);
  const models = new BitModels(latentSize * PER_CHANNEL + (hasSpatialParameters ? SPATIAL_CONTEXTS : 0));
  const spatial = new Uint8Array(hasSpatialParameters ? frames : 0);
  for (let i = 0; i < symbols.length; i++) {
    const channel = i % latentSize;
    const last = symbols[i - latentSize] ?? 0;
    let value = 0;
    for (let plane = 0; plane < planes; plane++) {
      const before = (last >> (planes - 1 - plane)) & 1;
      value = 2 * value + decoder.decode(models, contextOf(channel, plane, value, before));
    }
    symbols[i] = value;
    if (hasSpatialParameters && channel === latentSize - 1) {
      const frame = (i - channel) / latentSize;
      const bit = (_: number, context: number): number => decoder.decode(models, context);
      spatial[frame] = codeSpatial(0, spatial[frame - STEREO_BANDS] ?? 0, latentSize * PER_CHANNEL, bit);
    }
  }
  const payload = new Uint8Array(packedBytes(frames, latentSize, planes));
  packPlanes(symbols, frames, latentSize, planes, payload);
  return hasSpatialParameters ? concatBytes([payload, spatial]) : payload;
}
