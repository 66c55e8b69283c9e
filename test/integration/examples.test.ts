import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { bestLag, envelope } from '../support/envelope.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const VOICE = path.join(ROOT, 'assets/voice.flac');

describe('the examples', () => {
  let dir = '';
  beforeAll(async () => {
    // Inside the package's folder, so that its own name resolves as it does where it is installed, and not in dist, of which
    // another test lists what is packed.
    await mkdir(path.join(ROOT, 'build'), { recursive: true });
    dir = await mkdtemp(path.join(ROOT, 'build', 'examples-'));
  });
  afterAll(async () => {
    if (dir) await rm(dir, { recursive: true });
  });

  it('are the three that their list names, each with a package of its own where it has dependencies', async () => {
    const listed = await readFile(path.join(ROOT, 'examples/README.md'), 'utf8');
    const folders = (await readdir(path.join(ROOT, 'examples'), { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(folders.sort()).toEqual(['node', 'plain', 'vite']);
    for (const name of folders) expect(listed).toContain(`[${name}](${name}/`);
  });

  it('take a file to .lc and back in Node', async () => {
    await cp(path.join(ROOT, 'examples/node/index.mjs'), path.join(dir, 'index.mjs'));
    const run = promisify(execFile)(process.execPath, ['index.mjs', VOICE, 'out.lc', 'out.wav'], { cwd: dir });
    expect((await run).stdout).toBe('161 frames, 1288 bytes of bits\n7.48 s decoded\n');
    const [voice, decoded] = await Promise.all(
      [VOICE, path.join(dir, 'out.wav')].map(async (file) => collect(await openAudioFile(file))),
    );
    expect(decoded!.length).toBe(voice!.length);
    const { lag, correlation } = bestLag(envelope(voice!, 44_100, 10), envelope(decoded!, 44_100, 10), -20, 20);
    expect(Math.abs(lag)).toBeLessThanOrEqual(1);
    expect(correlation).toBeGreaterThan(0.8);
  });
});
