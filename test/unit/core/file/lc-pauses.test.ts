import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../../src/core/buffers.js';
import { NO_NOISE } from '../../../../src/core/dsp/comfort-noise.js';
import { CodecError } from '../../../../src/core/errors.js';
import { type LcHeader, LcReader, LcWriter, readLc } from '../../../../src/core/file/lc-file.js';
import { seededRandom } from '../../../../src/core/random.js';

const HEADER: LcHeader = {
  modelSha256: 'a'.repeat(64),
  originalSampleRateHz: 10_000,
  originalChannels: 1,
  sampleRateHz: 10_000,
  channels: 1,
  hopSamples: 1000,
  latentSize: 64,
  planes: 1,
  hasPauses: true,
};
const NOISE = { level: 120, reflection: [10, 200] };
const block = (firstFrame: number, frames: number) => ({
  firstFrame,
  frames,
  planes: 1,
  payload: Uint8Array.from({ length: 8 * frames }, (_, i) => firstFrame + (i >> 3)),
});

/** 300 frames, a pause of 1000 with noise, 5 frames, a gap of 70,000 and 2 frames; offsets of the records. */
function paused(): { bytes: Uint8Array; at: number[] } {
  const writer = new LcWriter(HEADER);
  const parts = [
    writer.header(),
    writer.append(block(0, 300)),
    writer.pause(1000, NOISE),
    writer.append(block(1300, 5)),
    writer.pause(70_000, NO_NOISE),
    writer.append(block(71_305, 2)),
    writer.finish(71_307_000),
  ];
  let offset = 0;
  const at = parts.map((part) => {
    offset += part.length;
    return offset;
  });
  return { bytes: concatBytes(parts), at };
}

describe('a file with pauses', () => {
  it('keeps their length: blocks have the indices that they had in the stream', () => {
    const file = readLc(paused().bytes);
    expect(file.blocks.map(({ firstFrame, frames }) => [firstFrame, frames])).toEqual([
      [0, 256],
      [256, 44],
      [1300, 5],
      [71_305, 2],
    ]);
    expect(file.pauses).toEqual([
      { firstFrame: 300, frames: 1000, noise: NOISE, continues: false },
      { firstFrame: 1305, frames: 70_000, noise: NO_NOISE, continues: false },
    ]);
    expect([file.frames, file.totalSamples, file.damage]).toEqual([71_307, 71_307_000, []]);
  });

  it('is read alike however its bytes are cut', () => {
    const { bytes } = paused();
    const seed = 20_261_128;
    const random = seededRandom(seed);
    for (let round = 0; round < 50; round++) {
      const reader = new LcReader();
      const blocks = [];
      for (let at = 0; at < bytes.length; ) {
        const n = 1 + Math.floor(random() * 40);
        blocks.push(...reader.push(bytes.subarray(at, at + n)));
        at += n;
      }
      const { blocks: last, ...rest } = reader.finish();
      expect({ ...rest, blocks: [...blocks, ...last] }, `seed ${seed}, round ${round}`).toEqual(readLc(bytes));
    }
  });

  it('of which a pause is damaged loses that pause alone', () => {
    const { bytes, at } = paused();
    // The noise level of the first pause, which is the last record of its part.
    bytes[at[2]! - 4 - 2 - 2]! ^= 1;
    const file = readLc(bytes);
    expect(file.blocks.map(({ firstFrame }) => firstFrame)).toEqual([0, 256, 1300, 71_305]);
    expect(file.damage).toMatchObject([{ frame: 300, frames: 1000, code: 'FILE_DAMAGED' }]);
    expect(file.pauses).toHaveLength(1);
  });

  it('that ends anywhere yields what is whole before its end', () => {
    const { bytes, at } = paused();
    for (let length = at[0]!; length < bytes.length; length++) {
      const file = readLc(bytes.subarray(0, length));
      expect(file.totalSamples).toBeNull();
      expect(file.frames).toBeLessThanOrEqual(71_307);
      expect(file.pauses.length).toBe(length >= at[4]! ? 2 : length >= at[2]! ? 1 : 0);
    }
  });

  it('has a flag, without which neither the writer nor the reader takes a pause', () => {
    const { hasPauses: _, ...plain } = HEADER;
    expect(() => new LcWriter(plain).pause(1, NO_NOISE)).toThrow('hasPauses must be true in the header');
    const { bytes } = paused();
    expect(bytes[5]).toBe(8);
    bytes[5] = 0;
    expect(() => readLc(bytes)).toThrow(CodecError);
    expect(() => new LcWriter(HEADER).pause(0, NO_NOISE)).toThrow('frames must be an integer from 1');
  });
});
