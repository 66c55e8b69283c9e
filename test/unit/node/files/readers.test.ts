import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodecError } from '../../../../src/core/errors.js';
import { seededRandom } from '../../../../src/core/random.js';
import type { FileAudioSource } from '../../../../src/node/files/block-source.js';
import { openAudio } from '../../../../src/node/files/open-audio.js';
import { SEED } from '../../../support/seed.js';

const fixture = (name: string): string => new URL(`../../../fixtures/audio/${name}`, import.meta.url).pathname;

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-readers-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** Without FFmpeg: only our own readers. */
const OWN = { env: { PATH: '' } };
async function opened(bytes: Uint8Array): Promise<FileAudioSource> {
  const path = join(dir, 'a.bin');
  await writeFile(path, bytes);
  return await openAudio(path, OWN);
}
async function samplesOf(source: FileAudioSource): Promise<number> {
  let values = 0;
  for await (const block of source.blocks()) values += block.length;
  return values / source.channels;
}

const FIXTURES = [
  'tone-stereo.flac',
  'tone-stereo-flac.ogg',
  'tone-stereo-vorbis.ogg',
  'tone-stereo-opus.ogg',
  'tone-stereo.mp3',
];

describe.each(FIXTURES)('%s', (name) => {
  it('cut anywhere gives what is before the cut, or a coded error', async () => {
    const bytes = await readFile(fixture(name));
    const whole = await samplesOf(await openAudio(fixture(name), OWN));
    const headers = [0, 1, 3, 4, 10, 26, 27, 28, 40, 42, 50, 60, 100, 150, 300, 600];
    const places = [...headers, ...Array.from({ length: 12 }, (_, i) => Math.floor((bytes.length * (i + 1)) / 13))];
    let before = 0;
    for (const place of [...places, bytes.length - 100, bytes.length - 1]) {
      const samples = await opened(bytes.subarray(0, place)).then(samplesOf).catch(coded);
      expect(samples).toBeLessThanOrEqual(whole + 2304);
      if (place > 600) expect(samples).toBeGreaterThanOrEqual(Math.min(before, whole * 0.9));
      before = samples;
    }
    // Half a second of Ogg is one page, which is lost.
    if (!name.endsWith('ogg')) expect(before).toBeGreaterThan(whole * 0.7);
  });

  it('with bytes changed keeps its length within its damage, or gives a coded error', async () => {
    const bytes = await readFile(fixture(name));
    const whole = await samplesOf(await openAudio(fixture(name), OWN));
    const seed = SEED;
    const random = seededRandom(seed);
    for (let round = 0; round < 25; round++) {
      const damaged = Buffer.from(bytes);
      for (let n = 0; n < 3; n++) damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
      const samples = await opened(damaged).then(samplesOf).catch(coded);
      // A changed header may state another form; 60 s of silence are filled in at most at each place.
      expect(samples, `seed ${seed}, round ${round}`).toBeLessThan(whole + 4 * 60 * 192_000);
    }
  });
});

function coded(error: unknown): number {
  expect(error).toBeInstanceOf(CodecError);
  return 0;
}

const chunk = (id: string, body: Uint8Array, size = body.length, isPadded = true): Buffer => {
  const head = Buffer.from(`${id}    `);
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, body, Buffer.alloc(isPadded ? body.length & 1 : 0)]);
};
const fmt = (tag: number, channels: number, rate: number, bits: number, extra = Buffer.alloc(0)): Buffer => {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(tag, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(rate, 4);
  body.writeUInt32LE((rate * channels * bits) / 8, 8);
  body.writeUInt16LE((channels * bits) / 8, 12);
  body.writeUInt16LE(bits, 14);
  return chunk('fmt ', Buffer.concat([body, extra]));
};
const F2 = fmt(1, 2, 44_100, 16);
const DATA = Buffer.alloc(4000, 7);
const wav = (chunks: readonly Buffer[], { id = 'RIFF', riff }: { id?: string; riff?: number } = {}): Buffer => {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
  return Buffer.concat([chunk(id, Buffer.alloc(0), riff ?? body.length), body]);
};
const ds64 = (bytes: bigint): Buffer => {
  const body = Buffer.alloc(28);
  body.writeBigUInt64LE(bytes, 8);
  return chunk('ds64', body);
};

describe('WAV headers that are not as they should be', () => {
  it.each<[string, () => Buffer, RegExp | undefined]>([
    ['a second fmt chunk', () => wav([F2, fmt(1, 1, 8000, 8), chunk('data', DATA)]), /more than one fmt chunk/],
    [
      'a chunk of odd length without padding',
      () => wav([chunk('bext', Buffer.alloc(603), 603, false), F2, chunk('data', DATA)]),
      undefined,
    ],
    [
      'RF64 whose lengths were never filled in',
      () => wav([ds64(0n), F2, chunk('data', DATA, 0xffffffff)], { id: 'RF64', riff: 0xffffffff }),
      undefined,
    ],
    [
      'RF64 whose lengths are huge',
      () => wav([ds64(2n ** 63n), F2, chunk('data', DATA, 0xffffffff)], { id: 'RF64', riff: 0xffffffff }),
      undefined,
    ],
    [
      'an empty data chunk before the real one',
      () => wav([F2, chunk('data', Buffer.alloc(0)), chunk('data', DATA)]),
      undefined,
    ],
    ['samples behind a length of 0', () => wav([F2, chunk('data', DATA, 0)]), undefined],
  ])('%s: all samples are read', async (_, make, warning) => {
    const source = await opened(make());
    expect(source).toMatchObject({ sampleRateHz: 44_100, channels: 2 });
    expect(await samplesOf(source)).toBe(1000);
    if (warning) expect(source.warnings.join()).toMatch(warning);
    else if (!/huge/.test(_)) expect(source.warnings).toEqual([]);
  });

  it.each<[string, () => Buffer, string, RegExp]>([
    [
      'no data behind a list that states 4 GB',
      () => wav([F2, chunk('LIST', DATA, 0xfffffff0)]),
      'FILE_TRUNCATED',
      /"LIST" chunk that states 4294967280 bytes/,
    ],
    [
      'a wave list',
      () => wav([F2, chunk('LIST', Buffer.concat([Buffer.from('wavl'), chunk('data', DATA)]))]),
      'AUDIO_FORMAT',
      /wavl/,
    ],
    ['only an empty data chunk', () => wav([F2, chunk('data', Buffer.alloc(0))]), 'AUDIO_EMPTY', /no samples/],
    [
      'MP3 of free format',
      () => Buffer.concat([Buffer.from([0xff, 0xfb, 0x00, 0x44]), Buffer.alloc(3000)]),
      'AUDIO_FORMAT',
      /free format/,
    ],
    [
      'a tag and nothing else',
      () => Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\x0a', 'latin1'), Buffer.alloc(10)]),
      'AUDIO_EMPTY',
      /behind its tags/,
    ],
  ])('%s: refused, with the reason', async (_, make, code, message) => {
    await expect(opened(make())).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('files beyond 4 GiB have their length: RF64, BW64, and a 32-bit length that has wrapped', async () => {
    const path = join(dir, 'long.wav');
    const dataBytes = 2 ** 32 + 44_100 * 4;
    for (const [id, start] of [
      [
        'RF64',
        wav([ds64(BigInt(dataBytes)), F2, chunk('data', Buffer.alloc(0), 0xffffffff)], {
          id: 'RF64',
          riff: 0xffffffff,
        }),
      ],
      [
        'BW64',
        wav([ds64(BigInt(dataBytes)), F2, chunk('data', Buffer.alloc(0), 0xffffffff)], {
          id: 'BW64',
          riff: 0xffffffff,
        }),
      ],
      ['RIFF', wav([F2, chunk('data', Buffer.alloc(0), dataBytes % 2 ** 32)])],
    ] as const) {
      const file = await open(path, 'w');
      await file.write(start);
      // A hole on the disk.
      await file.truncate(start.length + dataBytes);
      await file.close();
      const source = await openAudio(path, OWN);
      expect(source.totalSamples, id).toBe(dataBytes / 4);
      expect(source.warnings.length, id).toBe(id === 'RIFF' ? 1 : 0);
      await source.close();
    }
  });
});
