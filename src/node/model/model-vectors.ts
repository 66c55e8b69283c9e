import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodecError } from '../../core/errors.js';
import { isInsidePath } from '../../core/latent/model-manifest.js';
import { fileError } from '../files/file-errors.js';
import { type FoundModel, readModelText } from './model-files.js';
import type { OnnxModel } from './onnx-model.js';

/** One array of a model's test vectors: little-endian float32. */
interface StoredVector {
  readonly path: string;
  readonly shape: readonly number[];
}

/** What is used of `parity.json`; docs/models.md describes it. */
interface ModelVectors {
  readonly frames: number;
  /** [channels × frames·hop], what the encoder is given. */
  readonly pcm: StoredVector;
  /** [latentSize × frames], what it must give. */
  readonly latent: StoredVector;
  /** [latentSize × frames], what the decoder is given. */
  readonly dequantised: StoredVector;
  /** [channels × frames·hop], what it must give. */
  readonly decoded: StoredVector;
  readonly tolerance: { readonly latent: number; readonly decodedRelativeToPeak: number };
}

/** Paths of the files of a model's vectors, relative to its folder; none where it has no vectors. @throws CodecError */
export async function vectorFiles(model: FoundModel): Promise<string[]> {
  if (!model.manifest.parity) return [];
  const { pcm, latent, dequantised, decoded } = await readVectors(model);
  return [model.manifest.parity.path, ...[pcm, latent, dequantised, decoded].map(({ path }) => path)];
}

/**
 * Runs a model on its own test vectors.
 *
 * @returns what was found, in one line
 * @throws CodecError MODEL_MANIFEST for vectors that cannot be read, MODEL_FAILED for results outside the tolerances
 */
export async function compareWithVectors(found: FoundModel, model: OnnxModel): Promise<string> {
  const vectors = await readVectors(found);
  const [pcm, latent, dequantised, decoded] = await Promise.all(
    (['pcm', 'latent', 'dequantised', 'decoded'] as const).map((name) => load(found, name, vectors[name])),
  );
  const { frames, tolerance } = vectors;
  const inLatents = distance(await model.encode(pcm!, frames, model.createState('encode')), latent!);
  const peak = decoded!.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-9);
  const inSound = distance(await model.decode(dequantised!, frames, 0, model.createState('decode')), decoded!) / peak;
  const wrong = (what: string, error: number, max: number): void => {
    if (error <= max) return;
    throw new CodecError(
      'MODEL_FAILED',
      `model ${found.manifest.id}: its ${what} are off by ${error.toPrecision(2)} from its test vectors, at most ${max}`,
    );
  };
  wrong('latents', inLatents, tolerance.latent);
  wrong('samples', inSound, tolerance.decodedRelativeToPeak);
  return `latents to ${inLatents.toPrecision(1)}, samples to ${inSound.toPrecision(1)} of the peak`;
}

async function readVectors(model: FoundModel): Promise<ModelVectors> {
  const path = join(model.dir, model.manifest.parity!.path);
  const fail = (why: string): never => {
    throw new CodecError('MODEL_MANIFEST', `${path}: ${why}`);
  };
  const text = await readModelText(path).catch((cause: unknown) => {
    if (cause instanceof CodecError) throw cause;
    throw new CodecError('MODEL_MANIFEST', fileError('read', path, cause).message, { cause });
  });
  let vectors: ModelVectors;
  try {
    vectors = JSON.parse(text) as ModelVectors;
  } catch (cause) {
    return fail(`must be JSON: ${(cause as Error).message}`);
  }
  if (!Number.isInteger(vectors?.frames) || vectors.frames < 1 || vectors.frames > 1024)
    fail('frames must be an integer from 1 to 1024');
  for (const name of ['pcm', 'latent', 'dequantised', 'decoded'] as const) {
    const path: unknown = vectors[name]?.path;
    if (!isInsidePath(path)) fail(`${name}.path must be a path inside the model's folder, got ${JSON.stringify(path)}`);
  }
  for (const name of ['latent', 'decodedRelativeToPeak'] as const)
    if (!(vectors.tolerance?.[name] >= 0)) fail(`tolerance.${name} must be a number from 0 on`);
  return vectors;
}

async function load(model: FoundModel, name: string, { path }: StoredVector): Promise<Float32Array> {
  const { channels, hopSamples, latentSize } = model.manifest.format;
  const { frames } = await readVectors(model);
  const full = join(model.dir, path);
  const size = 4 * frames * (name === 'pcm' || name === 'decoded' ? channels * hopSamples : latentSize);
  const wrong = (why: string, cause?: unknown): CodecError => new CodecError('MODEL_MANIFEST', why, { cause });
  const found = await stat(full).catch((cause: unknown) => {
    throw wrong(fileError('read', full, cause).message, cause);
  });
  if (!found.isFile() || found.size !== size)
    throw wrong(`${full}: must be a file of ${size} bytes${found.isFile() ? `, got ${found.size}` : ''}`);
  const bytes = await readFile(full);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function distance(a: Float32Array, b: Float32Array): number {
  let max = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.length; i++) max = Math.max(max, Math.abs(a[i]! - b[i]!));
  return max;
}
