import type { FrameBlock } from './frames.js';
import { MAX_BITS } from './quantizer.js';

/**
 * Part of a block as a block of its own, copied plane by plane, because the payload is plane-major.
 *
 * @param from first frame of the part, counted from the block's own first frame
 * @throws RangeError when the part does not lie inside the block
 */
export function sliceBlock(block: FrameBlock, from: number, frames: number, bytesPerFramePlane: number): FrameBlock {
  if (!(from >= 0 && frames >= 1 && from + frames <= block.frames))
    throw new RangeError(`frames ${from} to ${from + frames} must lie inside a block of ${block.frames}`);
  if (from === 0 && frames === block.frames) return block;
  const payload = new Uint8Array(block.planes * frames * bytesPerFramePlane);
  copyPlanes(block, from, frames, bytesPerFramePlane, payload, 0, frames);
  const spatial = block.spatial?.slice(from, from + frames);
  return { firstFrame: block.firstFrame + from, frames, planes: block.planes, payload, ...(spatial && { spatial }) };
}

/**
 * Copies `frames` frames of every plane of `block` to frame `toFrame` of `target`, a payload of `targetFrames` frames
 * and as many planes.
 */
export function copyPlanes(
  block: FrameBlock,
  from: number,
  frames: number,
  bytesPerFramePlane: number,
  target: Uint8Array,
  toFrame: number,
  targetFrames: number,
): void {
  for (let plane = 0; plane < block.planes; plane++) {
    const start = (plane * block.frames + from) * bytesPerFramePlane;
    target.set(
      block.payload.subarray(start, start + frames * bytesPerFramePlane),
      (plane * targetFrames + toFrame) * bytesPerFramePlane,
    );
  }
}

/** @throws RangeError naming the field, unless payload and spatial parameters have the lengths that the other fields state. */
export function requireBlock(block: FrameBlock, bytesPerFramePlane: number): void {
  const { firstFrame, frames, planes, payload } = block;
  if (!Number.isSafeInteger(firstFrame) || firstFrame < 0 || !Number.isSafeInteger(firstFrame + frames))
    throw new RangeError(`firstFrame must be an integer from 0 to 2^53 − 1, got ${firstFrame}`);
  if (!Number.isInteger(frames) || frames < 1) throw new RangeError(`frames must be an integer from 1, got ${frames}`);
  if (!Number.isInteger(planes) || planes < 1 || planes > MAX_BITS)
    throw new RangeError(`planes must be an integer from 1 to ${MAX_BITS}, got ${planes}`);
  const size = planes * frames * bytesPerFramePlane;
  if (payload.length !== size) throw new RangeError(`payload.length must be ${size}, got ${payload.length}`);
  if (block.spatial && block.spatial.length !== frames)
    throw new RangeError(`spatial.length must be ${frames}, got ${block.spatial.length}`);
}
