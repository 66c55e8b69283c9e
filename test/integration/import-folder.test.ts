import { execFileSync } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../support/cli.js';
import { hashedTensors, NARROW, NARROW_CONFIG, safetensors } from '../support/oobleck.js';
import { canMount } from '../support/output-cases.js';

let root = '';
let weights = '';
let out = '';
let runs = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'latentcast-import-'));
  weights = join(root, 'weights');
  await putWeights(weights);
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function putWeights(dir: string): Promise<void> {
  await mkdir(join(dir, 'vae'), { recursive: true });
  await writeFile(join(dir, 'vae', 'config.json'), JSON.stringify(NARROW_CONFIG));
  await writeFile(join(dir, 'vae', 'model.safetensors'), safetensors(hashedTensors(NARROW, 'diffusers')));
}

/** A new folder in which `model` is the output. */
async function place(): Promise<string> {
  out = join(root, String(runs++));
  await mkdir(out);
  return join(out, 'model');
}

const importTo = (dir: string, ...options: string[]) =>
  cli(['models', 'import', 'stable-audio-open', weights, '--out', dir, ...options], { LATENTCAST_MODELS: root });
const FILES = ['decoder.onnx', 'decoder.weights', 'encoder.onnx', 'encoder.weights', 'manifest.json'];

describe('the folder of an imported model', () => {
  it('may be new, empty, or with --force a model, and is replaced whole', async () => {
    const dir = await place();
    expect(await importTo(dir)).toMatchObject({ code: 0 });
    expect((await readdir(dir)).sort()).toEqual(FILES);
    expect((await stat(dir)).mode & 0o777).toBe(0o777 & ~process.umask());
    await writeFile(join(dir, 'manifest.json'), '{}');
    expect(await importTo(dir)).toMatchObject({ code: 1, err: expect.stringMatching(/there is a model already/) });
    expect(await readFile(join(dir, 'manifest.json'), 'utf8')).toBe('{}');
    expect(await importTo(dir, '--force')).toMatchObject({ code: 0 });
    expect((await readFile(join(dir, 'manifest.json'))).length).toBeGreaterThan(100);
    const empty = join(out, 'empty');
    await mkdir(empty);
    expect(await importTo(empty)).toMatchObject({ code: 0 });
    expect((await readdir(out)).sort()).toEqual(['empty', 'model']);
  });

  it('is never one that holds anything else, not even with --force', async () => {
    const dir = await place();
    await mkdir(dir);
    await writeFile(join(dir, 'thesis.txt'), 'years of work');
    expect(await importTo(dir, '--force')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/model: is not written: it holds what is no part of a model: thesis\.txt/),
    });
    expect(await readdir(dir)).toEqual(['thesis.txt']);
  });

  it('is never one that holds the weights', async () => {
    const dir = await place();
    await putWeights(dir);
    const ran = await cli(['models', 'import', 'stable-audio-open', dir, '--out', dir, '--force']);
    expect(ran).toMatchObject({ code: 2, err: expect.stringMatching(/the input .*model\.safetensors is in it/) });
    expect(await readdir(dir)).toEqual(['vae']);
  });

  it('is never a file, a pipe or a device', async () => {
    const dir = await place();
    await writeFile(dir, 'a letter');
    const pipe = join(out, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const device = join(out, 'device');
    await symlink('/dev/null', device);
    for (const path of [dir, pipe, device])
      expect(await importTo(path, '--force')).toMatchObject({
        code: 1,
        err: expect.stringMatching(/it is a file, and a folder must be named/),
      });
    expect(await readFile(dir, 'utf8')).toBe('a letter');
    expect((await readdir(out)).sort()).toEqual(['device', 'model', 'pipe']);
  });

  it('behind a symbolic link is replaced, and the link stays', async () => {
    const dir = await place();
    await symlink(dir, join(out, 'link'));
    await mkdir(dir);
    expect(await importTo(join(out, 'link'))).toMatchObject({ code: 0 });
    expect((await lstat(join(out, 'link'))).isSymbolicLink()).toBe(true);
    expect((await readdir(dir)).sort()).toEqual(FILES);
  });

  it('is untouched, with nothing beside it, when the disk is full', async ({ skip }) => {
    const dir = await place();
    if (!canMount(out)) skip('mounting a small disk needs root');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', out]);
    try {
      await mkdir(dir);
      await writeFile(join(dir, 'manifest.json'), '{}');
      expect(await importTo(dir, '--force')).toMatchObject({ code: 1, err: expect.stringMatching(/the disk is full/) });
      expect(await readdir(out)).toEqual(['model']);
      expect(await readdir(dir)).toEqual(['manifest.json']);
    } finally {
      execFileSync('umount', [out]);
    }
  });
});
