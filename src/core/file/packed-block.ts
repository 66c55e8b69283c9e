import { concatBytes } from '../buffers.js';
import { packedBytes, packPlanes, unpackPlanes } from '../latent/bitpack.js';
import { MAX_BITS } from '../latent/quantizer.js';
import { STEREO_BANDS } from '../latent/spatial-parameters.js';
import { BitModels, RangeDecoder, RangeEncoder } from './range-coder.js';

/**
 * Lossless compression of a block of an `.lc` file: an adaptive range coder that learns which latent channels mostly
 * have one sign and which values stay. Bits are coded frame by frame, channel by channel, the most significant bit
 * first. The context of a bit is its channel, its plane and, in the first three planes, the value's more significant
 * bits and the same bit one frame before.
 *
 * Every block is coded by itself, so that damage stays in one block. Streams are not packed: their packets are too
 * short to learn from, and a relay cuts planes off them.
 */

/** Planes with contexts of their own; the less significant ones are almost noise and share one context per channel. */
const MODELLED = 3;
/** Contexts of a channel: 2 · (1 + 2 + 4) for the modelled planes, then one for each of the others. */
const PER_CHANNEL = 2 * (2 ** MODELLED - 1) + (MAX_BITS - MODELLED);

function contextOf(channel: number, plane: number, above: number, before: number): number {
  const own = plane < MODELLED ? 2 * (2 ** plane - 1 + above) + before : 2 * (2 ** MODELLED - 1) + (plane - MODELLED);
  return channel * PER_CHANNEL + own;
}

/**
 * Contexts of a byte of spatial parameters: 8 while it equals the band's last byte, by bit, then 256 by the bits so
 * far.
 */
const SPATIAL_CONTEXTS = 8 + 256;

/**
 * Compresses a block's payload without loss, by range coding.
 *
 * @param payload [planes × frames × ⌈latentSize / 8⌉], plane-major
 * @param spatial [frames]: one byte of spatial parameters per frame, coded after the frame's values
 * @returns the packed bytes of both
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
 * Codes one byte of spatial parameters, bit by bit. While the bits equal those of the band's last byte, the context is
 * the place of the bit; after the first difference it is the bits so far.
 *
 * @param code encodes the bit in its context and returns it, or ignores it and returns the bit that was decoded
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
 * The payload of {@link packBlock}, followed by the spatial parameters. Any other bytes decode to some result of
 * the same size, never an error.
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
