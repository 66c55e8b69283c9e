import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../../src/core/buffers.js';
import { crc32c, crc32cSeed } from '../../../../src/core/crc32c.js';
import { NO_NOISE } from '../../../../src/core/dsp/comfort-noise.js';
import { findLcStart, type LcHeader, LcReader, LcWriter, readLc } from '../../../../src/core/file/lc-file.js';
import { seededRandom } from '../../../../src/core/random.js';
import { SEED } from '../../../support/seed.js';

const HEADER: LcHeader = {
  modelSha256: 'a'.repeat(64),
  originalSampleRateHz: 10_000,
  originalChannels: 1,
  sampleRateHz: 10_000,
  channels: 1,
  hopSamples: 1000,
  latentSize: 64,
  planes: 2,
};

/** Blocks of random bits, packed or not, with pauses or not; where each record begins, and its first frame. */
function made(forms: Partial<LcHeader>, random: () => number) {
  const writer = new LcWriter({ ...HEADER, ...forms });
  const parts = [writer.header()];
  const records: { offset: number; frame: number }[] = [];
  let offset = parts[0]!.length;
  let frame = 0;
  const add = (bytes: Uint8Array, frames: number): void => {
    if (bytes.length > 0) records.push({ offset, frame });
    parts.push(bytes);
    offset += bytes.length;
    frame += frames;
  };
  for (let i = 0; i < 12; i++) {
    // Whole records: the writer gathers frames to 256.
    const payload = Uint8Array.from({ length: 256 * 16 }, () => (random() < 0.5 ? 0 : Math.floor(random() * 256)));
    add(writer.append({ firstFrame: frame, frames: 256, planes: 2, payload }), 256);
    if (forms.hasPauses && random() < 0.5) {
      const frames = 1 + Math.floor(random() * 100_000);
      add(writer.pause(frames, NO_NOISE), frames);
    }
  }
  add(writer.finish(frame * 1000), 0);
  return { bytes: concatBytes(parts), records, header: { ...HEADER, ...forms }, frames: frame };
}

describe('a file that is read from its middle', () => {
  it.each([{}, { isPacked: true }, { hasPauses: true }, { isPacked: true, hasPauses: true }] as const)(
    'is joined at the next record, whatever byte the piece begins with: %j',
    (forms) => {
      const random = seededRandom(SEED);
      const { bytes, records, header } = made(forms, random);
      const places = Array.from({ length: 40 }, () => 64 + Math.floor(random() * (bytes.length - 64)));
      for (const place of [...places, ...records.map(({ offset }) => offset)]) {
        const found = findLcStart(bytes.subarray(place), place, header);
        // The trailer has no record behind it, and the last one before it is found with it.
        const expected = records.slice(0, -1).find(({ offset }) => offset >= place);
        expect(found, `seed ${SEED}, place ${place}`).toEqual(expected ? { header, ...expected } : null);
      }
    },
  );

  it('gives the blocks that reading from its start gives, and its length', () => {
    const { bytes, records, header, frames } = made({ hasPauses: true }, seededRandom(SEED));
    const whole = readLc(bytes);
    const { offset, frame } = records[Math.floor(records.length / 2)]!;
    const reader = new LcReader({ header, offset, frame });
    expect(reader.position).toEqual({ header, offset, frame });
    const blocks = reader.push(bytes.subarray(offset));
    expect(blocks).toEqual(whole.blocks.filter(({ firstFrame }) => firstFrame >= frame));
    expect([reader.totalSamples, reader.damage]).toEqual([frames * 1000, []]);
    expect(reader.position!.offset).toBe(bytes.length);
  });

  it('is not taken for a file where it is none', () => {
    const random = seededRandom(SEED);
    const noise = Uint8Array.from({ length: 50_000 }, () => Math.floor(random() * 256));
    expect(findLcStart(noise, 0, { ...HEADER, isPacked: true, hasPauses: true }), `seed ${SEED}`).toBeNull();
    expect(findLcStart(new Uint8Array(0), 0, HEADER)).toBeNull();
  });
});

it('the seed of a checksum is the one that it was computed with', () => {
  const random = seededRandom(SEED);
  for (let length = 0; length < 40; length++) {
    const bytes = Uint8Array.from({ length }, () => Math.floor(random() * 256));
    const seed = Math.floor(random() * 2 ** 32);
    expect(crc32cSeed(bytes, crc32c(bytes, seed)), `seed ${SEED}`).toBe(seed);
  }
  expect(() => crc32cSeed(new Uint8Array(1), -1)).toThrow(RangeError);
});
