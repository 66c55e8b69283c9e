import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wavFileSink } from '../../src/node/files/wav.js';
import { cli, startCli } from '../support/cli.js';

const ENV = { LATENTCAST_MODELS: fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url)), PATH: '' };
let dir = '';
let clip = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'demo-'));
  clip = join(dir, 'tone.wav');
  const sink = await wavFileSink(clip, { sampleRateHz: 8000, channels: 1 });
  await sink.write(Float32Array.from({ length: 8000 }, (_, i) => 0.4 * Math.sin(i * 0.05)));
  await sink.close();
});
afterAll(() => rm(dir, { recursive: true }));

const run = (out: string, ...args: string[]) => ['demo', clip, '--out', join(dir, out), '--model', 'stateful', ...args];

describe('the demo', () => {
  it('says what it has written, that older files were replaced, and at which pace latency is measured', async () => {
    const first = await cli(run('out', '--speed', 'max'), ENV);
    expect(first).toMatchObject({ code: 0, err: expect.not.stringContaining('replaced') });
    expect(first.err).toContain('latency is measured at live pace, with --speed 1');
    const { rows } = JSON.parse(await readFile(join(dir, 'out', 'report.json'), 'utf8'));
    expect(rows).toMatchObject([
      { planes: 1, lostFrames: 0, latency: null },
      { planes: 2, lostFrames: 0, latency: null },
    ]);
    const second = await cli(run('out'), ENV);
    expect(second).toMatchObject({ code: 0, out: expect.stringContaining('in all') });
    expect(second.err).toMatch(/this process came up to [\d.]+ m?s late, [\d.]+ m?s on average/);
    expect(second.err).toContain('; 4 older files were replaced');
  });

  it('writes nothing of a clip that was interrupted', async () => {
    const started = startCli(run('cut', '--speed', '0.1'), ENV);
    // Its folder is made before the first packet is sent.
    await expect.poll(() => readdir(join(dir, 'cut')).catch(() => null)).toEqual([]);
    started.interrupt();
    expect(await started.done).toMatchObject({ code: 130 });
    expect(await readdir(join(dir, 'cut'))).toEqual([]);
  });
});
