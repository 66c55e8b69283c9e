import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionTracks } from '../../../../src/cli/session/session-tracks.js';
import { wavFileSink } from '../../../../src/node/files/wav.js';

let folder = '';
const path = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-tracks-'));
  for (const name of ['a.wav', 'b.wav', 'c.wav']) {
    const sink = await wavFileSink(path(name), { sampleRateHz: 8000, channels: 1, encoding: 's16le' });
    await sink.write(new Float32Array(4000).fill(0.1));
    await sink.close();
  }
  await writeFile(path('text.mp3'), 'no audio at all\n'.repeat(100));
  await writeFile(path('list.m3u'), '#EXTM3U\n#EXTINF:1,From the list\nb.wav\ngone.mp3\n#EXTINF:1,\nc.wav\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function listed(inputs: readonly string[]): Promise<{ titles: string[]; told: string[] }> {
  const told: string[] = [];
  const tracks = await sessionTracks(
    inputs.map((name) => path(name)),
    (message) => told.push(message.replaceAll(`${folder}/`, '')),
  );
  return { titles: tracks.map(({ title }) => title), told };
}

describe('the tracks of a session', () => {
  it('are those of files, folders and playlists, in order, and what cannot be played is told and left out', async () => {
    const { titles, told } = await listed(['c.wav', 'text.mp3', 'list.m3u', '.']);
    expect(titles).toEqual(['c', 'From the list', 'c', 'a', 'b', 'c']);
    expect(told).toHaveLength(3);
    expect(told[0]).toMatch(/^left out: text\.mp3: must be WAV/);
    expect(told[1]).toBe('left out: gone.mp3: cannot open it: there is no such file or folder');
    expect(told[2]).toMatch(/^left out: text\.mp3: must be WAV/);
  });

  it('must be one at least: otherwise the reason is the error', async () => {
    expect(await listed([])).toEqual({ titles: [], told: [] });
    await expect(listed(['text.mp3'])).rejects.toMatchObject({ code: 'FILE_MAGIC' });
    await expect(listed(['text.mp3', 'text.mp3'])).rejects.toThrow(/none of the 2 tracks can be played$/);
  });

  it('that are named and are not there are an error: the name may be mistyped', async () => {
    await expect(listed(['a.wav', 'typo.wav'])).rejects.toThrow(/typo\.wav: cannot open it: there is no such file/);
  });

  it.skipIf(process.platform === 'win32')('are no named pipes, whose writer nobody waits for', async () => {
    execFileSync('mkfifo', [path('pipe.wav')]);
    const { titles, told } = await listed(['pipe.wav', 'a.wav']);
    expect(titles).toEqual(['a']);
    expect(told).toEqual(['left out: pipe.wav: it is a named pipe; what is opened again and again must be a file']);
  });
});
