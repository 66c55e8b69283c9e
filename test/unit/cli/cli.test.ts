import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkNative, checkNode, checkPort } from '../../../src/cli/checks.js';
import type { CliContext } from '../../../src/cli/context.js';
import { formatBytes, formatDuration, formatHz, formatMs, formatRate } from '../../../src/cli/format.js';
import { run } from '../../../src/cli/program.js';
import { startProgress } from '../../../src/cli/progress.js';
import { table } from '../../../src/cli/table.js';
import { typescriptKernels } from '../../../src/codec/typescript-kernels.js';
import { writeLc } from '../../../src/core/file/lc-file.js';
import { LC_BLOCK_FRAMES } from '../../../src/core/file/lc-record.js';
import { findModel } from '../../../src/node/model/model-files.js';

const TINY = fileURLToPath(new URL('../../fixtures/tiny-model', import.meta.url));

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-cli-'));
});
afterAll(() => rm(dir, { recursive: true }));

class Capture extends Writable {
  text = '';
  isTTY = false;
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

interface Ran {
  code: number;
  out: string;
  err: string;
}

async function cli(args: readonly string[], change: Partial<CliContext> = {}): Promise<Ran> {
  const [stdout, stderr] = [new Capture(), new Capture()];
  const env = { LATENTCAST_MODELS: TINY };
  const context = {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env,
    signal: new AbortController().signal,
    exitCode: 0,
    ...change,
  };
  const code = await run(args, context);
  return { code, out: stdout.text, err: stderr.text };
}

/** 161 frames of 64 values at 1 bit: 1288 bytes of payload, as 7.4766 s at 44.1 kHz make. */
async function lcFile(name: string, frames = 161, planes = 1): Promise<{ path: string; bytes: Uint8Array }> {
  const header = {
    modelSha256: (await findModel('tiny-stateful', [TINY])).sha256,
    originalSampleRateHz: 48000,
    originalChannels: 2,
    sampleRateHz: 44100,
    channels: 1,
    hopSamples: 2048,
    latentSize: 64,
    planes,
  };
  const blocks = [];
  for (let first = 0; first < frames; first += 64) {
    const n = Math.min(64, frames - first);
    blocks.push({ firstFrame: first, frames: n, planes, payload: new Uint8Array(n * 8 * planes).fill(0x5a) });
  }
  const bytes = writeLc(header, blocks, frames * 2048, 358_890);
  const path = join(dir, name);
  await writeFile(path, bytes);
  return { path, bytes };
}

describe('the program', () => {
  it('prints help and version to standard output and exits with 0', async () => {
    expect(await cli(['--help'])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('inspect') });
    expect((await cli(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['nonsense'], /^latentcast: unknown command 'nonsense'/],
    [['inspct', 'x'], /Did you mean inspect\?/],
    [['inspect'], /^latentcast: missing required argument 'in\.lc'/],
    [['inspect', '--wrong', 'x'], /^latentcast: unknown option '--wrong'/],
    [
      ['doctor', '--port', '70000'],
      /^latentcast: option '--port <n>' argument '70000' is invalid\. It must be an integer from 1 to 65535\./,
    ],
  ])('reports what is wrong with %j in one line and exits with 2', async (args, message) => {
    const { code, out, err } = await cli(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('exits with 2 and shows its help without arguments', async () => {
    expect(await cli([])).toMatchObject({ code: 2, err: expect.stringContaining('Usage: latentcast') });
  });

  it('is quiet when the reader of standard output has gone', async () => {
    const abort = new AbortController();
    abort.abort(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(await cli(['inspect', '/nowhere'], { signal: abort.signal })).toEqual({ code: 0, out: '', err: '' });
  });

  it('reports that it was interrupted, and exits with 130', async () => {
    const abort = new AbortController();
    abort.abort(new Error('SIGINT'));
    expect(await cli(['inspect', '/nowhere'], { signal: abort.signal })).toEqual({
      code: 130,
      out: '',
      err: 'latentcast: interrupted\n',
    });
  });
});

describe('inspect', () => {
  it('shows frames, payload bytes, bits, rate, duration and model', async () => {
    const { path, bytes } = await lcFile('a.lc');
    const { code, out, err } = await cli(['inspect', path, '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      path,
      fileBytes: bytes.length,
      modelId: 'tiny-stateful',
      frames: 161,
      lostFrames: 0,
      bits: 1,
      payloadBytes: 1288,
      durationSeconds: (161 * 2048) / 44100,
      originalSamples: 358_890,
      damage: [],
    });
    expect(JSON.parse(out).payloadBitsPerSecond).toBeCloseTo(1378.125, 6);
    const text = (await cli(['inspect', path])).out;
    expect(text).toMatch(/frames +161 of 46\.4 ms/);
    expect(text).toMatch(/payload +1,288 bytes, 1\.378 kbit\/s/);
    expect(text).toMatch(/model +tiny-stateful/);
  });

  it('distinguishes two bits a value from one', async () => {
    const { path } = await lcFile('b.lc', 161, 2);
    expect(JSON.parse((await cli(['inspect', path, '--json'])).out)).toMatchObject({ bits: 2, payloadBytes: 2576 });
  });

  it('reports where a file is damaged and what is intact', async () => {
    const { path, bytes } = await lcFile('c.lc', 600);
    bytes[200] ^= 1;
    await writeFile(path, bytes);
    const { code, out, err } = await cli(['inspect', path, '--json']);
    expect(code).toBe(0);
    const result = JSON.parse(out);
    expect(result.damage).toHaveLength(1);
    expect(result).toMatchObject({ frames: 600, lostFrames: LC_BLOCK_FRAMES });
    expect(result.payloadBytes).toBe((600 - LC_BLOCK_FRAMES) * 8);
    expect(err).toMatch(/c\.lc: at byte \d+: block 0 is damaged/);
  });

  it.each([
    [
      'a missing file',
      '/nowhere/x.lc',
      /^latentcast: \/nowhere\/x\.lc: cannot read it: there is no such file or folder\n$/,
    ],
    ['a file of another kind', join(TINY, 'make.py'), /make\.py: the file must start with "LCST"/],
  ])('refuses %s with exit code 1', async (_, path, message) => {
    const { code, err } = await cli(['inspect', path]);
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });
});

describe('models', () => {
  it('lists id, hash, size and place, and the same as JSON', async () => {
    const { code, out } = await cli(['models']);
    expect(code).toBe(0);
    expect(out).toMatch(/tiny-stateful +[0-9a-f]{12} +1\.\d\d kB +8 kHz/);
    const { models } = JSON.parse((await cli(['models', '--json'])).out);
    expect(models[0]).toMatchObject({
      id: 'tiny-stateful',
      ok: true,
      sha256: (await findModel('tiny-stateful', [TINY])).sha256,
    });
  });
});

describe('doctor', () => {
  it('runs the model and reports that the machine can encode and decode', async () => {
    const { code, out } = await cli(['doctor', '--json', '--model', 'tiny-stateful', '--port', '1']);
    expect(code).toBe(0);
    const { ok, checks } = JSON.parse(out);
    expect(ok).toBe(true);
    const find = (name: string) => checks.find((check: { name: string }) => check.name === name);
    expect(find('node')).toMatchObject({ status: 'ok', detail: process.version });
    expect(find('onnxruntime-node')).toMatchObject({ status: 'ok', detail: expect.stringMatching(/^1\.\d+\.\d+/) });
    expect(find('model tiny-stateless')).toMatchObject({ status: 'ok' });
    expect(find('encode and decode 1 s')).toMatchObject({ status: 'ok', smoke: { encodeRtf: expect.any(Number) } });
  });

  it('exits with 1 when the model cannot be run', async () => {
    const { code, out } = await cli(['doctor', '--model', 'nope']);
    expect(code).toBe(1);
    expect(out).toMatch(/✗ +encode and decode 1 s +no model "nope"/);
    expect(out).toMatch(/cannot encode and decode with the model nope yet/);
  });

  it('compares Node versions by number', () => {
    expect(checkNode('v20.19.0', '>=20.19').status).toBe('ok');
    expect(checkNode('v22.1.0', '>=20.19').status).toBe('ok');
    expect(checkNode('v20.9.0', '>=20.19')).toEqual({
      name: 'node',
      status: 'fail',
      detail: 'v20.9.0, must be >=20.19',
    });
  });

  it('warns of an addon that cannot be used and of a port in use', async () => {
    expect(checkNative({ reason: 'No native build was found' })).toMatchObject({
      status: 'warn',
      detail: expect.stringMatching(/No native build .*build:native/),
    });
    // An installed package has no npm script of its project's.
    const installed = checkNative({ reason: 'No native build was found' }, '/app/node_modules/latentcast');
    expect(installed.detail).toContain('node /app/node_modules/latentcast/scripts/install-native.mjs --force');
    expect(installed.detail).not.toContain('npm run');
    expect(checkNative({ kernels: typescriptKernels })).toMatchObject({ status: 'ok' });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await checkPort(port)).toMatchObject({ status: 'warn', detail: expect.stringContaining('is in use') });
    await new Promise((resolve) => server.close(resolve));
    expect(await checkPort(port)).toMatchObject({ status: 'ok' });
  });
});

describe('what a person sees', () => {
  it('has units in words', () => {
    expect([0, 999, 1288, 12_345, 999_999, 19_800_000].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.29 kB',
      '12.3 kB',
      '1.00 MB',
      '19.8 MB',
    ]);
    expect([7.4766, 59.99, 60, 3675].map(formatDuration)).toEqual(['7.48 s', '59.99 s', '1:00', '1:01:15']);
    expect([1378.125, 64_000].map(formatRate)).toEqual(['1.378 kbit/s', '64.0 kbit/s']);
    expect([44_100, 48_000, 192_000].map(formatHz)).toEqual(['44.1 kHz', '48 kHz', '192 kHz']);
    expect([0.5, 12.34, 186, 12_000].map(formatMs)).toEqual(['0.500 ms', '12.3 ms', '186 ms', '12.0 s']);
  });

  it('has tables with aligned columns and no trailing spaces', () => {
    expect(table([['a', 'number'], null, ['long', '1'], ['b', '22']], { right: [1] })).toBe(
      'a     number\n────────────\nlong       1\nb         22',
    );
  });

  it('has a progress bar on a terminal only, and clears it', () => {
    const draw = (isTTY: boolean): string => {
      const stderr = Object.assign(new Capture(), { isTTY, columns: 80, clearLine() {}, cursorTo() {} });
      const context = { stderr } as unknown as CliContext;
      const bar = startProgress(context, { label: 'encode', total: 10, format: formatDuration });
      bar.update(10, 'done');
      bar.stop();
      bar.stop();
      return stderr.text;
    };
    expect(draw(false)).toBe('');
    expect(draw(true)).toContain('encode');
  });

  it('has lines in place of the bar for commands that take long, one in five seconds at most', () => {
    const stderr = new Capture();
    const context = { stderr } as unknown as CliContext;
    let nowMs = 0;
    const options = { label: 'comparing', total: 100, format: (value: number) => `${value} %`, hasLines: true };
    const progress = startProgress(context, options, () => nowMs);
    for (; nowMs <= 11_000; nowMs += 1000) progress.update(nowMs / 1000, 'MP3');
    progress.stop();
    nowMs = 60_000;
    progress.update(100);
    expect(stderr.text).toBe('latentcast: comparing: 5 %, MP3\nlatentcast: comparing: 10 %, MP3\n');
    startProgress(context, { ...options, isQuiet: true }, () => nowMs).update(1);
    expect(stderr.text.split('\n')).toHaveLength(3);
  });
});
