import { concatBytes } from '../buffers.js';
import { requireInteger } from '../errors.js';
import { AUDIO_HEADER_BYTES, MAX_PLANES, type PacketContext, spatialBytesOf } from './packet-types.js';

/**
 * Cuts an audio message down to at most `planes` planes without decoding it, and keeps or removes the spatial parameters
 * behind them. The message must have passed `parsePacket`.
 *
 * @param planes 1..8
 * @returns the message itself when there is nothing to cut, else a view of it; a copy where planes are removed from
 * before spatial parameters that stay
 * @throws RangeError when `planes` is outside its range: a packet without any plane is not valid
 */
export function thinAudio(
  bytes: Uint8Array,
  planes: number,
  context: PacketContext,
  withSpatialParameters = false,
): Uint8Array {
  requireInteger('planes', planes, 1, MAX_PLANES);
  const frames = bytes[5]!;
  const length = AUDIO_HEADER_BYTES + planes * frames * context.bytesPerFramePlane;
  const spatialBytes = spatialBytesOf(bytes.length - AUDIO_HEADER_BYTES, frames, context);
  const planesEnd = bytes.length - spatialBytes;
  const end = Math.min(length, planesEnd);
  if (withSpatialParameters && spatialBytes > 0)
    return end < planesEnd ? concatBytes([bytes.subarray(0, end), bytes.subarray(planesEnd)]) : bytes;
  return end < bytes.length ? bytes.subarray(0, end) : bytes;
}
