import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAudioFile } from '../../../../src/node/files/audio-file.js';
import type { FileAudioSource } from '../../../../src/node/files/block-source.js';
import { rawPcmSink, rawPcmSource } from '../../../../src/node/files/raw-pcm.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/audio/${name}`, import.meta.url));

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-audio-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function channelsOf(source: FileAudioSource): Promise<Float32Array[]> {
  const all: number[][] = Array.from({ length: source.channels }, () => []);
  for await (const block of source.blocks()) block.forEach((value, i) => void all[i % source.channels].push(value));
  return all.map((list) => Float32Array.from(list));
}

/** Amplitude of the part of `x` at `hz`, in the middle of the clip. */
function amplitudeAt(x: Float32Array, hz: number, rate: number): number {
  const [from, to] = [Math.floor(x.length * 0.2), Math.floor(x.length * 0.8)];
  let re = 0;
  let im = 0;
  for (let n = from; n < to; n++) {
    re += x[n] * Math.cos((2 * Math.PI * hz * n) / rate);
    im += x[n] * Math.sin((2 * Math.PI * hz * n) / rate);
  }
  return (2 * Math.hypot(re, im)) / (to - from);
}

describe('openAudioFile', () => {
  // Half a second of 440 Hz on the left and 660 Hz on the right at amplitude 0.4: 22,050 samples at 44.1 kHz.
  it.each([
    ['tone-stereo.flac', 'flac', 44100, 2, 22050],
    ['tone-stereo-flac.ogg', 'ogg-flac', 44100, 2, 22050],
    ['tone-stereo-vorbis.ogg', 'ogg-vorbis', 44100, 2, 22050],
    ['tone-stereo-opus.ogg', 'ogg-opus', 48000, 2, 24000],
    ['tone-mono-opus.ogg', 'ogg-opus', 48000, 1, 24000],
    ['tone-stereo.mp3', 'mp3', 44100, 2, 22050],
    ['tone-mono.mp3', 'mp3', 44100, 1, 22050],
  ])(
    'reads %s by its content: rate, channels, exact length, level',
    async (name, container, rate, channels, samples) => {
      const path = join(dir, 'named-wrongly.xyz');
      await writeFile(path, await readFile(fixture(name)));
      const source = await openAudioFile(path);
      expect(source).toMatchObject({ container, sampleRateHz: rate, channels, totalSamples: samples });
      const planes = await channelsOf(source);
      expect(source.warnings).toEqual([]);
      expect(planes.map((plane) => plane.length)).toEqual(Array(channels).fill(samples));
      expect(amplitudeAt(planes[0], 440, rate)).toBeGreaterThan(0.36);
      expect(amplitudeAt(planes[0], 440, rate)).toBeLessThan(0.44);
      if (channels === 2) expect(amplitudeAt(planes[1], 660, rate)).toBeGreaterThan(0.36);
      await source.close();
      await source.close();
    },
  );

  it('reads the bundled clips with the lengths that their licence page states', async () => {
    for (const [name, channels, samples] of [
      ['voice.flac', 1, 161 * 2048],
      ['music.flac', 2, 308_700],
    ] as const) {
      const source = await openAudioFile(fileURLToPath(new URL(`../../../../assets/${name}`, import.meta.url)));
      expect(source).toMatchObject({ channels, sampleRateHz: 44100, totalSamples: samples });
      expect((await channelsOf(source))[0]).toHaveLength(samples);
    }
  });

  it('skips an ID3 tag in front of MP3', async () => {
    const bytes = await readFile(fixture('tone-mono.mp3'));
    const size = (bytes[6] << 21) | (bytes[7] << 14) | (bytes[8] << 7) | bytes[9];
    const bare = bytes.subarray(0, 3).toString() === 'ID3' ? bytes.subarray(10 + size) : bytes;
    const tag = Buffer.alloc(10 + 20_000);
    tag.write('ID3\x04');
    tag[8] = 20_000 >> 7;
    tag[9] = 20_000 & 127;
    const path = join(dir, 'tagged.mp3');
    await writeFile(path, Buffer.concat([tag, bare]));
    const source = await openAudioFile(path);
    expect(source.totalSamples).toBe(22050);
    expect((await channelsOf(source))[0]).toHaveLength(22050);
  });

  it.each(['tone-stereo.flac', 'tone-stereo-vorbis.ogg', 'tone-stereo-opus.ogg', 'tone-stereo.mp3'])(
    'reads %s cut in half up to where it ends',
    async (name) => {
      const bytes = await readFile(fixture(name));
      const path = join(dir, `half-${name}`);
      await writeFile(path, bytes.subarray(0, Math.floor(bytes.length / 2)));
      const source = await openAudioFile(path);
      const got = await channelsOf(source).then(
        (planes) => planes[0].length,
        (error: { code: string }) => error.code,
      );
      // A short Ogg file may consist of one page: then no page is complete.
      if (typeof got === 'string') expect(got).toBe('AUDIO_EMPTY');
      else expect(got).toBeLessThan(24000);
    },
  );

  it.each<[string, Buffer, string, RegExp]>([
    ['an empty file', Buffer.alloc(0), 'AUDIO_EMPTY', /file is empty/],
    [
      'text',
      Buffer.from('hello, this is no audio at all\n'),
      'FILE_MAGIC',
      /must be WAV, FLAC, Ogg .* or MP3, starts with "hello, this "/,
    ],
    ['zeros', Buffer.alloc(3000), 'FILE_MAGIC', /must be WAV/],
    ['MP4', Buffer.from('\0\0\0\x20ftypM4A \0\0\0\0'), 'AUDIO_FORMAT', /got MP4\/M4A/],
    ['a .lc file', Buffer.from('LCST\x01\0\0\0'), 'AUDIO_FORMAT', /decode it first/],
    ['a FLAC header cut short', Buffer.from('fLaC\0\0\0\x22\x10\0'), 'FILE_TRUNCATED', /inside its header/],
    ['an Ogg header cut short', Buffer.from('OggS\0\x02'), 'AUDIO_FORMAT', /first Ogg stream must be/],
  ])('refuses %s, naming the path', async (_, bytes, code, message) => {
    const path = join(dir, 'bad');
    await writeFile(path, bytes);
    await expect(openAudioFile(path)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expect(openAudioFile(path)).rejects.toThrow(path);
  });

  it('refuses a missing file and a folder with a clear message', async () => {
    await expect(openAudioFile('/nowhere/x.wav')).rejects.toMatchObject({
      code: 'FILE_IO',
      message: '/nowhere/x.wav: cannot open it: there is no such file or folder',
    });
    await expect(openAudioFile(dir)).rejects.toMatchObject({
      code: 'FILE_IO',
      message: expect.stringContaining('it is a folder'),
    });
  });
});

describe('raw PCM', () => {
  const form = { sampleRateHz: 44100, channels: 2, encoding: 's16le' } as const;

  it('passes through a pipe unchanged, whatever the chunks', async () => {
    const pipe = new PassThrough();
    const samples = Float32Array.from({ length: 2000 }, (_, n) => Math.round(Math.sin(n) * 20000) / 32768);
    const bytes: Buffer[] = [];
    const out = new PassThrough();
    out.on('data', (chunk: Buffer) => bytes.push(chunk));
    const sink = rawPcmSink(out, form);
    await sink.write(samples.subarray(0, 700));
    await sink.write(samples.subarray(700));
    await sink.close();
    const all = Buffer.concat(bytes);
    for (let at = 0; at < all.length; at += 333) pipe.write(all.subarray(at, at + 333));
    pipe.end();
    const source = rawPcmSource(pipe, form);
    const [left, right] = await channelsOf(source);
    expect([...left].flatMap((value, i) => [value, right[i]])).toEqual([...samples]);
    expect(source.totalSamples).toBeUndefined();
  });

  it('drops a last sample that is not whole, with a warning', async () => {
    const pipe = new PassThrough();
    pipe.end(Buffer.alloc(4 * 10 + 3));
    const source = rawPcmSource(pipe, form);
    expect((await channelsOf(source))[0]).toHaveLength(10);
    expect(source.warnings).toEqual(['the stream: the last 3 bytes are no whole sample and were dropped']);
  });

  it('is AUDIO_EMPTY when nothing arrives, and stops at an abort while nothing arrives', async () => {
    const empty = new PassThrough();
    empty.end();
    await expect(channelsOf(rawPcmSource(empty, form))).rejects.toMatchObject({ code: 'AUDIO_EMPTY' });
    const stalled = new PassThrough();
    const abort = new AbortController();
    const next = rawPcmSource(stalled, form).blocks(abort.signal)[Symbol.asyncIterator]().next();
    abort.abort();
    await expect(next).rejects.toMatchObject({ code: 'ABORTED' });
    expect(stalled.destroyed).toBe(true);
  });

  it('applies backpressure to the writer until the reader has consumed its data', async () => {
    const slow = new PassThrough({ highWaterMark: 16 });
    let written = false;
    const sink = rawPcmSink(slow, form);
    const write = sink.write(new Float32Array(2000)).then(() => sink.write(new Float32Array(2000)));
    void write.then(() => {
      written = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(written).toBe(false);
    slow.resume();
    await write;
  });
});
