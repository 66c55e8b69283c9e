import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePcm, type PcmEncoding } from '../../../../src/core/dsp/pcm.js';
import { openAudioFile } from '../../../../src/node/files/audio-file.js';
import { openWav, wavFileSink, wavStreamSink } from '../../../../src/node/files/wav.js';
import type { AudioSource } from '../../../../src/ports/audio.js';
import { SEED } from '../../../support/seed.js';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-wav-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function all(source: AudioSource): Promise<number[]> {
  const out: number[] = [];
  for await (const block of source.blocks()) out.push(...block);
  return out;
}

const tone = (length: number): Float32Array => Float32Array.from({ length }, (_, n) => Math.sin(n / 7) * 0.8);

const TAGS: Record<PcmEncoding, [tag: number, bits: number]> = {
  u8: [1, 8],
  s16le: [1, 16],
  s24le: [1, 24],
  s32le: [1, 32],
  f32le: [3, 32],
  f64le: [3, 64],
};

interface Made {
  encoding?: PcmEncoding;
  channels?: number;
  rate?: number;
  samples?: Float32Array;
  data?: Uint8Array;
  magic?: string;
  riffBytes?: number;
  dataBytes?: number;
  extensible?: boolean;
  /** Chunks before fmt. */
  before?: Uint8Array;
  tag?: number;
  bits?: number;
  align?: number;
}

const chunk = (id: string, body: Uint8Array, size = body.length): Uint8Array => {
  const out = new Uint8Array(8 + body.length + (body.length & 1));
  out.set(new TextEncoder().encode(id));
  new DataView(out.buffer).setUint32(4, size, true);
  out.set(body, 8);
  return out;
};

const join2 = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

function make(o: Made = {}): Uint8Array {
  const { encoding = 's16le', channels = 1, rate = 44100, samples = tone(100 * channels), extensible = false } = o;
  const [tag, bits] = [o.tag ?? TAGS[encoding][0], o.bits ?? TAGS[encoding][1]];
  const fmt = new Uint8Array(extensible ? 40 : 16);
  const view = new DataView(fmt.buffer);
  view.setUint16(0, extensible ? 0xfffe : tag, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, rate, true);
  view.setUint32(8, rate * channels * (bits / 8), true);
  view.setUint16(12, o.align ?? channels * (bits / 8), true);
  view.setUint16(14, bits, true);
  if (extensible) {
    view.setUint16(16, 22, true);
    view.setUint16(24, tag, true);
    fmt.set([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71], 26);
  }
  const data = o.data ?? encodePcm(samples, encoding);
  const body = join2(
    o.before ?? new Uint8Array(0),
    chunk('fmt ', fmt),
    chunk('data', data, o.dataBytes ?? data.length),
  );
  const head = new Uint8Array(12);
  head.set(new TextEncoder().encode(o.magic ?? 'RIFF'));
  new DataView(head.buffer).setUint32(4, o.riffBytes ?? 4 + body.length, true);
  head.set(new TextEncoder().encode('WAVE'), 8);
  return join2(head, body);
}

const open = (bytes: Uint8Array) => openWav(bytes, { name: 'x.wav' });
const piped = async function* (bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
};

describe('reading WAV', () => {
  const steps: Record<PcmEncoding, number> = {
    u8: 1 / 128,
    s16le: 2 ** -15,
    s24le: 2 ** -23,
    s32le: 2 ** -24,
    f32le: 0,
    f64le: 0,
  };
  for (const encoding of Object.keys(TAGS) as PcmEncoding[])
    for (const extensible of [false, true])
      it(`reads ${encoding}${extensible ? ' in an extensible header' : ''}`, async () => {
        const samples = tone(300);
        const source = await open(make({ encoding, channels: 3, samples, extensible }));
        expect(source).toMatchObject({ sampleRateHz: 44100, channels: 3, totalSamples: 100, container: 'wav' });
        const got = await all(source);
        expect(got).toHaveLength(300);
        for (const [i, value] of got.entries())
          expect(Math.abs(value - samples[i])).toBeLessThanOrEqual(steps[encoding]);
        expect(source.warnings).toEqual([]);
      });

  it('reads the same samples however the bytes arrive, odd unknown chunks skipped', async () => {
    const before = join2(
      chunk('LIST', new Uint8Array(7)),
      chunk('junk', new Uint8Array(1001)),
      chunk('cue ', new Uint8Array(0)),
    );
    const bytes = make({ encoding: 's24le', channels: 2, before });
    const expected = await all(await open(bytes));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async (size) => {
        expect(await all(await openWav(piped(bytes, size), { name: 'pipe' }))).toEqual(expected);
      }),
      { seed: SEED, numRuns: 25 },
    );
  });

  it('reads to the end when the length is 0, 0xffffffff or what SoX writes to a pipe', async () => {
    const expected = await all(await open(make()));
    for (const dataBytes of [0, 0xffffffff, 0x7ffff000, 0x7fffffff - 36]) {
      const bytes = make({ dataBytes, riffBytes: dataBytes === 0 ? 0 : 0xffffffff });
      const source = await openWav(piped(bytes, 64), { name: 'pipe' });
      expect(source.totalSamples).toBeUndefined();
      expect(await all(source)).toEqual(expected);
      expect(source.warnings).toEqual([]);
      expect((await open(bytes)).totalSamples).toBe(100); // memory and files have a length of their own
    }
  });

  it('reads RF64 with its length in ds64', async () => {
    const ds64 = new Uint8Array(28);
    new DataView(ds64.buffer).setBigUint64(8, 100n, true);
    const samples = tone(50);
    const head = make({
      magic: 'RF64',
      riffBytes: 0xffffffff,
      dataBytes: 0xffffffff,
      before: chunk('ds64', ds64),
      samples,
    });
    for (const bytes of [head, join2(head, chunk('LIST', new Uint8Array(40)))]) {
      const source = await open(bytes);
      expect(source.totalSamples).toBe(50);
      expect(await all(source)).toHaveLength(50);
      expect(source.warnings).toEqual([]);
    }
  });

  it('stops at the end of the data chunk', async () => {
    const bytes = join2(make(), chunk('LIST', new Uint8Array(40).fill(77)));
    expect(await all(await open(bytes))).toHaveLength(100);
  });

  it('reads truncated data up to where it ends, with a warning', async () => {
    const bytes = make({ channels: 2 });
    const source = await open(bytes.subarray(0, bytes.length - 101));
    expect(source.totalSamples).toBe(74);
    expect(await all(source)).toHaveLength(148);
    expect(source.warnings).toEqual([
      'x.wav: the data chunk states 400 bytes and ends after 299; those bytes were read',
    ]);
  });

  it('turns NaN and infinite samples to 0 and counts them', async () => {
    const samples = tone(100);
    samples[3] = NaN;
    samples[50] = Infinity;
    samples[99] = -Infinity;
    const data = new Uint8Array(samples.buffer);
    const source = await open(make({ encoding: 'f32le', data }));
    const got = await all(source);
    expect([got[3], got[50], got[99]]).toEqual([0, 0, 0]);
    expect(source.invalidSamples).toBe(3);
    expect(source.warnings).toEqual(['x.wav: 3 samples were not numbers and became 0']);
  });

  it('reads 1 sample, 32 channels, 8 kHz and 192 kHz', async () => {
    expect(await all(await open(make({ samples: Float32Array.of(0.5) })))).toEqual([0.5]);
    expect((await open(make({ channels: 32 }))).channels).toBe(32);
    expect((await open(make({ rate: 8000 }))).sampleRateHz).toBe(8000);
    expect((await open(make({ rate: 192000 }))).sampleRateHz).toBe(192000);
  });

  it.each<[string, Made | Uint8Array, string, RegExp]>([
    ['no byte', new Uint8Array(0), 'AUDIO_EMPTY', /x\.wav: the file is empty/],
    ['no sample', { samples: new Float32Array(0) }, 'AUDIO_EMPTY', /holds no samples/],
    ['another magic', { magic: 'RAFF' }, 'FILE_MAGIC', /starts with "RIFF\.\.\.\.WAVE"/],
    ['a rate that is too low', { rate: 999 }, 'AUDIO_FORMAT', /sample rate must be 1000 to 768000 Hz, got 999/],
    ['a rate that is too high', { rate: 768001 }, 'AUDIO_FORMAT', /got 768001/],
    ['no channel', { channels: 0 }, 'AUDIO_FORMAT', /channels must be 1 to 64, got 0/],
    ['65 channels', { channels: 65 }, 'AUDIO_FORMAT', /channels must be 1 to 64, got 65/],
    ['A-law', { tag: 6, bits: 8 }, 'AUDIO_FORMAT', /got A-law of 8 bits/],
    ['12 bits in one byte', { bits: 12, align: 1 }, 'AUDIO_FORMAT', /got PCM of 12 bits/],
    ['a wrong block align', { align: 3 }, 'AUDIO_FORMAT', /block align must be 2 bytes, got 3/],
    ['a header cut short', make().subarray(0, 30), 'FILE_TRUNCATED', /ends before its fmt and data|before its data/],
    [
      'data before fmt',
      { before: chunk('data', new Uint8Array(4)) },
      'AUDIO_FORMAT',
      /data chunk comes before the fmt/,
    ],
  ])('refuses %s', async (_, input, code, message) => {
    const opening = open(input instanceof Uint8Array ? input : make(input));
    await expect(opening.then(all)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('throws a coded error or returns samples for any bytes after a valid start', async () => {
    const valid = make();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 4, max: 60 }), fc.nat(255)), { maxLength: 6 }),
        async (changes) => {
          const bytes = valid.slice();
          for (const [at, value] of changes) bytes[at] = value;
          try {
            await all(await open(bytes));
          } catch (error) {
            expect((error as { code?: string }).code).toMatch(/^(AUDIO|FILE)_/);
          }
        },
      ),
      { seed: SEED },
    );
  });

  it('stops at an abort, also while a pipe delivers nothing', async () => {
    const abort = new AbortController();
    const stalled = (async function* () {
      yield make({ dataBytes: 100_000 });
      await new Promise(() => {});
    })();
    const source = await openWav(stalled, { name: 'pipe' });
    const reading = (async () => {
      for await (const _ of source.blocks(abort.signal)) abort.abort();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('writing WAV', () => {
  it.each(['s16le', 's24le', 'f32le'] as const)(
    '%s is read back from a file, any number of channels',
    async (encoding) => {
      for (const channels of [1, 2, 5]) {
        const path = join(dir, `${encoding}-${channels}.wav`);
        const samples = tone(101 * channels);
        const sink = await wavFileSink(path, { sampleRateHz: 48000, channels, encoding });
        await sink.write(samples.subarray(0, 40 * channels));
        await sink.write(samples.subarray(40 * channels));
        await sink.close();
        await sink.close();
        expect(sink.samples).toBe(101);
        const bytes = await readFile(path);
        expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
        expect(bytes.length % 2).toBe(0);
        const source = await openAudioFile(path);
        expect(source).toMatchObject({ sampleRateHz: 48000, channels, totalSamples: 101 });
        const step = encoding === 'f32le' ? 0 : encoding === 's24le' ? 2 ** -23 : 2 ** -15;
        for (const [i, value] of (await all(source)).entries())
          expect(Math.abs(value - samples[i])).toBeLessThanOrEqual(step);
        expect(source.warnings).toEqual([]);
      }
    },
  );

  it('is valid at any moment: without close() every sample is read back', async () => {
    const path = join(dir, 'interrupted.wav');
    const sink = await wavFileSink(path, { sampleRateHz: 44100, channels: 1 });
    await sink.write(tone(1000));
    const copy = join(dir, 'copy.wav');
    const [partial] = (await readdir(dir)).filter((name) => /^interrupted\.wav\.[0-9a-f]{8}\.partial$/.test(name));
    await writeFile(copy, await readFile(join(dir, partial!)));
    const source = await openAudioFile(copy);
    expect(await all(source)).toHaveLength(1000);
    expect(source.warnings).toEqual([]);
    await sink.close();
  });

  it('to a pipe states no length, and is read to its end', async () => {
    const pipe = new PassThrough();
    const sink = await wavStreamSink(pipe, { sampleRateHz: 44100, channels: 2, encoding: 'f32le' });
    await sink.write(tone(500));
    await sink.close();
    pipe.end();
    const source = await openWav(pipe, { name: 'pipe' });
    expect(source.totalSamples).toBeUndefined();
    expect(await all(source)).toEqual([...tone(500)]);
  });

  it('dithers only when asked to: silence then has values of −1, 0 and 1 step', async () => {
    for (const dither of [false, true]) {
      const path = join(dir, 'dither.wav');
      const sink = await wavFileSink(path, { sampleRateHz: 44100, channels: 1, dither });
      await sink.write(new Float32Array(5000));
      await sink.close();
      const values = new Set((await all(await openAudioFile(path))).map((v) => Math.round(v * 32768)));
      expect([...values].sort()).toEqual(dither ? [-1, 0, 1] : [0]);
    }
  });

  it('refuses blocks that are no whole samples, a closed sink, and a path that cannot be written', async () => {
    const path = join(dir, 'refuse.wav');
    const sink = await wavFileSink(path, { sampleRateHz: 44100, channels: 2 });
    await expect(sink.write(new Float32Array(3))).rejects.toThrow(/multiple of 2 channels, got 3/);
    await sink.close();
    await expect(sink.write(new Float32Array(2))).rejects.toThrow(/closed/);
    await expect(wavFileSink(dir, { sampleRateHz: 44100, channels: 2 })).rejects.toMatchObject({ code: 'FILE_IO' });
    await expect(wavFileSink(path, { sampleRateHz: 100, channels: 2 })).rejects.toMatchObject({ code: 'AUDIO_FORMAT' });
  });
});
