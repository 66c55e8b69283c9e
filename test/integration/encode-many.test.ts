import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLc } from '../../src/core/file/lc-file.js';
import { listJobs, runParallel } from '../../src/node/files/batch.js';
import { findTool } from '../../src/node/files/tools.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { cli } from '../support/cli.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url));
const AUDIO = fileURLToPath(new URL('../fixtures/audio', import.meta.url));
const ENV = { LATENTCAST_MODELS: TINY, PATH: '' };
const MODEL = ['--model', 'stateful'];

let dir = '';
let one = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-many-'));
  await mkdir(join(dir, 'in', 'deep'), { recursive: true });
  await copyFile(join(AUDIO, 'tone-mono.mp3'), join(dir, 'in', 'a.mp3'));
  await copyFile(join(AUDIO, 'tone-stereo.flac'), join(dir, 'in', 'a.flac'));
  await copyFile(join(AUDIO, 'tone-stereo-opus.ogg'), join(dir, 'in', 'deep', 'b.OGG'));
  await writeFile(join(dir, 'in', 'broken.wav'), 'no sound');
  await writeFile(join(dir, 'in', 'notes.txt'), 'not even a name of sound');
  one = join(dir, 'one.wav');
  const sink = await wavFileSink(one, { sampleRateHz: 8000, channels: 1 });
  await sink.write(Float32Array.from({ length: 6400 }, (_, i) => Math.sin(i * 0.01)));
  await sink.close();
});
afterAll(() => rm(dir, { recursive: true }));

const tree = async (path: string): Promise<string[]> =>
  (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.lc')).sort();

describe('encode of several files', () => {
  it('encodes a folder with its subfolders, and a broken file stops no other', async () => {
    const out = join(dir, 'out');
    const ran = await cli(['encode', join(dir, 'in'), one, out, ...MODEL, '--jobs', '2', '--json'], ENV);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/broken\.wav/);
    expect(await tree(out)).toEqual(['a.flac.lc', 'a.mp3.lc', 'deep/b.lc', 'one.lc']);
    const report = JSON.parse(ran.out);
    expect(report).toMatchObject({ encoded: 4, failed: 1 });
    expect(report.files.map((f: { input: string }) => f.input.slice(dir.length + 1))).toEqual([
      'in/a.flac',
      'in/a.mp3',
      'in/broken.wav',
      'in/deep/b.OGG',
      'one.wav',
    ]);
  });

  it('writes for each file the same bytes as when it is encoded alone', async () => {
    const out = join(dir, 'again');
    expect(await cli(['encode', one, join(dir, 'in', 'a.mp3'), out, ...MODEL], ENV)).toMatchObject({ code: 0 });
    await cli(['encode', one, join(dir, 'alone.lc'), ...MODEL], ENV);
    expect(await readFile(join(out, 'one.lc'))).toEqual(await readFile(join(dir, 'alone.lc')));
  });

  it('puts a single file into an existing folder', async () => {
    const out = join(dir, 'folder');
    await mkdir(out);
    expect(await cli(['encode', one, out, ...MODEL], ENV)).toMatchObject({ code: 0 });
    expect(await tree(out)).toEqual(['one.lc']);
  });

  it('refuses a missing file, and a folder without sound', async () => {
    await mkdir(join(dir, 'empty'));
    expect((await cli(['encode', join(dir, 'empty'), join(dir, 'x'), ...MODEL], ENV)).err).toMatch(/no audio file/);
    expect((await cli(['encode', one, join(dir, 'gone.wav'), join(dir, 'x'), ...MODEL], ENV)).err).toMatch(
      /gone\.wav: cannot open it: there is no such file/,
    );
  });

  it('looks for the extensions of FFmpeg only where it is installed', async () => {
    const folder = join(dir, 'm4a');
    await mkdir(folder);
    await writeFile(join(folder, 'x.m4a'), '');
    expect(await listJobs([folder], 'out', '.lc', false)).toEqual([]);
    expect(await listJobs([folder], 'out', '.lc', true)).toHaveLength(1);
  });
});

describe('names of formats', () => {
  it.each([
    ['1bit', 1],
    ['2bit', 2],
    ['f32', 8],
  ] as const)('--format %s is --bits %i', async (format, bits) => {
    const [named, counted] = [join(dir, `${format}.lc`), join(dir, `${bits}.lc`)];
    expect(await cli(['encode', one, named, ...MODEL, '--format', format], ENV)).toMatchObject({ code: 0 });
    await cli(['encode', one, counted, ...MODEL, '--bits', String(bits)], ENV);
    expect(readLc(await readFile(named)).header.planes).toBe(bits);
    expect(await readFile(named)).toEqual(await readFile(counted));
  });

  it('cannot be combined with --bits', async () => {
    const ran = await cli(['encode', one, join(dir, 'x.lc'), '--format', '1bit', '--bits', '2'], ENV);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/cannot be used with/);
  });
});

describe('jobs in parallel', () => {
  it('run up to the given number at a time, each once, and stop at the first error', async () => {
    let running = 0;
    let most = 0;
    const seen: number[] = [];
    await runParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++running);
      seen.push(item);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    });
    expect(most).toBe(3);
    expect(seen.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const started: number[] = [];
    const broken = runParallel([1, 2, 3, 4], 1, async (item) => {
      started.push(item);
      if (item === 2) throw new Error('two');
    });
    await expect(broken).rejects.toThrow('two');
    expect(started).toEqual([1, 2]);
  });
});

const ffmpeg = await findTool('ffmpeg');
describe('audio that only FFmpeg reads', () => {
  it.skipIf(!ffmpeg)('is encoded where FFmpeg is installed, and refused with a hint where it is not', async () => {
    const { execFileSync } = await import('node:child_process');
    const path = join(dir, 'tone.m4a');
    execFileSync(ffmpeg!, ['-v', 'error', '-y', '-i', one, '-c:a', 'aac', path]);
    const lc = join(dir, 'tone.lc');
    const found = { ...ENV, PATH: process.env.PATH ?? '' };
    expect(await cli(['encode', path, lc, ...MODEL], found)).toMatchObject({ code: 0 });
    expect(readLc(await readFile(lc)).totalSamples).toBeGreaterThanOrEqual(6400);
    expect((await cli(['encode', path, lc, ...MODEL], ENV)).err).toMatch(/with FFmpeg installed/);
    await writeFile(path, 'neither one nor the other');
    expect((await cli(['encode', path, lc, ...MODEL], found)).err).toMatch(/FFmpeg cannot read it either: /);
  });
});

describe('encode --pack', () => {
  it('writes a smaller file that decodes to the same audio', async () => {
    const [plain, packed] = [join(dir, 'plain.lc'), join(dir, 'packed.lc')];
    expect(await cli(['encode', one, plain, ...MODEL, '--bits', '2'], ENV)).toMatchObject({ code: 0 });
    expect(await cli(['encode', one, packed, ...MODEL, '--bits', '2', '--pack'], ENV)).toMatchObject({ code: 0 });
    expect((await readFile(packed)).length).toBeLessThan((await readFile(plain)).length);
    for (const path of [plain, packed])
      expect(await cli(['decode', path, `${path}.wav`], ENV)).toMatchObject({ code: 0, err: '' });
    expect(await readFile(`${packed}.wav`)).toEqual(await readFile(`${plain}.wav`));
    expect(JSON.parse((await cli(['inspect', packed, '--json'], ENV)).out)).toMatchObject({ bits: 2, lostFrames: 0 });
  });
});
