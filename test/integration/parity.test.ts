import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typescriptKernels } from '../../src/codec/typescript-kernels.js';
import { fillNoise } from '../../src/core/dsp/noise.js';
import { findModel } from '../../src/node/model/model-files.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';

/** `parity.json`: what Python's ONNX Runtime made of a fixed sound, written by the exporter. */
interface Parity {
  readonly frames: number;
  readonly planes: number;
  readonly noiseStartSample: number;
  readonly noiseFirst: readonly number[];
  readonly chunkings: Readonly<Record<string, readonly number[]>>;
  readonly pcm: Stored;
  readonly latent: Stored;
  readonly dequantised: Stored;
  readonly decoded: Stored;
  readonly tolerance: { readonly latent: number; readonly decodedRelativeToPeak: number };
}

interface Stored {
  readonly path: string;
  readonly shape: readonly number[];
}

let model: OnnxModel;
let parity: Parity;
let pcm: Float32Array;
let latent: Float32Array;
let dequantised: Float32Array;
let decoded: Float32Array;

beforeAll(async () => {
  const { dir, manifest } = await findModel();
  parity = JSON.parse(readFileSync(join(dir, manifest.parity!.path), 'utf8'));
  const load = ({ path, shape }: Stored): Float32Array => {
    const bytes = readFileSync(join(dir, path));
    const array = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    expect(array).toHaveLength(shape.reduce((a, b) => a * b, 1));
    return array;
  };
  pcm = load(parity.pcm);
  latent = load(parity.latent);
  dequantised = load(parity.dequantised);
  decoded = load(parity.decoded);
  model = await loadModel();
});
afterAll(() => model?.close());

/** Frame spans of a chunking, repeated up to the end. */
function spans(chunks: readonly number[]): [first: number, frames: number][] {
  const out: [number, number][] = [];
  for (let at = 0, i = 0; at < parity.frames; i++) {
    const frames = Math.min(chunks[i % chunks.length], parity.frames - at);
    out.push([at, frames]);
    at += frames;
  }
  return out;
}

/** Columns [first, first + frames) of [rows × total]. */
const columns = (all: Float32Array, rows: number, total: number, first: number, frames: number): Float32Array =>
  Float32Array.from({ length: rows * frames }, (_, i) => all[Math.floor(i / frames) * total + first + (i % frames)]);

const largest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((max, v, i) => Math.max(max, Math.abs(v - b[i])), 0);

describe('the default model in TypeScript and in Python', () => {
  it('gets the same noise as input, bit for bit', () => {
    const noise = new Float32Array(parity.noiseFirst.length);
    fillNoise(noise, parity.noiseStartSample);
    expect([...noise]).toEqual(parity.noiseFirst.map(Math.fround));
  });

  it.each(['whole', 'chunked'])(
    'encodes alike, %s, and to the same bits where a latent is not on a boundary',
    async (name) => {
      const { hopSamples, latentSize } = model.info.format;
      const state = model.createState('encode');
      const got = new Float32Array(latent.length);
      for (const [first, frames] of spans(parity.chunkings[name])) {
        const part = await model.encode(pcm.slice(first * hopSamples, (first + frames) * hopSamples), frames, state);
        for (let c = 0; c < latentSize; c++)
          for (let t = 0; t < frames; t++) got[c * parity.frames + first + t] = part[c * frames + t];
      }
      expect(largest(got, latent)).toBeLessThan(parity.tolerance.latent);
      const flipped = got.filter((v, i) => Math.sign(v) !== Math.sign(latent[i]));
      expect(Math.max(0, ...flipped.map(Math.abs))).toBeLessThan(parity.tolerance.latent);
      expect(flipped.length / got.length).toBeLessThan(0.005);
    },
  );

  it('quantises alike', () => {
    const { latentSize } = model.info.format;
    const symbols = new Uint8Array(latent.length);
    const got = new Float32Array(latent.length);
    typescriptKernels.quantize(latent, parity.frames, latentSize, parity.planes, symbols);
    typescriptKernels.dequantize(symbols, parity.frames, latentSize, parity.planes, got);
    expect(got).toEqual(dequantised);
  });

  it.each(['whole', 'chunked'])('decodes alike, %s', async (name) => {
    const { hopSamples, latentSize } = model.info.format;
    const state = model.createState('decode');
    const got = new Float32Array(decoded.length);
    for (const [first, frames] of spans(parity.chunkings[name])) {
      const part = columns(dequantised, latentSize, parity.frames, first, frames);
      got.set(
        await model.decode(part, frames, parity.noiseStartSample / hopSamples + first, state),
        first * hopSamples,
      );
    }
    const peak = decoded.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    expect(peak).toBeGreaterThan(0.01);
    expect(largest(got, decoded) / peak).toBeLessThan(parity.tolerance.decodedRelativeToPeak);
  });
});
