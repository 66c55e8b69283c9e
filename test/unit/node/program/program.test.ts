import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { joinTracks } from '../../../../src/node/program/join-tracks.js';
import { parsePlaylist } from '../../../../src/node/program/playlist.js';
import { listTracks, shuffled } from '../../../../src/node/program/track-list.js';

const dirs: string[] = [];
afterEach(async () => {
  for (const dir of dirs.splice(0)) await rm(dir, { recursive: true, force: true });
});
const folder = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'lc-program-'));
  dirs.push(dir);
  return dir;
};

describe('a playlist', () => {
  it('is M3U with comments, titles, relative paths, addresses and any line ends', () => {
    const text =
      '\ufeff#EXTM3U\r\n#EXTINF:123,Bänd – Söng\r\nmusic/a b.mp3\r\n\r\n# note\r/abs/c.flac\nhttp://radio.example/x\n..\\up\\d.ogg';
    expect(parsePlaylist('/lists/x.m3u8', Buffer.from(text))).toEqual([
      { input: '/lists/music/a b.mp3', title: 'Bänd – Söng' },
      { input: '/abs/c.flac' },
      { input: 'http://radio.example/x' },
      { input: '/up/d.ogg' },
    ]);
  });

  it('may be Latin-1', () => {
    expect(parsePlaylist('/l/x.m3u', Buffer.from('#EXTINF:1,Caf\xe9\ncaf\xe9.mp3', 'latin1'))).toEqual([
      { input: '/l/café.mp3', title: 'Café' },
    ]);
  });

  it('is PLS, in the order of its numbers', () => {
    const text = '[playlist]\nFile2=b.mp3\nTitle2=Two\nFile1=file:///x/a%20b.mp3\nLength1=-1\nNumberOfEntries=2';
    expect(parsePlaylist('/l/x.PLS', Buffer.from(text))).toEqual([
      { input: '/x/a b.mp3' },
      { input: '/l/b.mp3', title: 'Two' },
    ]);
  });
});

describe('the tracks of a program', () => {
  it('are files, folders by name, and playlists within playlists; what these cannot name is reported', async () => {
    const dir = await folder();
    await mkdir(join(dir, 'music', 'b'), { recursive: true });
    for (const name of ['z.wav', 'music/b/2.ogg', 'music/1.mp3', 'music/cover.jpg', 'music/notes.txt'])
      await writeFile(join(dir, name), '');
    await writeFile(join(dir, 'outer.m3u'), 'inner.pls\nz.wav\ngone.pls\n');
    await writeFile(join(dir, 'inner.pls'), 'File1=music/1.mp3\nFile2=outer.m3u\n');
    const { tracks, problems } = await listTracks([join(dir, 'z.wav'), join(dir, 'music'), join(dir, 'inner.pls')]);
    expect(tracks.map(({ input }) => input.slice(dir.length + 1))).toEqual([
      'z.wav',
      'music/1.mp3',
      'music/b/2.ogg',
      'music/1.mp3',
      'z.wav',
    ]);
    expect(problems.some((problem) => /gone\.pls: cannot open it/.test(problem))).toBe(true);
    expect(
      problems.filter((problem) =>
        /playlists name each other in a loop: .*inner.pls → .*outer.m3u → .*inner.pls$/.test(problem),
      ),
    ).toHaveLength(1);
  });

  it('must be there', async () => {
    const dir = await folder();
    await writeFile(join(dir, 'empty.m3u'), '#EXTM3U\n');
    await expect(listTracks([join(dir, 'empty.m3u')])).rejects.toMatchObject({ code: 'AUDIO_EMPTY' });
    await expect(listTracks([dir])).rejects.toMatchObject({ code: 'AUDIO_EMPTY' });
    await expect(listTracks([join(dir, 'gone.m3u')])).rejects.toMatchObject({ code: 'FILE_IO' });
  });

  it('are shuffled alike by the same seed, each once', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    expect(shuffled(items, seededRandom(5))).toEqual(shuffled(items, seededRandom(5)));
    expect(shuffled(items, seededRandom(5))).not.toEqual(shuffled(items, seededRandom(6)));
    expect(shuffled(items, seededRandom(5)).sort((a, b) => a - b)).toEqual(items);
  });
});

const CHANNELS = 2;
/** A track whose value is constant, cut into random blocks. */
async function* blocksOf(values: Float32Array, random: () => number): AsyncGenerator<Float32Array> {
  for (let at = 0; at < values.length; ) {
    const n = CHANNELS * Math.floor(1 + random() * 40);
    yield values.slice(at, at + n);
    at += n;
  }
}

async function join1(lengths: readonly number[], crossfadeSamples: number, seed: number) {
  const random = seededRandom(seed);
  const starts: number[] = [];
  const tracks = lengths.map((length, i) =>
    Float32Array.from({ length: length * CHANNELS }, (_, k) => i + 1 + (k >> 1) / 1e4),
  );
  async function* source() {
    for (const track of tracks)
      yield { blocks: blocksOf(track, random), onStart: (sample: number) => void starts.push(sample) };
  }
  const out: number[] = [];
  for await (const block of joinTracks(source(), { channels: CHANNELS, crossfadeSamples })) out.push(...block);
  return { out, starts, tracks };
}

describe('joined tracks', () => {
  it('without crossfade are every sample of each, one after another', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(seed);
      const lengths = Array.from({ length: 6 }, () => Math.floor(random() * 300));
      const { out, tracks, starts } = await join1(lengths, 0, seed);
      expect(out, `seed ${seed}`).toEqual(tracks.flatMap((track) => [...track]));
      let at = 0;
      const expected = lengths.flatMap((length) => {
        at += length;
        return length > 0 ? [at - length] : [];
      });
      expect(starts, `seed ${seed}`).toEqual(expected);
    }
  });

  it('with crossfade are as long as together, less each crossfade, which is no longer than what is left of the shorter', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seededRandom(seed);
      const lengths = Array.from({ length: 7 }, () => Math.floor(random() * 300));
      const crossfade = Math.floor(random() * 200);
      let left = 0;
      let total = 0;
      for (const length of lengths) {
        if (length === 0) continue;
        const overlap = Math.min(crossfade, left, length);
        total += length - overlap;
        left = length - overlap;
      }
      const { out, starts } = await join1(lengths, crossfade, seed);
      expect(out.length / CHANNELS, `seed ${seed}: ${lengths} by ${crossfade}`).toBe(total);
      expect(starts.length).toBe(lengths.filter((length) => length > 0).length);
      expect([...starts].sort((a, b) => a - b)).toEqual(starts);
    }
  });

  it('are mixed at equal power', async () => {
    const { out } = await join1([300, 300], 100, 3);
    const at = (sample: number): number => out[sample * CHANNELS]!;
    expect(out.length / CHANNELS).toBe(500);
    expect(at(199)).toBeCloseTo(1.0199, 4);
    // In the middle both have √½.
    expect(at(250)).toBeCloseTo(Math.SQRT1_2 * (1.025 + 2.005), 1);
    expect(at(300)).toBeCloseTo(2.01, 4);
  });
});
