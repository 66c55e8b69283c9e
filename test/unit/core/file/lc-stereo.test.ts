import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../../src/core/crc32c.js';
import { lowbias32 } from '../../../../src/core/dsp/noise.js';
import { CodecError } from '../../../../src/core/errors.js';
import { type LcHeader, LcReader, LcWriter, readLc, writeLc } from '../../../../src/core/file/lc-file.js';
import { encodeLcHeader, parseLcHeader } from '../../../../src/core/file/lc-header.js';
import { LC_BLOCK, LC_PACKED_BLOCK } from '../../../../src/core/file/lc-record.js';
import { packBlock, unpackBlock } from '../../../../src/core/file/packed-block.js';
import { sliceBlock } from '../../../../src/core/latent/frame-slice.js';
import type { FrameBlock } from '../../../../src/core/latent/frames.js';
import { NO_SPATIAL_PARAMETERS, STEREO_BANDS } from '../../../../src/core/latent/spatial-parameters.js';
import { anyPayload, BLOCK_SHAPE } from '../../../support/payload.js';

const HEADER: LcHeader = {
  modelSha256: '0123456789abcdef'.repeat(4),
  originalSampleRateHz: 48_000,
  originalChannels: 2,
  sampleRateHz: 44_100,
  channels: 1,
  hopSamples: 2048,
  latentSize: 64,
  planes: 1,
  hasSpatialParameters: true,
};
const HEADER_BYTES = 39;
const PACKED: LcHeader = { ...HEADER, isPacked: true };
const { hasSpatialParameters: _, ...MONO } = HEADER;

/** Spatial parameters whose every byte identifies its frame. */
const spatialFor = (firstFrame: number, frames: number): Uint8Array =>
  Uint8Array.from({ length: frames }, (_, i) => lowbias32(firstFrame + i) % 248);

/** Mostly zeros in the first plane, so that packing shortens it. */
function block(frames: number, planes = 1, firstFrame = 0, size = 8): FrameBlock {
  const payload = Uint8Array.from({ length: frames * planes * size }, (_, i) =>
    i < frames * size ? lowbias32(i) & lowbias32(7 * i + 1) & lowbias32(13 * i + 2) : 0,
  );
  return { firstFrame, frames, planes, payload, spatial: spatialFor(firstFrame, frames) };
}

/** Frame by frame, so that the cutting into blocks does not matter. */
function framesOf(blocks: readonly FrameBlock[], size = 8): Map<number, string> {
  const out = new Map<number, string>();
  for (const b of blocks)
    for (let f = 0; f < b.frames; f++) {
      const one = sliceBlock(b, f, 1, size);
      out.set(b.firstFrame + f, `${one.payload.join()} ${one.spatial?.join()}`);
    }
  return out;
}
const spatialOf = (blocks: readonly FrameBlock[]): number[] => blocks.flatMap(({ spatial }) => [...spatial!]);

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CodecError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'none';
}

describe('the header of a file in stereo', () => {
  it('has bit 2 of its flags and is read as it was written', () => {
    for (const [header, flags] of [
      [MONO, 0],
      [HEADER, 4],
      [PACKED, 6],
    ] as const) {
      const bytes = encodeLcHeader(header);
      expect(bytes[5]).toBe(flags);
      expect(bytes).toHaveLength(HEADER_BYTES);
      expect(parseLcHeader(bytes)).toEqual({
        header: { ...header, modelSha256: header.modelSha256.slice(0, 32) },
        length: HEADER_BYTES,
      });
    }
    expect(parseLcHeader(encodeLcHeader(MONO))!.header).not.toHaveProperty('hasSpatialParameters');
    const scale = new Array(64).fill(1);
    const normalizer = { kind: 'affine' as const, offset: scale, scale };
    expect(encodeLcHeader({ ...PACKED, normalizer })[5]).toBe(7);
    expect(parseLcHeader(encodeLcHeader({ ...PACKED, normalizer }))!.header).toMatchObject({
      hasSpatialParameters: true,
      normalizer,
    });
  });

  it('differs from that of a mono file by its flag and its checksum alone', () => {
    const [mono, stereo] = [encodeLcHeader(MONO), encodeLcHeader(HEADER)];
    expect(mono.subarray(0, 5)).toEqual(stereo.subarray(0, 5));
    expect(mono.subarray(6, 35)).toEqual(stereo.subarray(6, 35));
  });

  it('of two channels is refused, by name when written and with FILE_HEADER when read', () => {
    expect(() => new LcWriter({ ...HEADER, channels: 2 })).toThrow(/^channels must be an integer from 1 to 1, got 2/);
    const bytes = encodeLcHeader({ ...MONO, channels: 2 });
    bytes[5] = 4;
    new DataView(bytes.buffer).setUint32(bytes.length - 4, crc32c(bytes.subarray(0, bytes.length - 4)));
    expect(refusal(() => readLc(bytes))).toBe('FILE_HEADER channels must be 1 with spatial parameters, got 2');
  });

  it('of an unknown flag is still refused', () => {
    const bytes = encodeLcHeader(HEADER);
    bytes[5] = 16 | 4;
    new DataView(bytes.buffer).setUint32(bytes.length - 4, crc32c(bytes.subarray(0, bytes.length - 4)));
    expect(refusal(() => readLc(bytes))).toMatch(/^FILE_VERSION flags must be 0 to 15, got 20/);
  });
});

describe.each([
  ['plain', HEADER],
  ['packed', PACKED],
])('a %s file in stereo', (name, base) => {
  it.each([1, 2, 3, 8])('of %i planes is read as it was written', (planes) => {
    const header = { ...base, planes };
    const bytes = writeLc(header, [block(300, planes)], 300 * 2048 - 5, 9);
    const read = readLc(bytes);
    expect(read.damage).toEqual([]);
    expect(read.header.hasSpatialParameters).toBe(true);
    expect(framesOf(read.blocks)).toEqual(framesOf([block(300, planes)]));
    expect(read).toMatchObject({ frames: 300, totalSamples: 300 * 2048 - 5, originalSamples: 9 });
    expect(bytes[HEADER_BYTES]).toBe(name === 'packed' ? LC_PACKED_BLOCK : LC_BLOCK);
  });

  it('is read as it was written, however the blocks were cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 20 }),
        (lengths, planes, latentSize) => {
          const size = (latentSize + 7) >> 3;
          const header = { ...base, planes, latentSize };
          let at = 0;
          const blocks = lengths.map((n) => {
            at += n;
            const b = block(n, planes, at - n, size);
            // Pad bits are 0, as packPlanes leaves them.
            if (latentSize % 8)
              b.payload.forEach((byte, i) => {
                if (i % size === size - 1) b.payload[i] = byte & (0xff << (8 - (latentSize % 8)));
              });
            return b;
          });
          const read = readLc(writeLc(header, blocks, at * 2048));
          expect(read.damage).toEqual([]);
          expect(framesOf(read.blocks, size)).toEqual(framesOf(blocks, size));
        },
      ),
      { seed: 12, numRuns: 30 },
    );
  });

  it('reads the same in pieces of any length, intact or damaged', () => {
    const whole = writeLc(base, [block(520)], 520 * 2048);
    const damaged = whole.slice();
    damaged[HEADER_BYTES + 50] ^= 4;
    for (const bytes of [whole, damaged, whole.subarray(0, 900)])
      for (const size of [1, 7, 263, 5000]) {
        const reader = new LcReader();
        const blocks: FrameBlock[] = [];
        for (let at = 0; at < bytes.length; at += size) blocks.push(...reader.push(bytes.subarray(at, at + size)));
        const { blocks: last, ...summary } = reader.finish();
        expect({ ...summary, blocks: [...blocks, ...last] }).toEqual(readLc(bytes));
      }
  });

  it('loses a damaged block alone, in its planes or in its spatial parameters', () => {
    const whole = writeLc(base, [block(700)], 700 * 2048);
    const wanted = framesOf([block(700)]);
    const firstLength =
      name === 'packed' ? 9 + (new DataView(whole.buffer).getUint32(HEADER_BYTES + 1) % 2 ** 24) : 6 + 256 * 9;
    // A byte of the planes, and one of the last before the checksum: the spatial parameters in a plain block.
    for (const at of [HEADER_BYTES + 30, HEADER_BYTES + firstLength - 10]) {
      const bytes = whole.slice();
      bytes[at] ^= 16;
      const read = readLc(bytes);
      expect(read.damage).toMatchObject([{ code: 'FILE_DAMAGED', block: 0, frame: 0, frames: 256 }]);
      expect(read.blocks.map(({ firstFrame }) => firstFrame)).toEqual([256, 512]);
      expect(read.totalSamples).toBe(700 * 2048);
      for (const [frame, text] of framesOf(read.blocks)) expect(text).toBe(wanted.get(frame));
    }
  });

  it('that ends early is read up to its last complete block, for any cut', () => {
    const whole = writeLc(base, [block(260)], 260 * 2048);
    const wanted = framesOf([block(260)]);
    for (let length = HEADER_BYTES; length < whole.length; length += 11) {
      const read = readLc(whole.subarray(0, length));
      expect(read.damage).toHaveLength(1);
      for (const [frame, text] of framesOf(read.blocks)) expect(text).toBe(wanted.get(frame));
    }
  });

  it('that begins in the middle of a stream assigns each byte to a frame of its band', () => {
    for (const first of [1, 2, 5, 100, 2 ** 24 + 3]) {
      // A byte that identifies its band and its position.
      const spatial = Uint8Array.from(
        { length: 600 },
        (_, i) => 6 * (Math.floor(i / 6) % 40) + ((first + i) % STEREO_BANDS),
      );
      const source = { ...block(600), firstFrame: first, spatial };
      const parts = [sliceBlock(source, 0, 7, 8), sliceBlock(source, 7, 400, 8), sliceBlock(source, 407, 193, 8)];
      const read = readLc(writeLc(base, parts, 600 * 2048));
      // The last parameters of the band of that frame in the file.
      const wanted = Array.from(spatial, (_, frame) => {
        let at = frame;
        while (at >= 0 && (first + at) % STEREO_BANDS !== frame % STEREO_BANDS) at--;
        return spatial[at] ?? NO_SPATIAL_PARAMETERS;
      });
      expect(spatialOf(read.blocks)).toEqual(wanted);
      expect(wanted.filter((byte) => byte === NO_SPATIAL_PARAMETERS).length).toBeLessThan(STEREO_BANDS);
    }
  });

  it('repeats the last parameters of a band where a block has no spatial parameters', () => {
    const blocks = [block(12), { ...block(12, 1, 12), spatial: undefined }, block(12, 1, 24)].map(
      ({ spatial, ...b }) => ({
        ...b,
        ...(spatial && { spatial }),
      }),
    );
    const got = spatialOf(readLc(writeLc(base, blocks, 36 * 2048)).blocks);
    const [before, after] = [spatialFor(0, 12), spatialFor(24, 12)];
    expect(got).toEqual([...before, ...before.subarray(6), ...before.subarray(6), ...after]);
  });

  it('without spatial parameters in any block holds bytes without parameters', () => {
    const { spatial: _, ...bare } = block(20);
    expect(spatialOf(readLc(writeLc(base, [bare], 20 * 2048)).blocks)).toEqual(
      new Array(20).fill(NO_SPATIAL_PARAMETERS),
    );
  });

  it('refuses spatial parameters of another length, naming it', () => {
    const writer = new LcWriter(base);
    expect(() => writer.append({ ...block(4), spatial: new Uint8Array(3) })).toThrow(/spatial.length must be 4, got 3/);
    writer.append(block(4));
  });
});

describe('a file in stereo beside one in mono', () => {
  it('has one byte a frame more', () => {
    const [mono, stereo] = [MONO, HEADER].map((header) => writeLc(header, [block(161)], 1).length);
    expect(stereo - mono).toBe(161);
  });

  it('in mono leaves spatial parameters out: its bytes are those of before', () => {
    const { spatial: _, ...bare } = block(161);
    for (const header of [MONO, { ...MONO, isPacked: true as const }]) {
      const bytes = writeLc(header, [block(161)], 1);
      expect(bytes).toEqual(writeLc(header, [bare], 1));
      expect(readLc(bytes).blocks[0]).not.toHaveProperty('spatial');
    }
  });

  it('packed is shorter than plain, and keeps a block plain that packing does not shorten', () => {
    const still = { ...block(256), spatial: Uint8Array.from({ length: 256 }, (_, i) => 20 * (i % 6)) };
    const [plain, packed] = [HEADER, PACKED].map((header) => writeLc(header, [still], 1).length);
    const mono = writeLc({ ...MONO, isPacked: true }, [still], 1).length;
    expect(packed).toBeLessThan(plain);
    // Constant parameters take almost no space: 256 bytes become a few.
    expect(packed - mono).toBeLessThan(60);
    const random = { ...block(20), payload: Uint8Array.from({ length: 160 }, (_, i) => lowbias32(i)) };
    const bytes = writeLc(PACKED, [random], 1);
    expect(bytes[HEADER_BYTES]).toBe(LC_BLOCK);
    expect(framesOf(readLc(bytes).blocks)).toEqual(framesOf([random]));
  });

  it('refuses to be read as the other: the checksum of the header holds the flag', () => {
    const bytes = writeLc(HEADER, [block(20)], 1);
    bytes[5] = 0;
    expect(refusal(() => readLc(bytes))).toMatch(/^FILE_DAMAGED/);
  });
});

const SEED = 5;
describe(`packed blocks with spatial parameters (seed ${SEED})`, () => {
  it('are unpacked to any payload and spatial parameters', () => {
    fc.assert(
      fc.property(...BLOCK_SHAPE, (frames, latentSize, planes, seed) => {
        const payload = anyPayload(frames, latentSize, planes, seed);
        const spatial = Uint8Array.from({ length: frames }, (_, i) => lowbias32(seed - i));
        const packed = packBlock(payload, frames, latentSize, planes, spatial);
        expect(unpackBlock(packed, frames, latentSize, planes, true)).toEqual(Uint8Array.of(...payload, ...spatial));
        expect(unpackBlock(packBlock(payload, frames, latentSize, planes), frames, latentSize, planes)).toEqual(
          payload,
        );
      }),
      { seed: SEED, numRuns: 40, endOnFailure: true },
    );
  });

  it('are unpacked to the right size from any bytes', () => {
    for (let i = 0; i < 200; i++) {
      const bytes = Uint8Array.from({ length: i % 40 }, (_, k) => lowbias32(SEED + 100 * i + k));
      expect(unpackBlock(bytes, 5, 9, 2, true)).toHaveLength(2 * 5 * 2 + 5);
    }
  });
});
