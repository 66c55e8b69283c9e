import { packBlock, unpackBlock } from '../../../src/core/file/packed-block.js';
import { type FuzzTarget, isSame, mustHold } from './fuzz-target.js';

/** Any bytes as a packed block, whose first three choose its form: it has its size, and packed anew is read as the same. */
export const target: FuzzTarget = {
  seeds: () => [
    Uint8Array.of(7, 7, 0, ...packBlock(new Uint8Array(8).fill(0x5a), 8, 8, 1)),
    Uint8Array.of(2, 19, 2, ...packBlock(new Uint8Array(27).fill(0x77), 3, 20, 3)),
    Uint8Array.of(5, 15, 128, ...packBlock(new Uint8Array(12).fill(1), 6, 16, 1, new Uint8Array(6).fill(120))),
  ],
  maxBytes: 200,
  run: (bytes) => {
    const [first = 0, second = 0, third = 0] = bytes;
    const frames = 1 + (first % 8);
    const latentSize = 1 + (second % 20);
    const planes = 1 + (third & 7);
    const hasSpatial = (third & 128) !== 0;
    const block = unpackBlock(bytes.subarray(3), frames, latentSize, planes, hasSpatial);
    const payloadBytes = planes * frames * ((latentSize + 7) >> 3);
    mustHold(block.length === payloadBytes + (hasSpatial ? frames : 0), 'the block has its size');
    const payload = block.subarray(0, payloadBytes);
    const packed = packBlock(
      payload,
      frames,
      latentSize,
      planes,
      hasSpatial ? block.subarray(payloadBytes) : undefined,
    );
    mustHold(isSame(unpackBlock(packed, frames, latentSize, planes, hasSpatial), block), 'packed anew it is the same');
  },
};
