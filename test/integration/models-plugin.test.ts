import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Decoder } from '../../src/codec/decoder.js';
import { Encoder } from '../../src/codec/encoder.js';
import { OnnxLatentModel } from '../../src/codec/onnx-latent-model.js';
import { Serial } from '../../src/codec/serial.js';
import { parseManifest } from '../../src/core/latent/model-manifest.js';
import { nodeClock } from '../../src/node/clock.js';
import { hopSamples, parseOobleckConfig } from '../../src/node/import/oobleck-config.js';
import { addModel, removeModel } from '../../src/node/model/install-model.js';
import { listModels, sha256Hex } from '../../src/node/model/model-files.js';
import { loadModel } from '../../src/node/model/onnx-model.js';
import { type ModelCheck, verifyModel } from '../../src/node/model/verify-model.js';
import { cli } from '../support/cli.js';
import { fixturePcm, hashedTensors, relativeError, safetensors } from '../support/oobleck.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));
const OTHER = fileURLToPath(new URL('../fixtures/tiny-model/stateless', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VECTORS = fileURLToPath(new URL('../fixtures/oobleck', import.meta.url));

interface OobleckJson {
  readonly downsampling_ratios: readonly number[];
  readonly decoder_input_channels: number;
  readonly audio_channels: number;
  readonly sampling_rate: number;
}

let dir = '';
let root = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-models-'));
  root = join(dir, 'installed');
});
afterAll(() => rm(dir, { recursive: true }));

type Changeable = { format: { encoder: object; decoder: object } };

/** A copy of the tiny model, changed. */
async function changed(
  name: string,
  change: (manifest: Changeable, folder: string) => Promise<void> | void,
  from = TINY,
): Promise<string> {
  const folder = join(dir, name);
  await cp(from, folder, { recursive: true });
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  await change(manifest, folder);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

const tarball = (name: string, folder: string): string => {
  const path = join(dir, name);
  execFileSync('tar', ['-czf', path, '-C', join(folder, '..'), folder.split('/').at(-1)!]);
  return path;
};

describe('a model package', () => {
  it('is installed from a folder, a tarball and a package of npm, and works under its id', async () => {
    const checks: ModelCheck[] = [];
    const added = await addModel(TINY, { root, onCheck: (check) => void checks.push(check) });
    expect(added.dir).toBe(join(root, 'tiny-stateful'));
    expect(checks.map(({ name }) => name)).toEqual([
      'manifest',
      'hashes',
      'shapes',
      'values',
      'parity',
      'streaming',
      'delay',
      'speed',
    ]);
    const fromTarball = await addModel(tarball('other.tgz', OTHER), { root });
    expect(fromTarball.model.manifest.id).toBe('tiny-stateless');
    // npm packs a folder as it packs a package of the registry.
    const npm = await changed('npm-package/model', (manifest) => void Object.assign(manifest, { id: 'from-npm' }));
    await writeFile(join(npm, '../package.json'), '{ "name": "latentcast-model-x", "version": "1.0.0" }');
    execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', dir], { cwd: join(npm, '..') });
    await addModel(join(dir, 'latentcast-model-x-1.0.0.tgz'), { root });
    const model = await loadModel('from-npm', { roots: [root] });
    await model.close();
    expect((await readdir(root)).sort()).toEqual(['from-npm', 'tiny-stateful', 'tiny-stateless']);
  });

  it('is refused with the reason, and leaves nothing behind', async () => {
    const before = await readdir(root);
    const refused = async (from: string, code: string, message: RegExp): Promise<void> => {
      await expect(addModel(from, { root })).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
      expect(await readdir(root)).toEqual(before);
    };
    const id = (manifest: object, name: string): void => void Object.assign(manifest, { id: name });
    await refused(TINY, 'OUTPUT_REFUSED', /there is a model of that id/);
    await refused(
      await changed('wrong-hash', async (manifest, folder) => {
        id(manifest, 'wrong-hash');
        const graph = await readFile(join(folder, 'decoder.onnx'));
        graph[graph.length - 10]! ^= 1;
        await writeFile(join(folder, 'decoder.onnx'), graph);
      }),
      'MODEL_HASH',
      /decoder\.onnx/,
    );
    await refused(
      await changed('wrong-shape', (manifest) => {
        id(manifest, 'wrong-shape');
        const { encoder, decoder } = manifest.format;
        for (const half of [encoder, decoder]) Object.assign(half, { stateSize: 63 });
      }),
      'MODEL_SHAPE',
      /63/,
    );
    await refused(
      await changed('wrong-hop', (manifest) => {
        id(manifest, 'wrong-hop');
        Object.assign(manifest.format, { hopSamples: 32 });
      }),
      'MODEL_FAILED',
      /encode failed: .*shape \{1,64,26\} but the computed output shape for this run is \{1,64,13\}/s,
    );
    await refused(
      await changed('wrong-delay', (manifest) => {
        id(manifest, 'wrong-delay');
        const { encoder } = manifest.format;
        Object.assign(encoder, { delaySamples: 0 });
      }),
      'MODEL_FAILED',
      /8\.0 ms from where it went in: .*delaySamples/,
    );
    await refused(
      await changed(
        'wrong-context',
        (manifest) => {
          id(manifest, 'wrong-context');
          const { encoder, decoder } = manifest.format;
          for (const half of [encoder, decoder]) Object.assign(half, { leftFrames: 0, rightFrames: 0 });
        },
        OTHER,
      ),
      'MODEL_FAILED',
      /depends on more than the context/,
    );
    await refused(
      await changed('wrong-vectors', async (manifest, folder) => {
        id(manifest, 'wrong-vectors');
        Object.assign(manifest, { parity: { path: 'parity.json' } });
        const zeros = async (name: string, length: number): Promise<object> => {
          await writeFile(
            join(folder, name),
            new Uint8Array(new Float32Array(length).fill(name === 'pcm' ? 0.5 : 0).buffer),
          );
          return { path: name, shape: [length] };
        };
        const vectors = {
          frames: 4,
          pcm: await zeros('pcm', 256),
          latent: await zeros('latent', 256),
          dequantised: await zeros('dequantised', 256),
          decoded: await zeros('decoded', 256),
          tolerance: { latent: 1e-3, decodedRelativeToPeak: 1e-3 },
        };
        await writeFile(join(folder, 'parity.json'), JSON.stringify(vectors));
      }),
      'MODEL_FAILED',
      /latents are off by .* from its test vectors/,
    );
    await refused(
      await changed('link-out', async (manifest, folder) => {
        id(manifest, 'link-out');
        await rm(join(folder, 'encoder.onnx'));
        await symlink(join(TINY, 'encoder.onnx'), join(folder, 'encoder.onnx'));
      }),
      'MODEL_MANIFEST',
      /inside the model's folder/,
    );
    await writeFile(join(dir, 'no.tgz'), 'no tarball');
    await refused(join(dir, 'no.tgz'), 'FILE_IO', /cannot unpack/);
    await refused(join(dir, 'none.tgz'), 'FILE_IO', /no such file/);
    await mkdir(join(dir, 'empty'));
    await refused(join(dir, 'empty'), 'MODEL_NOT_FOUND', /manifest\.json/);
    await refused(tarball('empty.tgz', join(dir, 'empty')), 'MODEL_NOT_FOUND', /one manifest\.json/);
  });

  it('is added, verified, listed, replaced and removed by the command, which keeps what is no part of it', async () => {
    const folder = join(dir, 'by-command');
    const env = { LATENTCAST_MODELS: folder };
    const added = await cli(['models', 'add', TINY], env);
    expect(added).toMatchObject({
      code: 0,
      out: expect.stringMatching(/✓ streaming: [\s\S]*installed tiny-stateful/),
    });
    expect(await cli(['models', 'add', TINY], env)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--force/),
    });
    await mkdir(join(folder, 'tiny-stateful', 'notes'));
    await writeFile(join(folder, 'tiny-stateful', 'notes', 'kept.txt'), 'kept');
    expect((await cli(['models', 'add', TINY, '--force', '--json'], env)).code).toBe(0);
    expect(await readFile(join(folder, 'tiny-stateful', 'notes', 'kept.txt'), 'utf8')).toBe('kept');
    expect(await readdir(folder)).toEqual(['tiny-stateful']);
    await rm(join(folder, 'tiny-stateful', 'notes'), { recursive: true });
    expect((await cli(['models', 'verify', 'tiny-stateful'], env)).out).toContain('every check holds');
    expect((await cli(['models', 'list'], env)).out).toContain('tiny-stateful');
    await writeFile(join(folder, 'tiny-stateful', 'mine.txt'), 'mine');
    expect(await cli(['models', 'remove', 'tiny-stateful'], env)).toMatchObject({
      code: 0,
      err: expect.stringContaining('mine.txt'),
    });
    expect(await readdir(join(folder, 'tiny-stateful'))).toEqual(['mine.txt']);
    expect(await cli(['models', 'remove', 'default'], env)).toMatchObject({
      code: 2,
      err: expect.stringContaining('own model'),
    });
    await expect(removeModel(TINY, [root])).rejects.toMatchObject({ code: 'OUTPUT_REFUSED' });
    expect(await cli(['models', 'add', TINY])).toMatchObject({
      code: 1,
      err: expect.stringContaining('LATENTCAST_MODELS'),
    });
  });

  it('is told to be too slow here where its calls take longer than their sound, which refuses nothing', async () => {
    let nowMs = 0;
    const clock = vi.spyOn(nodeClock, 'nowMs').mockImplementation(() => (nowMs += 500));
    const { checks, encodeRealTimeFactor, decodeRealTimeFactor } = await verifyModel(TINY);
    clock.mockRestore();
    expect([encodeRealTimeFactor, decodeRealTimeFactor].every((factor) => factor > 1)).toBe(true);
    expect(checks.at(-1)).toMatchObject({ name: 'speed', found: expect.stringMatching(/too slow here for a stream$/) });
  });

  it('is refused where its id is the name of the default model', async () => {
    const named = await changed('named', (manifest) => {
      Object.assign(manifest, { id: 'default' });
    });
    await expect(addModel(named, { root })).rejects.toMatchObject({
      code: 'MODEL_MANIFEST',
      message: expect.stringMatching(/named\/manifest.json: id must not be default/),
    });
  });

  it('with a byte order mark in front of its manifest is read', async () => {
    const text = await readFile(join(TINY, 'manifest.json'), 'utf8');
    expect(parseManifest(`\uFEFF${text}`, 'manifest.json')).toEqual(parseManifest(text, 'manifest.json'));
  });

  it('is named by its own folder or tarball in an error, not by the copy that was checked', async () => {
    const wrong = await changed('wrong-hash', (manifest) => {
      (manifest as unknown as { files: { decoder: { sha256: string } } }).files.decoder.sha256 = '0'.repeat(64);
    });
    const packed = tarball('wrong-hash.tgz', wrong);
    for (const from of [wrong, packed]) {
      const error = await addModel(from, { root, replace: true }).then(
        () => new Error('it was installed'),
        (cause: Error) => cause,
      );
      expect(error.message.startsWith(from)).toBe(true);
      expect(error.message).not.toMatch(/partial|latentcast-model-/);
    }
  });

  it('of this project passes every check, its vectors among them', async () => {
    const { checks } = await verifyModel(join(ROOT, 'models/default'));
    expect(checks.filter(({ isUnknown }) => isUnknown)).toEqual([]);
  });
});

describe('an AutoencoderOobleck of any configuration', () => {
  // Three from a seed, with what diffusers makes of them: strides, channels of both halves, levels, mono and stereo, rates.
  const configs = (JSON.parse(readFileSync(join(VECTORS, 'random.json'), 'utf8')) as OobleckJson[]).map((json, i) => ({
    ...json,
    vectors: `random-${i}.f32`,
  }));

  it.each(configs)(
    'is imported, computes what diffusers does, and streams: $downsampling_ratios × $audio_channels',
    async ({ vectors, ...json }) => {
      const config = parseOobleckConfig(JSON.stringify(json), 'config.json');
      const name = `oobleck-${json.downsampling_ratios.join('-')}-${json.audio_channels}`;
      const source = join(dir, `weights-${name}`);
      await mkdir(source);
      await writeFile(join(source, 'config.json'), JSON.stringify(json));
      await writeFile(
        join(source, 'diffusion_pytorch_model.safetensors'),
        safetensors(hashedTensors(config, 'diffusers')),
      );
      const out = join(dir, name);
      const imported = await cli(['models', 'import', 'oobleck', source, '--out', out]);
      expect(imported.code, imported.err).toBe(0);
      const { checks, model: found } = await verifyModel(out);
      expect(checks.find((check) => check.name === 'streaming')!.found).toMatch(/^streamed is whole/);
      expect(found.manifest.format).toMatchObject({
        hopSamples: hopSamples(config),
        channels: json.audio_channels,
        sampleRateHz: json.sampling_rate,
      });
      const model = await loadModel(out);
      const wanted = new Float32Array(new Uint8Array(await readFile(join(VECTORS, vectors))).buffer);
      const latents = 6 * json.decoder_input_channels;
      const means = wanted.subarray(0, latents);
      const whole = fixturePcm(6 * hopSamples(config), json.audio_channels);
      expect(relativeError(await model.encode(whole, 6, model.createState('encode')), means)).toBeLessThan(1e-4);
      const sound = (await model.decode(means, 6, 0, model.createState('decode'))).filter((_, i) => i % 7 === 0);
      expect(relativeError(sound, wanted.subarray(latents))).toBeLessThan(1e-4);
      const encoder = new Encoder(model, { sampleRateHz: json.sampling_rate, channels: 1, planes: 4 });
      const decoder = new Decoder(model, { channels: 1 });
      const pcm = Float32Array.from({ length: 5 * hopSamples(config) }, (_, i) => Math.sin(i / 5));
      let heard = 0;
      for (const block of [...(await encoder.push(pcm)), ...(await encoder.flush())])
        heard += (await decoder.push({ kind: 'frames', block })).length;
      expect(heard + (await decoder.flush()).length).toBe(pcm.length);
      await model.close();
    },
  );

  it('is refused, with the field, where its frames have no whole length', () => {
    expect(() =>
      parseOobleckConfig(
        JSON.stringify({ ...configs[0], downsampling_ratios: [3, 2], channel_multiples: [1, 2] }),
        'c',
      ),
    ).toThrow(/strides must be even, got 3/);
  });
});

describe('a model that misbehaves while it runs', () => {
  it('ends with MODEL_FAILED that names the model, the direction and the value', async () => {
    const text = await readFile(join(TINY, 'manifest.json'), 'utf8');
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const model = new OnnxLatentModel(
        { manifest: parseManifest(text, 'manifest.json'), sha256: sha256Hex('x') },
        {
          serial: new Serial(),
          nowMs: () => 0,
          openSession: async () => ({
            run: async (_inputs, outputs) => {
              for (const [name, output] of Object.entries(outputs)) {
                const size = output.shape.reduce((product, n) => product * n, 1);
                Object.assign(output, { data: new Float32Array(size) });
                if (name !== 'state_out') output.data![7] = value;
              }
            },
            release: async () => undefined,
          }),
        },
      );
      await expect(model.encode(new Float32Array(64), 1, model.createState('encode'))).rejects.toMatchObject({
        code: 'MODEL_FAILED',
        message: `model tiny-stateful: encode gave ${value} as value 7 of 64: every value must be finite`,
      });
    }
  });

  it('is listed with the reason where its manifest is wrong', async () => {
    await changed('listed/broken', (manifest) => void Object.assign(manifest, { opset: 'x' }));
    expect(await listModels([join(dir, 'listed')])).toMatchObject([{ ok: false, error: { code: 'MODEL_MANIFEST' } }]);
  });
});
