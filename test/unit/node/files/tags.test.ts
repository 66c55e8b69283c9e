import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { openAudio } from '../../../../src/node/files/open-audio.js';
import { findTool } from '../../../../src/node/files/tools.js';
import { SEED } from '../../../support/seed.js';

const fixture = (name: string): string => new URL(`../../../fixtures/audio/${name}`, import.meta.url).pathname;
const ffmpeg = await findTool('ffmpeg');

let dir = '';
let mp3: Buffer;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-tags-'));
  mp3 = await readFile(fixture('tone-stereo.mp3'));
});
afterAll(() => rm(dir, { recursive: true }));

const syncsafe = (n: number): Buffer => Buffer.from([(n >> 21) & 127, (n >> 14) & 127, (n >> 7) & 127, n & 127]);
const plain = (n: number): Buffer => Buffer.from([n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]);
/** Text in one of ID3's four encodings. */
const text = (encoding: number, value: string): Buffer => {
  const utf16 = Buffer.from(value, 'utf16le');
  const bytes = [
    () => Buffer.from(value, 'latin1'),
    () => Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]),
    () => utf16.swap16(),
    () => Buffer.from(value, 'utf8'),
  ][encoding]!();
  return Buffer.concat([Buffer.from([encoding]), bytes]);
};
const unsynchronised = (bytes: Buffer): Buffer =>
  Buffer.from([...bytes].flatMap((b, i) => (b === 0xff && !((bytes[i + 1] ?? 0xff) in SAFE) ? [b, 0] : [b])));
const SAFE: Record<number, true> = Object.fromEntries(Array.from({ length: 0xdf }, (_, i) => [i + 1, true]));

const frame = (
  version: number,
  id: string,
  body: Buffer,
  flags = 0,
  size = version === 4 ? syncsafe : plain,
): Buffer =>
  version === 2
    ? Buffer.concat([Buffer.from(id), plain(body.length).subarray(1), body])
    : Buffer.concat([Buffer.from(id), size(body.length), Buffer.from([0, flags]), body]);
const tag = (version: number, frames: Buffer[], flags = 0): Buffer => {
  const inside = Buffer.concat([...frames, Buffer.alloc(50)]);
  const body = flags & 0x80 && version < 4 ? unsynchronised(inside) : inside;
  return Buffer.concat([Buffer.from('ID3'), Buffer.from([version, 0, flags]), syncsafe(body.length), body]);
};
/** A picture full of bytes that unsynchronisation changes. */
const image = (length: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(length, 0xff)]);
const picture = (version: number, length: number): Buffer =>
  Buffer.concat([
    Buffer.from([0]),
    Buffer.from(version === 2 ? 'JPG' : 'image/jpeg\0'),
    Buffer.from([3, 0]),
    image(length),
  ]);
const NAMES: Readonly<Record<number, readonly [string, string, string, string]>> = {
  2: ['TT2', 'TP1', 'TAL', 'PIC'],
  3: ['TIT2', 'TPE1', 'TALB', 'APIC'],
  4: ['TIT2', 'TPE1', 'TALB', 'APIC'],
};
const ALL = { title: 'Tïtle', artist: 'Artîst', album: 'Älbum' };

/** What comes out, from a file and from a stream; the audio is whole. */
async function read(bytes: Uint8Array): Promise<object[]> {
  const path = join(dir, 'a.mp3');
  await writeFile(path, bytes);
  const found: object[] = [];
  for (const input of [path, Readable.from([bytes])]) {
    const source = await openAudio(input);
    let values = 0;
    for await (const block of source.blocks()) values += block.length;
    expect(values / 2).toBe(22_050);
    const { cover, ...texts } = source.tags;
    found.push({ ...texts, ...(cover && { mimeType: cover.mimeType, bytes: cover.bytes.length }) });
  }
  return found;
}

describe('ID3 tags', () => {
  it('that state Latin-1 and are UTF-8 or Windows-1252 are read as these, from a file and a stream', async () => {
    for (const [stored, expected] of [
      [Buffer.from('Größe').toString('latin1'), 'Größe'],
      ['It\x92s', 'It’s'],
    ] as const)
      expect(await read(Buffer.concat([tag(3, [frame(3, 'TIT2', text(0, stored))]), mp3]))).toEqual([
        { title: expected },
        { title: expected },
      ]);
  });

  it.each([
    [2, 0],
    [2, 1],
    [3, 0],
    [3, 1],
    [4, 0],
    [4, 1],
    [4, 2],
    [4, 3],
  ])('of version 2.%i in encoding %i come out with the audio', async (version, encoding) => {
    const [title, artist, album, cover] = NAMES[version]!;
    const frames = [
      frame(version, title, text(encoding, ALL.title)),
      frame(version, artist, text(encoding, ALL.artist)),
      frame(version, album, text(encoding, ALL.album)),
      frame(version, cover, picture(version, 1000)),
    ];
    const whole = { ...ALL, mimeType: 'image/jpeg', bytes: 1004 };
    expect(await read(Buffer.concat([tag(version, frames), mp3]))).toEqual([whole, whole]);
  });

  it.each<[string, () => Buffer]>([
    ['2.2, unsynchronised', () => tag(2, [frame(2, 'TT2', text(1, 'Tïtle')), frame(2, 'PIC', picture(2, 300))], 0x80)],
    [
      '2.3, unsynchronised',
      () => tag(3, [frame(3, 'TIT2', text(1, 'Tïtle')), frame(3, 'APIC', picture(3, 300))], 0x80),
    ],
    [
      '2.4, frames unsynchronised, with a length indicator',
      () =>
        tag(
          4,
          [
            frame(4, 'APIC', Buffer.concat([syncsafe(picture(4, 300).length), unsynchronised(picture(4, 300))]), 3),
            frame(4, 'TIT2', text(3, 'Tïtle')),
          ],
          0x80,
        ),
    ],
    [
      '2.4 with plain lengths, as of old iTunes',
      () => tag(4, [frame(4, 'APIC', picture(4, 300), 0, plain), frame(4, 'TIT2', text(3, 'Tïtle'))]),
    ],
    [
      '2.4 with an extended header',
      () =>
        tag(
          4,
          [
            Buffer.concat([syncsafe(6), Buffer.from([1, 0])]),
            frame(4, 'TIT2', text(3, 'Tïtle')),
            frame(4, 'APIC', picture(4, 300)),
          ],
          0x40,
        ),
    ],
    [
      '2.3 with an extended header',
      () =>
        tag(
          3,
          [
            Buffer.concat([plain(6), Buffer.alloc(6)]),
            frame(3, 'TIT2', text(1, 'Tïtle')),
            frame(3, 'APIC', picture(3, 300)),
          ],
          0x40,
        ),
    ],
  ])('%s, come out with the audio', async (_, make) => {
    const whole = { title: 'Tïtle', mimeType: 'image/jpeg', bytes: 304 };
    expect(await read(Buffer.concat([make(), mp3]))).toEqual([whole, whole]);
  });

  it('with a cover of 17 MB are read, and of two tags the first counts', async () => {
    const first = tag(3, [frame(3, 'APIC', picture(3, 17_000_000)), frame(3, 'TIT2', text(1, 'Tïtle'))]);
    const second = tag(4, [frame(4, 'TIT2', text(3, 'other')), frame(4, 'TPE1', text(3, 'Artîst'))]);
    const whole = { title: 'Tïtle', artist: 'Artîst', mimeType: 'image/jpeg', bytes: 17_000_004 };
    expect(await read(Buffer.concat([first, second, mp3]))).toEqual([whole, whole]);
  });

  it('of version 1 are read at the end of a file', async () => {
    const last = Buffer.alloc(128);
    last.write('TAG');
    for (const [at, value] of [
      [3, ALL.title],
      [33, ALL.artist],
      [63, ALL.album],
    ] as const)
      last.write(value, at, 'latin1');
    expect(await read(Buffer.concat([mp3, last]))).toEqual([ALL, {}]);
  });

  it('that are damaged cost no audio', async () => {
    const seed = SEED;
    const random = seededRandom(seed);
    const whole = tag(4, [frame(4, 'TIT2', text(3, 'Tïtle')), frame(4, 'APIC', picture(4, 500))]);
    for (let i = 0; i < 20; i++) {
      const damaged = Buffer.from(whole);
      for (let n = 0; n < 8; n++) damaged[10 + Math.floor(random() * (whole.length - 10))] = Math.floor(random() * 256);
      await read(Buffer.concat([damaged, mp3])).catch((error: unknown) => {
        throw new Error(`seed ${seed}, round ${i}`, { cause: error });
      });
    }
  });
});

describe.skipIf(!ffmpeg)('tags that FFmpeg writes', () => {
  it.each(['m4a', 'flac', 'aiff', 'wav', 'ogg', 'opus', 'wma', 'mka'])('come out of %s', async (ending) => {
    const path = join(dir, `tagged.${ending}`);
    const jpeg = join(dir, 'cover.jpg');
    const quiet = ['-y', '-v', 'error'];
    execFileSync(ffmpeg!, [...quiet, '-f', 'lavfi', '-i', 'color=red:s=32x32', '-frames:v', '1', jpeg]);
    const hasCover = ['m4a', 'flac', 'aiff'].includes(ending);
    const cover = ['-i', jpeg, '-map', '0:a', '-map', '1:v', '-c:v', 'copy', '-disposition:v', 'attached_pic'];
    const id3 = ending === 'aiff' ? ['-write_id3v2', '1'] : [];
    const texts = Object.entries(ALL).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]);
    execFileSync(ffmpeg!, [
      ...quiet,
      '-i',
      fixture('tone-stereo.flac'),
      ...(hasCover ? cover : []),
      ...id3,
      ...texts,
      path,
    ]);
    const source = await openAudio(path);
    await source.close();
    expect(source.tags).toMatchObject(ALL);
    expect(source.tags.cover?.mimeType).toBe(hasCover ? 'image/jpeg' : undefined);
  });
});
