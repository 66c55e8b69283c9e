import { expect, it } from 'vitest';
import { CodecError } from '../../src/core/errors.js';
import { type LcHeader, readLc, writeLc } from '../../src/core/file/lc-file.js';
import { mutate, randomBytes, xorshift } from './random-bytes.js';

const SEED = Number(process.env.FUZZ_SEED ?? 20261123);
const header: LcHeader = {
  modelSha256: 'ab'.repeat(32),
  originalSampleRateHz: 16000,
  originalChannels: 1,
  sampleRateHz: 44100,
  channels: 1,
  hopSamples: 2048,
  latentSize: 8,
  planes: 1,
};

it.each([
  ['', header],
  [' in stereo', { ...header, hasSpatialParameters: true as const }],
  [' in stereo, packed', { ...header, hasSpatialParameters: true as const, isPacked: true as const }],
])(`4,000 random and mutated files%s are read or refused with FILE_* (FUZZ_SEED=${SEED})`, (_, header) => {
  const random = xorshift(SEED);
  const payload = new Uint8Array(300).fill(0x42);
  const spatial = new Uint8Array(300).fill(120);
  const valid = writeLc(header, [{ firstFrame: 0, frames: 300, planes: 1, payload, spatial }], 1000);
  const outcomes = new Map<string, number>();
  for (let i = 0; i < 4000; i++) {
    const body = i % 4 === 0 ? randomBytes(random, random() % 600) : mutate(random, valid.subarray(39));
    // Most keep their header, otherwise hardly any would be read as far as their blocks.
    const bytes = i % 5 === 0 ? mutate(random, valid) : Uint8Array.of(...valid.subarray(0, 39), ...body);
    let outcome = 'intact';
    try {
      const read = readLc(bytes);
      const held = read.blocks.reduce((sum, b) => sum + b.payload.length, 0);
      for (const b of read.blocks)
        if (
          b.payload.length !== b.frames ||
          b.spatial?.length !== (read.header.hasSpatialParameters ? b.frames : undefined)
        )
          throw new Error(`block of ${b.frames} frames`);
      if (held > bytes.length && !read.header.isPacked)
        throw new Error(`${held} bytes of payload from a file of ${bytes.length}`);
      if (read.damage.length) outcome = read.damage[0]!.code;
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      outcome = `refused ${error.code}`;
    }
    if (!/^(intact|(refused )?FILE_(MAGIC|VERSION|HEADER|TRUNCATED|DAMAGED))$/.test(outcome)) throw new Error(outcome);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  for (const name of ['intact', 'FILE_TRUNCATED', 'FILE_DAMAGED', 'refused FILE_DAMAGED', 'refused FILE_MAGIC'])
    expect(outcomes.get(name), name).toBeGreaterThan(0);
});

it('a file of damaged blocks full of false record starts costs time in proportion to its length', () => {
  // Every byte could be the start of a record: each damaged block has the largest possible number of candidates.
  const wide = { ...header, latentSize: 1024, planes: 8 };
  const bytes = new Uint8Array(600_000).fill(0x42);
  bytes.set(writeLc(wide, [], 0).subarray(0, 39));
  const read = readLc(bytes);
  expect(read.blocks).toEqual([]);
  expect(read.damage).toHaveLength(1);
});
