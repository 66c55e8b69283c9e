import { createHash, type Hash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CodecError } from '../../core/errors.js';
import type { CodecFormat, ReceptiveField } from '../../core/latent/format.js';
import { MANIFEST_VERSION, type ModelFile, parseManifest } from '../../core/latent/model-manifest.js';
import { GAUSSIAN_SCALE } from '../../core/latent/quantiser-scale.js';
import type { LatentNormalizer } from '../../core/latent/quantizer.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { fileError } from '../files/file-errors.js';
import { followLinks } from '../files/output-target.js';
import { throwIfAborted } from '../files/throw-if-aborted.js';
import { sha256Hex } from '../model/model-files.js';
import { calibrate } from './calibrate.js';
import { type OnnxType, OPSET, writeOnnx } from './onnx-writer.js';
import { hopSamples, type OobleckConfig, STABLE_AUDIO_OPEN } from './oobleck-config.js';
import { oobleckContext } from './oobleck-context.js';
import { oobleckGraph, planWeights } from './oobleck-graph.js';
import type { OobleckSource } from './oobleck-source.js';
import { matchTensors, readWeight, type TensorNames } from './oobleck-weights.js';
import { SafetensorsFile } from './safetensors.js';

/** Options of {@link importOobleck}. */
export interface ImportOptions {
  /** Folder of the new model; its name becomes the model's. */
  readonly dir: string;
  /** Type of the stored weights; half floats take half the size. @default 'float32' */
  readonly precision?: OnnxType;
  /** Audio files that the normaliser is measured on; without any it is measured on each file that is encoded. */
  readonly calibrateWith?: readonly string[];
  /**
   * Most latent frames of context on each side; fewer than the exact number are crossfaded. @default the exact number
   */
  readonly maxContextFrames?: number;
  /** Whether to replace a model that is already there. @default false */
  readonly replace?: boolean;
  /** Aborts the import. */
  readonly signal?: AbortSignalLike;
  /** Called with the bytes of weights, or the calibration files, that are done and that there are. */
  onProgress?(progress: { stage: 'weights' | 'calibration'; done: number; total: number }): void;
  /** Called with each fault of a calibration file that did not stop the reading. */
  onWarning?(message: string): void;
}

/** A model that was imported. */
export interface ImportResult {
  readonly dir: string;
  readonly id: string;
  /** Number of weights, weight norm fused. */
  readonly parameters: number;
  /** Of both files of weights. */
  readonly bytes: number;
  readonly names: TensorNames;
  readonly format: CodecFormat;
  readonly normalizer: LatentNormalizer;
}

const HALVES = ['encoder', 'decoder'] as const;

/**
 * Makes a model's folder from the weights of an Oobleck autoencoder: two graphs, their weights beside them, a manifest.
 * It is made under another name, renamed when it is complete and removed when anything fails.
 *
 * @throws CodecError FILE_* for weights that cannot be read, MODEL_SHAPE listing tensors that do not fit, FILE_IO when
 * the folder exists already or cannot be written, ABORTED; AUDIO_* for a calibration file
 */
export async function importOobleck(source: OobleckSource, options: ImportOptions): Promise<ImportResult> {
  const { signal } = options;
  // The folder that a symbolic link leads to is replaced, and the link stays.
  const { realPath: dir } = await followLinks(options.dir);
  await checkFolder(dir, source, options);
  const file = await SafetensorsFile.open(source.weightsPath);
  try {
    const names = matchTensors(file, source.config);
    let work: string | undefined;
    try {
      await mkdir(dirname(dir), { recursive: true });
      const made = join(dirname(dir), `.${basename(dir)}.${randomBytes(4).toString('hex')}.partial`);
      await mkdir(made);
      work = made;
      const result = await build(file, names, source, work, options);
      throwIfAborted(signal, 'the import');
      await putInPlace(work, dir);
      return { ...result, dir: options.dir };
    } catch (error) {
      if (work) await rm(work, { recursive: true, force: true });
      throw isSystemError(error) ? fileError('write', dir, error) : error;
    }
  } finally {
    await file.close();
  }
}

async function build(
  file: SafetensorsFile,
  names: TensorNames,
  source: OobleckSource,
  work: string,
  options: ImportOptions,
): Promise<Omit<ImportResult, 'dir'>> {
  const { config } = source;
  const { precision = 'float32', signal } = options;
  const total = HALVES.reduce((sum, half) => sum + planWeights(config, half, precision).bytes, 0);
  let done = 0;
  let parameters = 0;
  const files: Record<string, ModelFile> = {};
  for (const half of HALVES) {
    const data = `${half}.weights`;
    const { weights, bytes } = planWeights(config, half, precision);
    const hash = createHash('sha256');
    const out = await open(join(work, data), 'w');
    try {
      let position = 0;
      for (const weight of weights) {
        throwIfAborted(signal, 'the import');
        const values = await readWeight(file, names, weight);
        if (values.length !== weight.bytes)
          throw new RangeError(`${weight.name} must take ${weight.bytes} bytes, got ${values.length}`);
        await put(out, hash, new Uint8Array(weight.offset - position));
        await put(out, hash, values);
        position = weight.offset + weight.bytes;
        parameters += weight.shape.reduce((product, size) => product * size, 1);
        done += weight.bytes;
        options.onProgress?.({ stage: 'weights', done, total });
      }
      await put(out, hash, new Uint8Array(bytes - position));
    } finally {
      await out.close();
    }
    const sha256 = hash.digest('hex');
    // The graph names its weights by their hash, so that the graph's own hash names the model exactly.
    const graph = writeOnnx(oobleckGraph(config, half, precision, data, { weights_sha256: sha256 }));
    await writeFile(join(work, `${half}.onnx`), graph);
    files[half] = {
      path: `${half}.onnx`,
      sha256: sha256Hex(graph),
      bytes: graph.length,
      data: { path: data, sha256, bytes },
    };
  }
  const format = formatOf(config, options.maxContextFrames);
  const manifest = (normalizer: LatentNormalizer, training: Record<string, unknown>): Promise<void> => {
    const text = `${JSON.stringify(
      {
        manifestVersion: MANIFEST_VERSION,
        ...describe(config, precision),
        format,
        normalizer,
        noise: null,
        files,
        opset: OPSET,
        compatibleWith: [],
        training: { importedFrom: basename(source.weightsPath), names: names.layout, ...training },
        parity: null,
      },
      null,
      2,
    )}\n`;
    parseManifest(text, 'manifest.json');
    return writeFile(join(work, 'manifest.json'), text);
  };
  let normalizer = assumedNormalizer(config.latentSize);
  await manifest(normalizer, {});
  const { calibrateWith = [] } = options;
  if (calibrateWith.length > 0) {
    const found = await calibrate(work, calibrateWith, {
      ...(signal && { signal }),
      onProgress: (count) => options.onProgress?.({ stage: 'calibration', done: count, total: calibrateWith.length }),
      onWarning: (message) => options.onWarning?.(message),
    });
    normalizer = found.normalizer;
    await manifest(normalizer, { calibration: { files: calibrateWith.length, frames: found.frames } });
  }
  return { id: describe(config, precision).id, parameters, bytes: total, names, format, normalizer };
}

/** Mean 0 and deviation 1, which a variational autoencoder is trained towards. Files are measured all the same. */
function assumedNormalizer(latentSize: number): LatentNormalizer {
  const offset = new Array<number>(latentSize).fill(0);
  return { kind: 'affine', offset, scale: offset.map(() => GAUSSIAN_SCALE[0]!), isAssumed: true };
}

function formatOf(config: OobleckConfig, maxContextFrames = Number.POSITIVE_INFINITY): CodecFormat {
  const hop = hopSamples(config);
  let isExact = true;
  const field = (half: 'encoder' | 'decoder'): ReceptiveField => {
    const exact = oobleckContext(config, half);
    const leftFrames = Math.min(exact.leftFrames, maxContextFrames);
    const rightFrames = Math.min(exact.rightFrames, maxContextFrames);
    if (half === 'decoder') isExact = leftFrames === exact.leftFrames && rightFrames === exact.rightFrames;
    return { leftFrames, rightFrames, delaySamples: 0, stateSize: 0 };
  };
  const [encoder, decoder] = [field('encoder'), field('decoder')];
  return {
    sampleRateHz: config.sampleRateHz,
    channels: config.audioChannels,
    hopSamples: hop,
    latentSize: config.latentSize,
    maxPlanes: 8,
    crossfadeSamples: isExact ? 0 : Math.min(hop, decoder.rightFrames * hop),
    encoder,
    decoder,
  };
}

function describe(config: OobleckConfig, precision: OnnxType): { id: string; name: string; licence: string } {
  const isFull = JSON.stringify(config) === JSON.stringify(STABLE_AUDIO_OPEN);
  const hop = hopSamples(config) === hopSamples(STABLE_AUDIO_OPEN) ? '' : `-hop${hopSamples(config)}`;
  const form = config.audioChannels === STABLE_AUDIO_OPEN.audioChannels ? '' : '-mono';
  const id = isFull ? 'stable-audio-open-1.0' : `oobleck-${config.channels}x${config.latentSize}${hop}${form}`;
  return {
    id: precision === 'float16' ? `${id}-fp16` : id,
    name: isFull ? 'Stable Audio Open 1.0, autoencoder' : `Oobleck autoencoder, ${config.channels} channels`,
    licence: isFull ? 'Stability AI Community License' : 'as the imported weights',
  };
}

async function put(out: Awaited<ReturnType<typeof open>>, hash: Hash, bytes: Uint8Array): Promise<void> {
  if (bytes.length === 0) return;
  hash.update(bytes);
  await out.writeFile(bytes);
}

/** Renames the new folder; an older model is moved away first, and back when that fails. */
async function putInPlace(work: string, dir: string): Promise<void> {
  const old = join(dirname(dir), `.${basename(dir)}.${randomBytes(4).toString('hex')}.old`);
  const hadOne = await rename(dir, old).then(
    () => true,
    () => false,
  );
  try {
    await rename(work, dir);
  } catch (error) {
    if (hadOne) await rename(old, dir);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

/** Names of the files of an imported model: a folder with others in it is not replaced. */
const MODEL_FILES = new Set(['manifest.json', ...HALVES.flatMap((half) => [`${half}.onnx`, `${half}.weights`])]);

/** @throws CodecError FILE_IO where a model exists and is not to be replaced; OUTPUT_REFUSED where more would be lost */
async function checkFolder(dir: string, source: OobleckSource, options: ImportOptions): Promise<void> {
  const found = await stat(dir).catch(() => null);
  if (!found) return;
  const refuse = (reason: string): never => {
    throw new CodecError('OUTPUT_REFUSED', `${dir}: is not written: ${reason}`);
  };
  if (!found.isDirectory())
    throw new CodecError('FILE_IO', `${dir}: cannot write into it: it is a file, and a folder must be named`);
  const names = await readdir(dir);
  if (names.length === 0) return;
  for (const input of [source.weightsPath, ...(options.calibrateWith ?? [])]) {
    const path = relative(dir, await realpath(input).catch(() => resolve(input)));
    if (path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)) refuse(`the input ${input} is in it`);
  }
  const others = names.filter((name) => !MODEL_FILES.has(name));
  if (others.length > 0) refuse(`it holds what is no part of a model: ${others.slice(0, 3).join(', ')}`);
  if (!options.replace) throw new CodecError('FILE_IO', `${dir}: there is a model already; --force takes its place`);
}

const isSystemError = (error: unknown): boolean => typeof (error as { syscall?: unknown } | null)?.syscall === 'string';
