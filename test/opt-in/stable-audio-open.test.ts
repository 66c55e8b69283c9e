import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importOobleck } from '../../src/node/import/import-oobleck.js';
import { findOobleck } from '../../src/node/import/oobleck-source.js';
import { loadModel } from '../../src/node/model/onnx-model.js';

/** A Python with torch, diffusers and safetensors; without it nothing is run. See CONTRIBUTING.md. */
const PYTHON = process.env.LATENTCAST_OPT_IN_PYTHON;
const SCRIPT = fileURLToPath(new URL('./stable-audio-open.py', import.meta.url));
const FRAMES = 24;

const farthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0);
const peak = (values: Float32Array): number => values.reduce((max, v) => Math.max(max, Math.abs(v)), 0);

describe.skipIf(!PYTHON)('Stable Audio Open’s autoencoder at full size, random weights', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-sao-'));
    console.info(execFileSync(PYTHON!, [SCRIPT, dir], { encoding: 'utf8' }).trim());
  }, 1_200_000);
  afterAll(() => rm(dir, { recursive: true }));

  const floats = async (name: string): Promise<Float32Array> => {
    const bytes = await readFile(join(dir, name));
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  };

  it.each([
    ['stable-audio-tools', 'model.safetensors', 'float32', 1e-3],
    ['diffusers', 'vae', 'float32', 1e-3],
    ['diffusers', 'vae', 'float16', 2e-2],
  ] as const)(
    'computes what PyTorch does: %s names, %s, %s',
    async (layout, path, precision, most) => {
      const started = performance.now();
      const result = await importOobleck(await findOobleck(join(dir, path)), {
        dir: join(dir, `model-${layout}-${precision}`),
        precision,
      });
      const importSeconds = (performance.now() - started) / 1000;
      expect(result.names.layout).toBe(layout);
      expect(result.id).toMatch(/^stable-audio-open-1\.0/);
      const model = await loadModel(result.dir);
      const loadSeconds = (performance.now() - started) / 1000 - importSeconds;
      const seconds = (FRAMES * 2048) / 44_100;
      const encodeState = model.createState('encode');
      const latent = await model.encode(await floats('pcm.f32'), FRAMES, encodeState);
      const decodeState = model.createState('decode');
      const decoded = await model.decode(await floats('latent.f32'), FRAMES, 0, decodeState);
      await model.close();
      await rm(result.dir, { recursive: true });
      const wanted = { latent: await floats('latent.f32'), decoded: await floats('decoded.f32') };
      const encode = farthest(latent, wanted.latent) / peak(wanted.latent);
      const decode = farthest(decoded, wanted.decoded) / peak(wanted.decoded);
      console.info(
        `${layout}, ${precision}: ${(result.bytes / 1e6).toFixed(0)} MB, import ${importSeconds.toFixed(1)} s, load ${loadSeconds.toFixed(1)} s; ` +
          `largest difference over the peak: encode ${encode.toExponential(1)}, decode ${decode.toExponential(1)}; ` +
          `encode ${((encodeState.computeMs ?? 0) / 1000 / seconds).toFixed(2)} × real time, decode ${((decodeState.computeMs ?? 0) / 1000 / seconds).toFixed(2)} ×`,
      );
      expect(encode).toBeLessThan(most);
      expect(decode).toBeLessThan(most);
    },
    1_200_000,
  );
});
