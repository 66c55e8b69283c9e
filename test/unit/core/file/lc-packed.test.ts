import { describe, expect, it } from 'vitest';
import { lowbias32 } from '../../../../src/core/dsp/noise.js';
import { type LcHeader, LcReader, readLc, writeLc } from '../../../../src/core/file/lc-file.js';
import { LC_BLOCK, LC_PACKED_BLOCK } from '../../../../src/core/file/lc-record.js';

const SEED = 11;
const HEADER: LcHeader = {
  modelSha256: 'cd'.repeat(32),
  originalSampleRateHz: 44_100,
  originalChannels: 1,
  sampleRateHz: 44_100,
  channels: 1,
  hopSamples: 2048,
  latentSize: 64,
  planes: 2,
  isPacked: true,
};
const HEADER_BYTES = 39;

/** Two planes: the first mostly zeros, the second noise where `noisy`, else zeros. */
function payload(frames: number, noisy = false): Uint8Array {
  return Uint8Array.from({ length: 2 * frames * 8 }, (_, i) =>
    i < frames * 8 ? lowbias32(SEED + i) & lowbias32(SEED - i) & lowbias32(2 * i) : noisy ? lowbias32(i) : 0,
  );
}

const file = (frames: number, noisy = false, header = HEADER): Uint8Array =>
  writeLc(header, [{ firstFrame: 0, frames, planes: 2, payload: payload(frames, noisy) }], frames * 2048);

const { isPacked: _, ...PLAIN } = HEADER;

describe(`a packed .lc file (seed ${SEED})`, () => {
  it.each([20, 161, 256, 257, 700])('of %i frames is read as the blocks of the plain one, in fewer bytes', (frames) => {
    const packed = file(frames);
    const plain = file(frames, false, PLAIN);
    expect(readLc(packed)).toEqual({ ...readLc(plain), header: readLc(packed).header });
    expect(readLc(packed).header.isPacked).toBe(true);
    expect(readLc(plain).header.isPacked).toBeUndefined();
    expect(packed.length).toBeLessThan(plain.length);
    expect(packed[HEADER_BYTES]).toBe(LC_PACKED_BLOCK);
  });

  it('keeps a block plain that packing does not shorten', () => {
    const noise = Uint8Array.from({ length: 2 * 20 * 8 }, (_, i) => lowbias32(i));
    const bytes = writeLc(HEADER, [{ firstFrame: 0, frames: 20, planes: 2, payload: noise }], 20 * 2048);
    expect(bytes[HEADER_BYTES]).toBe(LC_BLOCK);
    expect(readLc(bytes).blocks[0]!.payload).toEqual(noise);
  });

  it('reads the same in pieces of any length', () => {
    const bytes = file(700, true);
    const whole = readLc(bytes);
    for (const size of [1, 2, 3, 7, 100, 1001]) {
      const reader = new LcReader();
      const blocks = [];
      for (let at = 0; at < bytes.length; at += size) blocks.push(...reader.push(bytes.subarray(at, at + size)));
      blocks.push(...reader.finish().blocks);
      expect(blocks).toEqual(whole.blocks);
    }
  });

  it('loses a damaged block alone and reports it', () => {
    const bytes = file(700);
    bytes[HEADER_BYTES + 30]! ^= 4;
    const read = readLc(bytes);
    expect(read.blocks.map((b) => b.firstFrame)).toEqual([256, 512]);
    expect(read.damage).toMatchObject([{ code: 'FILE_DAMAGED', frame: 0, frames: 256 }]);
    expect(read.totalSamples).toBe(700 * 2048);
  });

  it('is read as blocks of the right size or damage for any change of a byte, and for any cut', () => {
    const bytes = file(300);
    for (let i = 0; i < 1500; i++) {
      const changed = bytes.slice();
      const at = HEADER_BYTES + (lowbias32(SEED + i) % (bytes.length - HEADER_BYTES));
      changed[at]! ^= 1 << (i % 8);
      const read = readLc(changed);
      expect(read.damage.length).toBeGreaterThan(0);
      for (const block of read.blocks) expect(block.payload.length).toBe(block.frames * 16);
    }
    for (let length = HEADER_BYTES; length < bytes.length; length += 13)
      expect(readLc(bytes.subarray(0, length)).damage.length).toBeGreaterThan(0);
  });

  it('refuses packed blocks where the header does not allow them', () => {
    const bytes = file(100);
    const plain = file(100, false, PLAIN);
    const mixed = new Uint8Array([...plain.subarray(0, HEADER_BYTES), ...bytes.subarray(HEADER_BYTES)]);
    expect(readLc(mixed).blocks).toEqual([]);
    expect(readLc(mixed).damage).toHaveLength(1);
  });

  it('has its frozen bytes', () => {
    expect(Buffer.from(file(5).subarray(HEADER_BYTES)).toString('hex')).toBe(
      '5004000037000000007fe28765fe08067fe79e17f8036a66080405a635996024ee4120baa46935f800fcc98c943d0745b07dd21219b58c4f10800af524ef3f8f450000000028000000000000007f51db80',
    );
  });
});
