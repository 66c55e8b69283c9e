import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interleave } from '../../src/core/dsp/pcm.js';
import { melDistanceDb } from '../../src/core/dsp/spectrum.js';
import { readLc } from '../../src/core/file/lc-file.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { cli } from '../support/cli.js';
import { fixturePcm, hashedTensors, NARROW, NARROW_CONFIG, safetensors } from '../support/oobleck.js';

const SAMPLES = 30 * 2048 - 100;
let root = '';
let wav = '';
let env: Record<string, string> = {};
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'latentcast-vae-'));
  await mkdir(join(root, 'vae'));
  await mkdir(join(root, 'models'));
  env = { LATENTCAST_MODELS: join(root, 'models') };
  await writeFile(join(root, 'vae', 'config.json'), JSON.stringify(NARROW_CONFIG));
  await writeFile(join(root, 'vae', 'model.safetensors'), safetensors(hashedTensors(NARROW, 'diffusers')));
  wav = join(root, 'in.wav');
  const sink = await wavFileSink(wav, { sampleRateHz: 44_100, channels: 2, encoding: 's16le' });
  await sink.write(interleave(fixturePcm(SAMPLES), 2));
  await sink.close();
  const plain = await cli(['models', 'import', 'stable-audio-open', root, '--json'], env);
  expect(plain).toMatchObject({ code: 0 });
  const calibrated = ['--out', join(root, 'models', 'calibrated'), '--calibrate', wav];
  expect(await cli(['models', 'import', 'stable-audio-open', root, ...calibrated], env)).toMatchObject({ code: 0 });
});
afterAll(() => rm(root, { recursive: true }));

async function roundTrip(
  model: string,
  bits: number,
): Promise<{ header: ReturnType<typeof readLc>['header']; pcm: Float32Array }> {
  const lc = join(root, `${model}-${bits}.lc`);
  expect(await cli(['encode', wav, lc, '--model', model, '--bits', String(bits)], env)).toMatchObject({ code: 0 });
  expect(await cli(['decode', lc, `${lc}.wav`, '--model', model], env)).toMatchObject({ code: 0 });
  return { header: readLc(await readFile(lc)).header, pcm: await collect(await openAudioFile(`${lc}.wav`)) };
}

describe('files of an imported model', () => {
  it('carry their own range of latents where the model was not calibrated', async () => {
    const one = await roundTrip('stable-audio-open', 1);
    const eight = await roundTrip('stable-audio-open', 8);
    expect(one.pcm.length).toBe(2 * SAMPLES);
    expect(one.header.normalizer?.scale).toHaveLength(4);
    expect(eight.header.normalizer!.scale[0]! / one.header.normalizer!.scale[0]!).toBeCloseTo(3.9424 / 1.5958, 2);
  });

  it('carry none where the model was, unless the bits ask for another', async () => {
    const one = await roundTrip('calibrated', 1);
    const two = await roundTrip('calibrated', 2);
    const measured = await roundTrip('stable-audio-open', 2);
    expect(one.header.normalizer).toBeUndefined();
    expect(two.header.normalizer!.scale[3]! / measured.header.normalizer!.scale[3]!).toBeCloseTo(1, 2);
    expect(two.pcm.length).toBe(2 * SAMPLES);
  });

  it('come nearer to unquantised latents with every bit', async () => {
    const best = (await roundTrip('stable-audio-open', 8)).pcm;
    const distance = async (bits: number): Promise<number> =>
      melDistanceDb(best, (await roundTrip('stable-audio-open', bits)).pcm, 44_100);
    const [one, two, four] = [await distance(1), await distance(2), await distance(4)];
    expect(two).toBeLessThan(one);
    expect(four).toBeLessThan(two);
  });

  it('are listed with the size of their weights', async () => {
    const { models } = JSON.parse((await cli(['models', '--json'], env)).out);
    const found = models.find((m: { dir: string }) => m.dir.endsWith('stable-audio-open'));
    const weights = await stat(join(root, 'models', 'stable-audio-open', 'encoder.weights'));
    expect(found).toMatchObject({ ok: true, id: 'oobleck-8x4' });
    expect(found.bytes).toBeGreaterThan(weights.size);
  });
});
