import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Encoder } from '../../src/codec/encoder.js';
import { sliceColumns } from '../../src/codec/slice-columns.js';
import { WindowDecoder } from '../../src/codec/window-decoder.js';
import { concatFloats } from '../../src/core/buffers.js';
import { toHalf } from '../../src/core/dsp/half-float.js';
import { interleave } from '../../src/core/dsp/pcm.js';
import { importOobleck } from '../../src/node/import/import-oobleck.js';
import { STABLE_AUDIO_OPEN } from '../../src/node/import/oobleck-config.js';
import { oobleckContext } from '../../src/node/import/oobleck-context.js';
import { planWeights } from '../../src/node/import/oobleck-graph.js';
import type { KeyLayout } from '../../src/node/import/oobleck-layers.js';
import { findOobleck } from '../../src/node/import/oobleck-source.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { cli } from '../support/cli.js';
import {
  fixturePcm,
  hashedTensors,
  NARROW,
  NARROW_CONFIG,
  NARROW_MODEL_CONFIG,
  safetensors,
  type TestTensor,
} from '../support/oobleck.js';

const FIXTURE = fileURLToPath(new URL('../fixtures/oobleck', import.meta.url));

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'latentcast-oobleck-'));
});
afterAll(() => rm(root, { recursive: true }));

async function folder(name: string, files: Record<string, Uint8Array | object>): Promise<string> {
  const dir = join(root, name);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(dir, path, '..'), { recursive: true });
    await writeFile(join(dir, path), content instanceof Uint8Array ? content : JSON.stringify(content));
  }
  return dir;
}

const narrow = (layout: KeyLayout, prefix = ''): TestTensor[] => hashedTensors(NARROW, layout, prefix);
const diffusersFolder = (name: string, bytes = safetensors(narrow('diffusers'))): Promise<string> =>
  folder(name, { 'vae/config.json': NARROW_CONFIG, 'vae/diffusion_pytorch_model.safetensors': bytes });

async function floats(name: string): Promise<Float32Array> {
  const bytes = await readFile(join(FIXTURE, name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

const peak = (values: Float32Array): number => values.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
const farthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0);

/** Power of the difference over the power of `b`, in dB. */
const differenceDb = (a: Float32Array, b: Float32Array): number =>
  10 * Math.log10(a.reduce((sum, v, i) => sum + (v - b[i]!) ** 2, 1e-30) / b.reduce((sum, v) => sum + v * v, 0));

/** Encodes and decodes the fixture's audio at once; differences to PyTorch's results over their peaks. */
async function parity(model: OnnxModel): Promise<{ encode: number; decode: number }> {
  const latent = await model.encode(fixturePcm(), 8, model.createState('encode'));
  const wanted = await floats('latent.f32');
  expect(latent.length).toBe(wanted.length);
  const decoded = (await model.decode(wanted, 8, 0, model.createState('decode'))).filter((_, i) => i % 7 === 0);
  const output = await floats('decoded.f32');
  expect(decoded.length).toBe(output.length);
  return { encode: farthest(latent, wanted) / peak(wanted), decode: farthest(decoded, output) / peak(output) };
}

describe('an imported Oobleck with few channels', () => {
  it.each([
    ['stable-audio-tools inside a text-to-audio model', 'stable-audio-tools', 'pretransform.model.'],
    ['stable-audio-tools alone', 'stable-audio-tools', ''],
    ['diffusers', 'diffusers', ''],
  ] as const)('computes what PyTorch does, names as in %s', async (name, layout, prefix) => {
    const tensors = narrow(layout, prefix);
    if (prefix)
      tensors.push({ name: 'model.model.to_out.weight', dtype: 'F32', shape: [2], data: new Float32Array(2) });
    const source =
      layout === 'diffusers'
        ? await diffusersFolder(name, safetensors(tensors))
        : await folder(name, { 'model.safetensors': safetensors(tensors), 'model_config.json': NARROW_MODEL_CONFIG });
    const result = await importOobleck(await findOobleck(source), { dir: join(root, `model ${name}`) });
    expect(result.names).toMatchObject({ layout, prefix });
    const model = await loadModel(result.dir);
    const error = await parity(model);
    await model.close();
    expect(error.encode).toBeLessThan(1e-4);
    expect(error.decode).toBeLessThan(1e-4);
  });

  it('computes nearly the same with half-precision weights, in half the bytes', async () => {
    const source = await findOobleck(await diffusersFolder('fp16'));
    const single = await importOobleck(source, { dir: join(root, 'model fp32') });
    const half = await importOobleck(source, { dir: join(root, 'model fp16'), precision: 'float16' });
    expect(half.bytes).toBeLessThan(0.53 * single.bytes);
    const model = await loadModel(half.dir);
    const error = await parity(model);
    await model.close();
    expect(error.encode).toBeLessThan(0.02);
    expect(error.decode).toBeLessThan(0.02);
  });

  it('reads F16 and BF16 weights and those of the newer weight norm', async () => {
    const tensors = narrow('diffusers').map((t, i): TestTensor => {
      const values = t.data as Float32Array;
      const name = t.name
        .replace('weight_g', 'parametrizations.weight.original0')
        .replace('weight_v', 'parametrizations.weight.original1');
      const bits = new Uint32Array(values.buffer);
      const data = Uint16Array.from(values, (v, j) => (i % 2 === 0 ? toHalf(v) : bits[j]! >>> 16));
      return { ...t, name, dtype: i % 2 === 0 ? 'F16' : 'BF16', data: new Uint8Array(data.buffer) };
    });
    const source = await findOobleck(await diffusersFolder('halves', safetensors(tensors)));
    const { dir } = await importOobleck(source, { dir: join(root, 'model halves') });
    const model = await loadModel(dir);
    const error = await parity(model);
    await model.close();
    expect(error.encode).toBeLessThan(0.1);
    expect(error.decode).toBeLessThan(0.1);
  });

  it('refuses weights that were changed after the import', async () => {
    const { dir } = await importOobleck(await findOobleck(await diffusersFolder('changed')), {
      dir: join(root, 'model changed'),
    });
    const bytes = await readFile(join(dir, 'decoder.weights'));
    bytes[1000]! ^= 1;
    await writeFile(join(dir, 'decoder.weights'), bytes);
    await expect(loadModel(dir)).rejects.toMatchObject({
      code: 'MODEL_HASH',
      message: expect.stringMatching(/decoder\.weights: sha256/),
    });
  });
});

describe('an imported model in overlapping windows', () => {
  it('produces the output of the whole file at once, and with less context a stated difference', async () => {
    const source = await findOobleck(await diffusersFolder('windows'));
    const frames = 40;
    const pcm = fixturePcm(frames * 2048);
    for (const [context, most] of [
      [undefined, -80],
      [6, -20],
    ] as const) {
      const { dir } = await importOobleck(source, {
        dir: join(root, `model windows ${context}`),
        ...(context !== undefined && { maxContextFrames: context }),
      });
      const model = await loadModel(dir);
      const whole = await model.encode(pcm, frames, model.createState('encode'));
      const found = new Float32Array(whole.length);
      let at = 0;
      const encoder = new Encoder(model, {
        sampleRateHz: 44_100,
        channels: 2,
        framesPerBlock: 6,
        onLatents: (latents, count) => {
          for (let c = 0; c < 4; c++) found.set(latents.subarray(c * count, (c + 1) * count), c * frames + at);
          at += count;
        },
      });
      await encoder.push(interleave(pcm, 2));
      await encoder.flush();
      // The file ends in silence for the windows and in zeros inside every layer for the whole: the last frames differ.
      const kept = frames - 8;
      const part = (all: Float32Array): Float32Array => all.filter((_, i) => i % frames < kept);
      const encodeDb = differenceDb(part(found), part(whole));

      const decoded = await model.decode(whole, frames, 0, model.createState('decode'));
      const windows = new WindowDecoder(model);
      const parts: Float32Array[] = [];
      for (let t = 0; t < frames; t += 8)
        parts.push(interleave(await windows.decode(sliceColumns(whole, 4, frames, t, 8), 8), 2));
      parts.push(interleave(await windows.flush(), 2));
      const output = concatFloats(parts);
      expect(output.length).toBe(decoded.length);
      const decodeDb = differenceDb(output, interleave(decoded, 2));
      console.info(`context ${context ?? 'exact'}: encode ${encodeDb.toFixed(1)} dB, decode ${decodeDb.toFixed(1)} dB`);
      expect(encodeDb).toBeLessThan(most);
      expect(decodeDb).toBeLessThan(most);
      await model.close();
    }
  });
});

describe('the shape of Stable Audio Open', () => {
  it('has 156.1 million parameters and the context that its layers add up to', () => {
    const count = (half: 'encoder' | 'decoder'): number =>
      planWeights(STABLE_AUDIO_OPEN, half, 'float32').weights.reduce((sum, w) => sum + w.bytes / 4, 0);
    // The last convolution's 64 outputs that are the scales: kernel 3 over 2048 channels, and a bias.
    const scales = 64 * (2048 * 3 + 1);
    expect((count('encoder') + count('decoder') + scales) / 1e6).toBeCloseTo(156.1, 1);
    expect(oobleckContext(STABLE_AUDIO_OPEN, 'encoder')).toEqual({ leftFrames: 8, rightFrames: 8 });
    expect(oobleckContext(STABLE_AUDIO_OPEN, 'decoder')).toEqual({ leftFrames: 10, rightFrames: 10 });
  });
});

describe('an import that fails', () => {
  const attempt = async (name: string, bytes: Uint8Array, path?: string) => {
    const source = await diffusersFolder(name, bytes);
    const ran = await cli([
      'models',
      'import',
      'stable-audio-open',
      path ?? source,
      '--out',
      join(root, `out ${name}`),
    ]);
    expect(ran.code).toBe(1);
    expect(await readdir(root).then((all) => all.filter((f) => f.includes(`out ${name}`)))).toEqual([]);
    return ran.err;
  };

  it('names the tensor that has a wrong shape', async () => {
    const tensors = narrow('diffusers');
    tensors.find(({ name }) => name === 'encoder.conv1.weight_v')!.shape = [8, 7, 2];
    expect(await attempt('shape', safetensors(tensors))).toContain(
      '1 wrong shape (encoder.conv1.weight_v must be [8 × 2 × 7], got [8 × 7 × 2])',
    );
  });

  it('names the tensors that are missing and those that are extra', async () => {
    const tensors = narrow('diffusers');
    const [gone] = tensors.splice(40, 1);
    tensors.push({ name: 'decoder.conv9.bias', dtype: 'F32', shape: [1], data: new Float32Array(1) });
    const message = await attempt('missing', safetensors(tensors));
    expect(message).toContain(`1 missing (${gone!.name})`);
    expect(message).toContain('1 extra (decoder.conv9.bias)');
  });

  it('reports a body that ends early', async () => {
    const bytes = safetensors(narrow('diffusers'));
    expect(await attempt('body', bytes.subarray(0, bytes.length - 1000))).toMatch(
      /must be \d+ bytes long as its header states, got \d+/,
    );
  });

  it.each([
    ['a zip as torch.save writes it', Buffer.from('PK\x03\x04 and so on')],
    ['a bare pickle', Buffer.from([0x80, 0x02, 0x7d, 0x71, 0x00, 0x28, 0x58, 0x05, 0, 0, 0])],
  ])('refuses %s and explains how to convert it', async (name, bytes) => {
    expect(await attempt(name, bytes)).toMatch(/pickle, which can run any code.*save_file/);
  });

  it('refuses a .ckpt by its name', async () => {
    const path = join(root, 'model.ckpt');
    await writeFile(path, 'anything at all');
    expect(await attempt('ckpt', Buffer.alloc(0), path)).toMatch(/pickle/);
  });

  it.each([
    ['an empty file', Buffer.alloc(0), /ends after 0 bytes/],
    ['a header beyond the limit', Buffer.from('ffffffffffffff00', 'hex'), /is no safetensors file/],
    ['a header that is cut', Buffer.from('0001000000000000', 'hex'), /inside its header of 256/],
    ['a header that is no JSON', Buffer.from('\x04\0\0\0\0\0\0\0abcd'), /not JSON/],
    [
      'another model',
      safetensors([{ name: 'lstm.weight', dtype: 'F32', shape: [1], data: new Float32Array(1) }]),
      /no Oobleck autoencoder/,
    ],
  ])('refuses %s', async (name, bytes, message) => {
    expect(await attempt(name, bytes)).toMatch(message);
  });

  it.each([
    ['overlap', [0, 4], [2, 6], /overlap/],
    ['have a size that is not their shape’s', [0, 8], [8, 12], /must take 4 bytes/],
    ['go backwards', [8, 4], [8, 12], /must take 4 bytes/],
    ['lie outside the file', [0, 4], [4000, 4004], /must be \d+ bytes long/],
  ])('refuses tensors that %s', async (name, a, b, message) => {
    const one = (n: string): TestTensor => ({ name: n, dtype: 'F32', shape: [1], data: new Float32Array(1) });
    const bytes = safetensors([one('a'), one('b')], (header) => {
      (header.a as { data_offsets: number[] }).data_offsets = a;
      (header.b as { data_offsets: number[] }).data_offsets = b;
    });
    expect(await attempt(name, bytes)).toMatch(message);
  });

  it('leaves nothing behind when it is interrupted, and the existing model unchanged', async () => {
    const source = await findOobleck(await diffusersFolder('interrupt'));
    const dir = join(root, 'model interrupt');
    await importOobleck(source, { dir });
    const before = await stat(join(dir, 'manifest.json'));
    const signal = { aborted: false };
    const again = importOobleck(source, {
      dir,
      replace: true,
      signal: signal as AbortSignal,
      onProgress: ({ done, total }) => {
        signal.aborted = done > total / 2;
      },
    });
    await expect(again).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await readdir(root)).filter((f) => f.startsWith('.'))).toEqual([]);
    expect((await stat(join(dir, 'manifest.json'))).mtimeMs).toBe(before.mtimeMs);
    await expect(importOobleck(source, { dir })).rejects.toMatchObject({ code: 'FILE_IO' });
  });
});
