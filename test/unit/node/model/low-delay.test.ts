import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder } from '../../../../src/codec/decoder.js';
import { Encoder } from '../../../../src/codec/encoder.js';
import { lowDelayManifest } from '../../../../src/core/latent/low-delay-manifest.js';
import { parseManifest } from '../../../../src/core/latent/model-manifest.js';
import { loadModel } from '../../../../src/node/model/onnx-model.js';
import { verifyModel } from '../../../../src/node/model/verify-model.js';
import { loadModelInWorker } from '../../../../src/node/model/worker-model.js';
import { requireLiveModel } from '../../../../src/node/sound/live-options.js';
import { copyWithLowDelay, type LowDelayJson, withLowDelay } from '../../../support/low-delay-model.js';

const TINY = fileURLToPath(new URL('../../../fixtures/tiny-model/stateful', import.meta.url));

let dir = '';
let plain: LowDelayJson;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-low-delay-'));
  plain = await copyWithLowDelay(TINY, join(dir, 'model'));
});
afterAll(() => rm(dir, { recursive: true }));

const parsed = (json: LowDelayJson) => parseManifest(JSON.stringify(json), 'manifest.json');

describe('the manifest of a model with graphs of low delay', () => {
  it('describes them, with the graph that each takes its weights from', () => {
    const { files, lowDelay } = parsed(withLowDelay(plain));
    expect(files.lowDelayDecoder).toMatchObject({ path: 'decoder-low.onnx', weightsOf: files.decoder });
    expect(files.lowDelayEncoder).toMatchObject({ path: 'encoder-low.onnx', weightsOf: files.encoder });
    expect(lowDelay?.decoder?.leftFrames).toBe(plain.format.decoder.leftFrames! + 1);
  });

  it.each([
    ['a file that is not described', { lowDelay: {} }, /lowDelay\.encoder must be an object/],
    [
      'a number outside its range',
      { lowDelay: { encoder: { leftFrames: -1 } } },
      /lowDelay\.encoder\.leftFrames must be .* from 0 to 1024, got -1/,
    ],
    ['no object', { lowDelay: [] }, /lowDelay must be an object, got \[\]/],
  ])('refuses %s', (_, change, message) => {
    expect(() => parsed({ ...withLowDelay(plain), ...(change as Partial<LowDelayJson>) })).toThrow(message);
  });

  it('refuses a description without a file', () => {
    expect(() => parsed({ ...plain, lowDelay: { decoder: plain.format.decoder } })).toThrow(
      'files.lowDelayDecoder must be an object where lowDelay.decoder is given',
    );
  });

  it('has one half alone where only that is given: the other stays as it is', () => {
    const all = withLowDelay(plain);
    const { lowDelayEncoder: _, ...files } = all.files;
    const manifest = parsed({ ...all, files, lowDelay: { decoder: all.lowDelay!.decoder } });
    const low = lowDelayManifest(manifest);
    expect(low.files.encoder).toEqual(manifest.files.encoder);
    expect(low.files.decoder.path).toBe('decoder-low.onnx');
    expect(low.format.encoder).toEqual(manifest.format.encoder);
  });
});

describe('a model of low delay', () => {
  it('is the same model to others, with its own context, and carries sound', async () => {
    const folder = join(dir, 'model');
    const [normal, low] = await Promise.all([loadModel(folder), loadModel(folder, { delay: 'low' })]);
    try {
      expect(low.info.sha256).toBe(normal.info.sha256);
      expect(low.info.format.decoder.leftFrames).toBe(normal.info.format.decoder.leftFrames + 1);
      const { sampleRateHz, hopSamples } = low.info.format;
      const encoder = new Encoder(low, { sampleRateHz, channels: 1, framesPerBlock: 4 });
      const pcm = Float32Array.from({ length: 16 * hopSamples }, (_, i) => 0.3 * Math.sin(i / 9));
      const blocks = [...(await encoder.push(pcm)), ...(await encoder.flush())];
      const decoder = new Decoder(low);
      let samples = 0;
      for (const block of blocks) samples += (await decoder.push({ kind: 'frames', block })).length;
      samples += (await decoder.flush()).length;
      expect(samples).toBe(16 * hopSamples);
    } finally {
      await normal.close();
      await low.close();
    }
  });

  it('runs in a thread of its own', async () => {
    const low = await loadModelInWorker(join(dir, 'model'), { delay: 'low', directions: ['decode'] });
    expect(low.info.format.decoder.leftFrames).toBe(plain.format.decoder.leftFrames! + 1);
    await low.close();
  });

  it('is verified with the others', async () => {
    const { checks } = await verifyModel(join(dir, 'model'));
    expect(checks.find(({ name }) => name === 'low delay')?.found).toMatch(
      /ms of look-ahead in place of .*streamed is whole/,
    );
    expect(checks.find(({ name }) => name === 'hashes')?.found).toMatch(/^4 graphs/);
  });

  it('must be whole: a file that is not the one of the manifest is named', async () => {
    const folder = join(dir, 'spoilt');
    await cp(join(dir, 'model'), folder, { recursive: true });
    const bytes = await readFile(join(folder, 'decoder-low.onnx'));
    bytes[100]! ^= 1;
    await writeFile(join(folder, 'decoder-low.onnx'), bytes);
    await expect(loadModel(folder, { delay: 'low', directions: ['decode'] })).rejects.toMatchObject({
      code: 'MODEL_HASH',
      message: expect.stringContaining('decoder-low.onnx'),
    });
  });

  it('is refused for a model that has none, and another word for it, by name', async () => {
    const none = `delay must be 'normal' for model ${plain.id}, which has no graph of low delay, got 'low'`;
    await expect(loadModel(TINY, { delay: 'low' })).rejects.toThrow(none);
    await expect(loadModelInWorker(TINY, { delay: 'low' })).rejects.toThrow(none);
    await expect(loadModel(TINY, { delay: 'lower' as 'low' })).rejects.toThrow(/delay must be .*normal.*low.*lower/);
    const model = await loadModel(TINY, { directions: [] });
    expect(() => requireLiveModel({ model, delay: 'low' })).toThrow(
      /delay must be left out where model is a LatentModel/,
    );
    await model.close();
  });
});
