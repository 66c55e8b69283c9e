import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../../src/core/errors.js';
import {
  type LcFile,
  type LcHeader,
  LcReader,
  LcWriter,
  lcModelMatches,
  readLc,
  writeLc,
} from '../../../../src/core/file/lc-file.js';
import { sliceBlock } from '../../../../src/core/latent/frame-slice.js';
import type { FrameBlock } from '../../../../src/core/latent/frames.js';

const SHA = '0123456789abcdef'.repeat(4);
const HEADER: LcHeader = {
  modelSha256: SHA,
  originalSampleRateHz: 48000,
  originalChannels: 2,
  sampleRateHz: 44100,
  channels: 1,
  hopSamples: 2048,
  latentSize: 64,
  planes: 1,
};

function block(frames: number, planes = 1, bytesPerFramePlane = 8, firstFrame = 0): FrameBlock {
  const payload = Uint8Array.from(
    { length: frames * planes * bytesPerFramePlane },
    (_, i) => (i * 73 + (i >> 5)) & 255,
  );
  return { firstFrame, frames, planes, payload };
}

/** The file's intact frames as one payload per frame, so that the cutting into blocks does not matter. */
function frames(blocks: readonly FrameBlock[], bytesPerFramePlane = 8): Map<number, string> {
  const out = new Map<number, string>();
  for (const b of blocks)
    for (let f = 0; f < b.frames; f++)
      out.set(b.firstFrame + f, sliceBlock(b, f, 1, bytesPerFramePlane).payload.join());
  return out;
}

function refusal(bytes: Uint8Array): string {
  try {
    readLc(bytes);
  } catch (error) {
    if (error instanceof CodecError) return error.code;
    throw error;
  }
  return 'none';
}

/** A small file of three blocks: 256 + 256 + 3 frames of one byte, one plane. */
const SMALL_HEADER: LcHeader = { ...HEADER, latentSize: 8, hopSamples: 16 };
const SMALL_FRAMES = block(515, 1, 1);
const SMALL = writeLc(SMALL_HEADER, [SMALL_FRAMES], 515 * 16 - 5, 9000);

describe('a complete file', () => {
  it('of 161 frames at 1 bit is 1350 bytes: 1288 of payload, 58 of container and one CRC', () => {
    const file = writeLc(HEADER, [block(161)], 329_000, 358_095);
    expect(file).toHaveLength(1350);
    expect(file.length - 1288 - 4).toBeLessThan(64);
    const read = readLc(file);
    expect(read.blocks).toEqual([block(161)]);
    expect(read).toMatchObject({ frames: 161, totalSamples: 329_000, originalSamples: 358_095, damage: [] });
  });

  it('of 161 frames at 2 bits is 2638 bytes', () => {
    expect(writeLc({ ...HEADER, planes: 2 }, [block(161, 2)], 1)).toHaveLength(2638);
  });

  it('is read as it was written, however the blocks were cut', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 });
    fc.assert(
      fc.property(
        cuts,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 20 }),
        (lengths, planes, latentSize) => {
          const size = (latentSize + 7) >> 3;
          let at = 1000;
          const blocks = lengths.map((n) => {
            at += n;
            return block(n, planes, size, at - n);
          });
          const header = { ...HEADER, planes, latentSize };
          const total = lengths.reduce((a, b) => a + b, 0);
          const read = readLc(writeLc(header, blocks, total * 2048));
          expect(read.header).toEqual({ ...header, modelSha256: SHA.slice(0, 32) });
          expect([read.frames, read.totalSamples, read.originalSamples]).toEqual([total, total * 2048, null]);
          expect(read.damage).toEqual([]);
          const moved = blocks.map((b) => ({ ...b, firstFrame: b.firstFrame - 1000 }));
          expect(frames(read.blocks, size)).toEqual(frames(moved, size));
        },
      ),
      { seed: 11, numRuns: 60 },
    );
  });

  it('may hold no frame at all', () => {
    expect(readLc(writeLc(HEADER, [], 0))).toMatchObject({ blocks: [], frames: 0, totalSamples: 0, damage: [] });
  });

  it('keeps a normaliser to half float precision', () => {
    const offset = Array.from({ length: 64 }, (_, i) => (i - 32) / 7);
    const scale = Array.from({ length: 64 }, (_, i) => 0.5 + i / 9);
    const read = readLc(writeLc({ ...HEADER, normalizer: { kind: 'affine', offset, scale } }, [block(3)], 9));
    read.header.normalizer?.offset.forEach((v, i) => {
      expect(Math.abs(v - offset[i]!)).toBeLessThanOrEqual(Math.abs(offset[i]!) / 2048);
    });
    expect(read.header.normalizer?.scale).toHaveLength(64);
    expect(read.blocks).toEqual([block(3)]);
  });

  it('belongs to the model whose sha256 begins like the hash in it', () => {
    const { header } = readLc(writeLc(HEADER, [], 0));
    expect(lcModelMatches(header, SHA)).toBe(true);
    expect(lcModelMatches(header, `f${SHA.slice(1)}`)).toBe(false);
  });
});

describe('LcWriter', () => {
  it.each([
    ['modelSha256', { modelSha256: 'abc' }],
    ['originalSampleRateHz', { originalSampleRateHz: 0 }],
    ['hopSamples', { hopSamples: 65537 }],
    ['planes', { planes: 9 }],
    ['normalizer', { normalizer: { kind: 'affine' as const, offset: [0], scale: [1] } }],
    ['normalizer', { latentSize: 1, normalizer: { kind: 'affine' as const, offset: [0], scale: [1e-9] } }],
  ])('refuses a wrong %s by name', (field, change) => {
    expect(() => new LcWriter({ ...HEADER, ...change })).toThrow(new RegExp(`^${field} must`));
  });

  it('refuses gaps, other planes, too many samples and anything after the end', () => {
    const writer = new LcWriter(HEADER);
    writer.append(block(4, 1, 8, 10));
    expect(() => writer.append(block(4, 1, 8, 15))).toThrow(/firstFrame/);
    expect(() => writer.append(block(4, 2, 8, 14))).toThrow(/planes/);
    expect(() => writer.finish(4 * 2048 + 1)).toThrow(/totalSamples/);
    writer.finish(4 * 2048);
    expect(() => writer.append(block(1, 1, 8, 14))).toThrow(/finished/);
    expect(() => writer.finish(0)).toThrow(/finished/);
  });
});

describe('a damaged file', () => {
  const whole = frames([SMALL_FRAMES], 1);
  const headerBytes = 39;

  function check(bytes: Uint8Array): LcFile {
    const read = readLc(bytes);
    for (const [frame, payload] of frames(read.blocks, 1))
      if (whole.get(frame) !== payload) throw new Error(`frame ${frame} is not the original`);
    return read;
  }

  it('that ends early is read up to its last complete block and reports where it ends, for every length', () => {
    const ends = [headerBytes, headerBytes + 262, headerBytes + 524, headerBytes + 533, SMALL.length];
    for (let length = 0; length < SMALL.length; length++) {
      const cut = SMALL.slice(0, length);
      if (length < headerBytes) {
        expect(refusal(cut), `${length}`).toBe('FILE_TRUNCATED');
        continue;
      }
      const read = check(cut);
      const record = ends.filter((end) => end <= length).length - 1;
      expect(read.blocks, `${length}`).toHaveLength(record);
      expect(read.damage, `${length}`).toMatchObject([
        { code: 'FILE_TRUNCATED', offset: ends[record], block: record, frame: Math.min(515, record * 256) },
      ]);
      expect(read.totalSamples).toBeNull();
    }
  });

  it('with a bit flipped loses no more than the block it is in, for every byte', () => {
    for (let at = 0; at < SMALL.length; at++) {
      const bad = SMALL.slice();
      bad[at]! ^= 1 << (at % 8);
      if (at < headerBytes) {
        expect(refusal(bad), `${at}`).toMatch(at < 4 ? /^FILE_MAGIC$/ : /^FILE_(VERSION|DAMAGED|HEADER|TRUNCATED)$/);
        continue;
      }
      const read = check(bad);
      const record = at < 301 ? 0 : at < 563 ? 1 : at < 572 ? 2 : 3;
      expect(read.damage, `${at}`).toHaveLength(1);
      expect(read.damage[0], `${at}`).toMatchObject({ block: record, frame: Math.min(515, record * 256) });
      expect(read.blocks, `${at}`).toHaveLength(record < 3 ? 2 : 3);
      if (record < 3) {
        expect(read.damage[0], `${at}`).toMatchObject({ code: 'FILE_DAMAGED', frames: record < 2 ? 256 : 3 });
        expect(read.totalSamples, `${at}`).toBe(515 * 16 - 5);
      }
    }
  });

  it('with two blocks swapped does not pass', () => {
    const bad = SMALL.slice();
    bad.set(SMALL.subarray(headerBytes, headerBytes + 262), headerBytes + 262);
    bad.set(SMALL.subarray(headerBytes + 262, headerBytes + 524), headerBytes);
    expect(readLc(bad).blocks).toEqual([]);
    expect(readLc(bad).damage).toHaveLength(1);
  });

  it('with bytes after its end reports them', () => {
    expect(check(Uint8Array.of(...SMALL, 1, 2)).damage).toMatchObject([{ code: 'FILE_DAMAGED', offset: SMALL.length }]);
  });

  it.each([
    ['empty', [], 'FILE_TRUNCATED'],
    ['another format', [0x52, 0x49, 0x46, 0x46], 'FILE_MAGIC'],
    ['a later version', [0x4c, 0x43, 0x53, 0x54, 2], 'FILE_VERSION'],
  ])('that is %s is refused with a code', (_, bytes, code) => {
    expect(refusal(Uint8Array.from(bytes))).toBe(code);
  });
});

describe('LcReader', () => {
  function inPieces(bytes: Uint8Array, size: number): LcFile {
    const reader = new LcReader();
    const blocks: FrameBlock[] = [];
    for (let at = 0; at < bytes.length; at += size) blocks.push(...reader.push(bytes.subarray(at, at + size)));
    const { blocks: last, ...summary } = reader.finish();
    return { ...summary, blocks: [...blocks, ...last] };
  }

  it.each([1, 2, 3, 7, 64, 263, 1000])('reads the same in pieces of %i bytes, intact or damaged', (size) => {
    const first = SMALL.slice();
    first[100]! ^= 4;
    const length = SMALL.slice();
    length[40]! ^= 4;
    for (const bytes of [SMALL, first, length, SMALL.subarray(0, 400), Uint8Array.of(...SMALL, 9)])
      expect(inPieces(bytes, size)).toEqual(readLc(bytes));
  });

  it('returns each block as soon as it is complete, without waiting for the end', () => {
    const reader = new LcReader();
    expect(reader.push(SMALL.subarray(0, 39 + 262))).toHaveLength(1);
    expect(reader.header?.latentSize).toBe(8);
  });
});
