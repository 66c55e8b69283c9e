import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLc } from '../../src/core/file/lc-file.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const has = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined;
const missing = ['sox', 'ffmpeg', 'gst-launch-1.0', 'liquidsoap'].filter((tool) => !has(tool));
const isSkipped = missing.length > 0 && !process.env.CI;
/** One and a half seconds. */
const SAMPLES = 66_150;

describe.skipIf(isSkipped)(`docs/recipes.md${isSkipped ? ` (not installed: ${missing.join(', ')})` : ''}`, () => {
  let dir = '';
  let blocks: Map<string, string[]>;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'latentcast-recipes-'));
    const text = await readFile(path.join(ROOT, 'docs/recipes.md'), 'utf8');
    blocks = new Map();
    for (const section of text.split(/^## /m).slice(1)) {
      const found = [...section.matchAll(/```(?:sh|liquidsoap)\n([\s\S]*?)```/g)].map((match) => match[1]!);
      blocks.set(section.split('\n')[0]!, found);
    }
    const command = path.join(dir, 'latentcast');
    await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${path.join(ROOT, 'dist/cli/main.js')}' "$@"\n`);
    await chmod(command, 0o755);
    await run(`sox '${path.join(ROOT, 'assets/voice.flac')}' in.flac trim 1 ${SAMPLES}s`);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  /** Runs lines of a shell; every program of a pipe must end well. */
  async function run(script: string): Promise<{ code: number; stdout: string; stderr: string }> {
    const child = spawn('bash', ['-c', `set -eo pipefail\n${script}`], {
      cwd: dir,
      env: { ...process.env, PATH: `${dir}:${process.env.PATH}`, HOME: dir },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      stdout += part;
    });
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      stderr += part;
    });
    const [code] = (await once(child, 'close')) as [number];
    return { code, stdout, stderr };
  }

  const samplesOf = async (name: string): Promise<number> =>
    (await collect(await openAudioFile(path.join(dir, name)))).length;
  const totalOf = async (name: string): Promise<number | null> =>
    readLc(await readFile(path.join(dir, name))).totalSamples;

  it.each([
    ['SoX', 'sox.lc', 'sox.wav', SAMPLES],
    ['FFmpeg', 'ffmpeg.lc', 'ffmpeg.opus', 72_000],
    ['GStreamer', 'gstreamer.lc', 'gstreamer.flac', SAMPLES],
  ])('%s: in and out by pipes, of the same length', async (name, encoded, decoded, samples) => {
    expect(await run(blocks.get(name)![0]!)).toEqual({ code: 0, stdout: '', stderr: expect.any(String) });
    expect(await totalOf(encoded)).toBe(SAMPLES);
    expect(await samplesOf(decoded)).toBe(samples);
  });

  it('Liquidsoap: its external encoder writes the whole track, its external decoder plays the file', async () => {
    const liquidsoap = async (index: number, name: string): Promise<void> => {
      const script = `settings.init.allow_root.set(true)\n${blocks.get('Liquidsoap')![index]!}`;
      await writeFile(path.join(dir, name), script);
      expect(await run(`liquidsoap ${name}`)).toMatchObject({ code: 0 });
    };
    await liquidsoap(0, 'encode.liq');
    // Liquidsoap does not wait for its encoder.
    await expect.poll(() => stat(path.join(dir, 'liquidsoap.lc')).catch(() => null)).not.toBeNull();
    expect(Math.abs((await totalOf('liquidsoap.lc'))! - SAMPLES)).toBeLessThan(0.1 * 44_100);
    await liquidsoap(1, 'decode.liq');
    const heard = await samplesOf('liquidsoap.wav');
    expect(heard).toBeLessThanOrEqual(SAMPLES + 0.1 * 44_100);
    expect(heard).toBeGreaterThan(SAMPLES - 0.3 * 44_100);
  });

  it('end with the exit codes that the page states', async () => {
    const codeOf = async (script: string): Promise<number> => (await run(script)).code;
    const encode = 'latentcast encode --quiet --search 0';
    const [cut, noAudio, usage, gone] = await Promise.all([
      codeOf('head -c 150 sox.lc | latentcast decode --quiet - cut.wav'),
      codeOf(`echo no audio at all | ${encode} - none.lc`),
      codeOf(`${encode} in.flac in.flac in.lc --raw`),
      run('latentcast decode --quiet sox.lc - | head -c 10 | wc -c'),
    ]);
    expect([cut, noAudio, usage]).toEqual([3, 1, 2]);
    expect(gone).toMatchObject({ stdout: '10\n', stderr: '' });
  });
});
