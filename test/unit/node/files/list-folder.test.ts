import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listJobs } from '../../../../src/node/files/batch.js';
import { listFolder } from '../../../../src/node/files/list-folder.js';
import { listTracks } from '../../../../src/node/program/track-list.js';

let dir = '';
const server = createServer();
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-folder-'));
  await mkdir(join(dir, 'sub'));
  await mkdir(join(dir, '.hidden'));
  await mkdir(Buffer.concat([Buffer.from(`${dir}/d`), Buffer.from([0xe9])]));
  for (const name of ['a.wav', 'text.txt', '._a.wav', '.b.wav', '.hidden/c.wav', 'sub/d.FLAC'])
    await writeFile(join(dir, name), 'x');
  const latin = Buffer.concat([Buffer.from(`${dir}/d`), Buffer.from([0xe9]), Buffer.from('/caf'), Buffer.from([0xe9])]);
  await writeFile(Buffer.concat([latin, Buffer.from('.wav')]), 'x');
  await symlink('..', join(dir, 'sub', 'loop'));
  await symlink('a.wav', join(dir, 'link.wav'));
  await symlink('nothing', join(dir, 'broken.wav'));
  await symlink('self.wav', join(dir, 'self.wav'));
  await symlink('/dev/null', join(dir, 'device.wav'));
  execFileSync('mkfifo', [join(dir, 'pipe.wav')]);
  await once(server.listen(join(dir, 'socket.wav')), 'listening');
});
afterAll(async () => {
  server.close();
  await rm(dir, { recursive: true });
});

const AUDIO = ['a.wav', 'd\ufffd/caf\ufffd.wav', 'link.wav', 'sub/d.FLAC'];
const SKIPPED = [
  'broken.wav: skipped: it is a link to nothing',
  'device.wav: skipped: it is a device',
  'pipe.wav: skipped: it is a named pipe',
  'self.wav: skipped: it is a link to itself',
  'socket.wav: skipped: it is a socket',
];

describe('a folder', () => {
  it('gives its regular files and those below, links included, each once; hidden ones and macOS’s ._* are left out', async () => {
    const skipped: string[] = [];
    const found = await listFolder(dir, (reason) => skipped.push(reason));
    const inside = (path: string): string => path.replace(`${dir}/`, '');
    expect(found.map(inside)).toEqual([...AUDIO, 'text.txt'].sort());
    expect(skipped.map(inside)).toEqual(SKIPPED);
  });

  it('gives the same to encode and to a program, which tell what they skip', async () => {
    const skipped: string[] = [];
    const jobs = await listJobs([dir], 'out', '.lc', true, (reason) => skipped.push(reason));
    expect(jobs.map(({ input }) => input)).toEqual(AUDIO.map((name) => join(dir, name)));
    const { tracks, problems } = await listTracks([dir]);
    expect(tracks.map(({ input }) => input)).toEqual(AUDIO.map((name) => join(dir, name)));
    expect(problems).toEqual(skipped);
    expect(problems).toHaveLength(SKIPPED.length);
  });

  it('that cannot be read is an error', async () => {
    await expect(listFolder(join(dir, 'missing'), () => {})).rejects.toMatchObject({ code: 'FILE_IO' });
  });
});
