import { describe, expect, it } from 'vitest';
import { lowbias32 } from '../../../../src/core/dsp/noise.js';
import { type LcHeader, readLc, writeLc } from '../../../../src/core/file/lc-file.js';
import { LC_BLOCK_FRAMES } from '../../../../src/core/file/lc-record.js';
import { bytesPerFramePlane } from '../../../../src/core/latent/format.js';

/** A clip of 64 values a frame. */
const LATENT_SIZE = 64;

const header = (planes: number): LcHeader => ({
  modelSha256: 'ab'.repeat(32),
  originalSampleRateHz: 44_100,
  originalChannels: 2,
  sampleRateHz: 44_100,
  channels: 2,
  hopSamples: 2048,
  latentSize: LATENT_SIZE,
  planes,
});

function file(frames: number, planes: number): Uint8Array {
  const payload = Uint8Array.from({ length: planes * frames * 8 }, (_, i) => lowbias32(i));
  return writeLc(header(planes), [{ firstFrame: 0, frames, planes, payload }], frames * 2048);
}

describe('the arithmetic of payload sizes', () => {
  it.each([
    // frames, values, float32, 2 bits, 1 bit
    [161, 10_304, 41_216, 2576, 1288],
    [88, 5632, 22_528, 1408, 704],
  ])('holds for [1 × 64 × %i]', (frames, values, float32, two, one) => {
    expect(LATENT_SIZE * frames).toBe(values);
    expect(values * Float32Array.BYTES_PER_ELEMENT).toBe(float32);
    const plane = bytesPerFramePlane({ latentSize: LATENT_SIZE }) * frames;
    expect([2 * plane, plane]).toEqual([two, one]);
    for (const [planes, bytes] of [
      [1, one],
      [2, two],
    ] as const) {
      const lc = readLc(file(frames, planes));
      expect(lc.blocks.reduce((sum, block) => sum + block.payload.length, 0)).toBe(bytes);
    }
  });
});

describe('the container', () => {
  it.each([
    [1, 1],
    [88, 1],
    [161, 1],
    [161, 2],
    [256, 8],
    [257, 1],
    [5000, 3],
  ])('adds fewer than 64 bytes and one CRC a block to %i frames of %i bits', (frames, planes) => {
    const blocks = Math.ceil(frames / LC_BLOCK_FRAMES);
    const overhead = file(frames, planes).length - frames * planes * 8;
    // Besides its CRC a block has two bytes, of which only the first counts towards the 64.
    expect(overhead - 4 * blocks - 2 * (blocks - 1)).toBeLessThan(64);
  });

  it('keeps 7.5 seconds at 1 bit under 1.4 KB', () => {
    expect(file(161, 1).length).toBe(1350);
    expect(file(161, 1).length).toBeLessThan(1.4 * 1000);
  });
});
