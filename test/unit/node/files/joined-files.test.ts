import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAudio } from '../../../../src/node/files/open-audio.js';
import { findTool } from '../../../../src/node/files/tools.js';
import { wavHeader } from '../../../../src/node/files/wav-header.js';
import { mp3Frames } from '../../../support/hostile/mp3.js';

const fixture = (name: string): string => new URL(`../../../fixtures/audio/${name}`, import.meta.url).pathname;
const OWN = { env: { PATH: '' } };
const ffmpeg = await findTool('ffmpeg');

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-joined-'));
});
afterAll(() => rm(dir, { recursive: true }));

const WAV = Buffer.from(wavHeader({ sampleRateHz: 22_050, channels: 2, encoding: 's16le' }, 1000));
const SAMPLES = Buffer.alloc(4000, 17);

/** What is read of a file, and what is told of it without the file's name. */
async function read(bytes: Uint8Array, options = {}) {
  const path = join(dir, 'x.bin');
  await writeFile(path, bytes);
  const source = await openAudio(path, options);
  let values = 0;
  for await (const block of source.blocks()) values += block.length;
  const { totalSamples, isIncomplete, warnings } = source;
  const told = warnings.map((warning) => warning.replace(`${path}: `, ''));
  return { samples: values / source.channels, totalSamples, isIncomplete, told };
}

describe('files behind files', () => {
  it('are read one after another, whatever they are, in the form of the first', async () => {
    const [flac, mp3, ogg] = await Promise.all(
      ['tone-stereo.flac', 'tone-stereo.mp3', 'tone-stereo-vorbis.ogg'].map((name) => readFile(fixture(name))),
    );
    const wav = Buffer.concat([WAV, SAMPLES]);
    const rate = async (bytes: Uint8Array): Promise<number> => (await read(bytes, OWN)).samples;
    const [inFlac, inMp3, inOgg] = [await rate(flac!), await rate(mp3!), await rate(ogg!)];
    for (const [parts, samples] of [
      [[flac, mp3, ogg], inFlac + inMp3 + inOgg],
      [[ogg, flac], inOgg + inFlac],
      [[mp3, ogg, mp3], 2 * inMp3 + inOgg],
      [[flac, wav], inFlac + 2000],
    ] as const)
      expect(await read(Buffer.concat(parts as readonly Buffer[]), OWN)).toEqual({
        samples,
        totalSamples: undefined,
        isIncomplete: false,
        told: [],
      });
  });

  it('that cannot be read, and bytes that are no file, are told with their length', async () => {
    const wav = Buffer.concat([WAV, SAMPLES]);
    const mp4 = Buffer.from('\0\0\0\x18ftypM4A \0\0\0\0M4A mp42');
    expect(await read(Buffer.concat([wav, mp4]), OWN)).toMatchObject({
      samples: 1000,
      isIncomplete: true,
      told: ['24 bytes behind the end of the audio were not read; they begin as MP4/M4A'],
    });
    const text = Buffer.from('<html>\n'.repeat(9));
    expect(await read(Buffer.concat([wav, text]), OWN)).toMatchObject({
      samples: 1000,
      isIncomplete: false,
      told: ['63 bytes behind the end of the audio are no audio that is known, and were not read'],
    });
    expect(await read(Buffer.concat([wav, Buffer.alloc(4000)]), OWN)).toMatchObject({ samples: 1000, told: [] });
  });

  it('of a stated length that is too small are read to their end', async () => {
    const wav = Buffer.concat([WAV, SAMPLES]);
    wav.writeUInt32LE(101, WAV.length - 4);
    const list = Buffer.from('LIST\x04\0\0\0INFO');
    for (const bytes of [wav, Buffer.concat([wav, Buffer.alloc(0)])])
      expect(await read(bytes, OWN)).toEqual({
        samples: 1000,
        totalSamples: 1000,
        isIncomplete: false,
        told: ['the data chunk states 101 bytes, and samples follow these: all 4000 were read'],
      });
    expect((await read(Buffer.concat([WAV, SAMPLES, list]), OWN)).told).toEqual([]);
  });

  it('of Ogg whose links hold another codec, or damaged headers, are told; the links behind them are read', async () => {
    const ogg = await readFile(fixture('tone-stereo-vorbis.ogg'));
    const { samples } = await read(ogg, OWN);
    const broken = Buffer.from(ogg);
    broken[broken.indexOf('\x05vorbis', 0, 'latin1') + 40]! ^= 1;
    expect(await read(Buffer.concat([ogg, broken, ogg]), OWN)).toMatchObject({
      samples: 2 * samples,
      isIncomplete: true,
      told: ['a link was left out: the headers of its Vorbis stream are damaged'],
    });
  });

  it('behind an ID3 tag that states more than there is are searched for', async () => {
    const mp3 = await readFile(fixture('tone-stereo.mp3'));
    const tag = Buffer.concat([Buffer.from('ID3\x03\0\0\x00\x7f\x7f\x7f', 'latin1'), Buffer.alloc(300)]);
    expect((await read(Buffer.concat([tag, mp3]), OWN)).samples).toBe((await read(mp3, OWN)).samples);
  });

  it('of a server whose connection breaks are read as far as they came', async () => {
    const wav = Buffer.concat([WAV, SAMPLES]);
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-length': wav.length });
      response.write(wav.subarray(0, WAV.length + 2000), () => setTimeout(() => response.destroy(), 20));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const source = await openAudio(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a.wav`);
    let values = 0;
    for await (const block of source.blocks()) values += block.length;
    expect(values).toBe(1000);
    expect(source.isIncomplete).toBe(true);
    expect(source.warnings[0]).toMatch(/a\.wav: the connection broke: .*; what came before that was read$/);
    server.close();
  });

  it.skipIf(!ffmpeg)('of MP3 from whose middle frames are missing have silence there', async () => {
    const path = join(dir, 'm.mp3');
    const noise = ['-f', 'lavfi', '-i', 'anoisesrc=d=2:r=44100:a=0.1:s=3', '-b:a', '64k', '-id3v2_version', '0', path];
    execFileSync(ffmpeg!, ['-y', '-v', 'error', ...noise]);
    const whole = await readFile(path);
    const frames = mp3Frames(whole);
    const { samples } = await read(whole, OWN);
    const [from, to] = [frames[30]!.at, frames[42]!.at];
    expect(await read(Buffer.concat([whole.subarray(0, from), whole.subarray(to)]), OWN)).toMatchObject({
      samples,
      isIncomplete: true,
      told: [expect.stringMatching(/^12 frames missing, by the frames that follow at 0\.7\d s, became silence there$/)],
    });
  });

  it.skipIf(!ffmpeg)(
    'of MP4 are read without the delay and the padding that they state, or the reason is told',
    async () => {
      const path = join(dir, 'a.m4a');
      const made = (...options: string[]): Promise<Buffer> => {
        const input = ['-f', 'lavfi', '-i', 'sine=d=1:r=44100', '-c:a', 'aac', ...options];
        execFileSync(ffmpeg!, ['-y', '-v', 'error', ...input, '-f', 'mp4', path]);
        return readFile(path);
      };
      const plain = await made();
      expect(await read(plain)).toEqual({ samples: 44_100, totalSamples: 44_100, isIncomplete: false, told: [] });
      const fragments = await made('-movflags', 'frag_keyframe+empty_moov+delay_moov');
      expect((await read(fragments)).samples).toBe(44_100);
      expect(await read(Buffer.concat([plain, plain]))).toMatchObject({
        samples: 44_100,
        isIncomplete: true,
        told: [`${plain.length} bytes behind the end of the audio were not read; they begin as MP4/M4A`],
      });
      await expect(read(plain.subarray(0, plain.length / 2))).rejects.toThrow(
        'it has no whole index (moov box), without which its audio cannot be found',
      );
    },
  );
});
