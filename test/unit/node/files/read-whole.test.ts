import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isNamedPipe, readWhole } from '../../../../src/node/files/read-whole.js';
import { readRecording } from '../../../../src/node/program/lc-broadcast.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-whole-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function pipe(name: string): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return path;
}

describe('a file as a whole', () => {
  it('is its bytes, and what the system says where it cannot be read', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'content');
    expect((await readWhole(path)).toString()).toBe('content');
    await expect(readWhole(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect([await isNamedPipe(path), await isNamedPipe(join(folder, 'none'))]).toEqual([false, false]);
  });

  it.skipIf(process.platform !== 'linux')('of a named pipe is what its writer writes', async () => {
    const path = pipe('written');
    const [read] = await Promise.all([readWhole(path), writeFile(path, 'x'.repeat(200_000))]);
    expect(read.length).toBe(200_000);
    expect(await isNamedPipe(path)).toBe(true);
  });

  it.skipIf(process.platform !== 'linux')(
    'of a named pipe that nobody writes to is waited for until an abort',
    async () => {
      for (const wait of [readWhole, readRecording]) {
        const abort = new AbortController();
        const read = wait(pipe(wait.name), abort.signal);
        abort.abort();
        await expect(read).rejects.toMatchObject({ code: 'ABORTED' });
      }
    },
  );
});
