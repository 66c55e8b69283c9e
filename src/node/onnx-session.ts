import { InferenceSession } from 'onnxruntime-node';
import { CodecError } from '../core/errors.js';
import type { CodecFormat } from '../core/format.js';
import type { Direction } from '../ports/model.js';
import { type FoundModel, readModelFile } from './model-files.js';
import { FILE_OF, type ModelManifest } from './model-manifest.js';

/**
 * One graph in memory, shared by every model object of the process that uses it.
 *
 * A session holds tens of megabytes of weights, and its runs keep no state, so that one serves any number of streams.
 */
export interface SharedSession {
  readonly session: InferenceSession;
  /** Gives this user's share back; the last one frees the runtime's memory. May be called twice. */
  release(): Promise<void>;
}

interface Entry {
  readonly session: Promise<InferenceSession>;
  users: number;
}

const cache = new Map<string, Entry>();

/** Sessions in memory now; for tests and for `doctor`. */
export const openSessions = (): number => cache.size;

/**
 * Paced work on one core: one thread and no spinning, or an idle stream would keep a core busy (ONNX Runtime's threads
 * spin between runs otherwise).
 */
const OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
};

/**
 * Loads a direction's graph once a process: file hash, names, types and shapes are checked against the manifest.
 *
 * @throws CodecError MODEL_NOT_FOUND, MODEL_HASH, MODEL_SHAPE naming the file and the tensor, MODEL_FAILED when ONNX
 * Runtime cannot load it.
 */
export async function acquireSession(model: FoundModel, direction: Direction): Promise<SharedSession> {
  // The checks depend on the manifest, so it is part of the key: two manifests may share a file.
  const key = `${direction} ${model.manifest.files[FILE_OF[direction]].sha256} ${model.dir}`;
  let entry = cache.get(key);
  if (!entry) {
    entry = { session: load(model, direction), users: 0 };
    cache.set(key, entry);
  }
  const held = entry;
  held.users++;
  let released = false;
  const release = async (): Promise<void> => {
    if (released) return;
    released = true;
    if (--held.users > 0) return;
    if (cache.get(key) === held) cache.delete(key);
    const session = await held.session.catch(() => null);
    await session?.release();
  };
  try {
    return { session: await held.session, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function load(model: FoundModel, direction: Direction): Promise<InferenceSession> {
  const bytes = await readModelFile(model, direction);
  const path = `${model.dir}/${model.manifest.files[FILE_OF[direction]].path}`;
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(bytes, OPTIONS);
  } catch (cause) {
    throw new CodecError('MODEL_FAILED', `${path}: ONNX Runtime cannot load it: ${(cause as Error).message}`, {
      cause,
    });
  }
  try {
    checkShapes(session, model.manifest, direction, path);
  } catch (error) {
    await session.release();
    throw error;
  }
  return session;
}

type Shape = readonly (number | null)[];

/** Inputs and outputs that a direction's graph must have; null is a dimension that varies with the frames. */
export function expectedTensors(
  format: CodecFormat,
  noise: boolean,
  direction: Direction,
): { inputs: Readonly<Record<string, Shape>>; outputs: Readonly<Record<string, Shape>> } {
  const { stateSize } = direction === 'encode' ? format.encoder : format.decoder;
  const pcm = { pcm: [1, format.channels, null] };
  const latent = { latent: [1, format.latentSize, null] };
  const state = (name: string): Record<string, Shape> => (stateSize > 0 ? { [name]: [1, stateSize] } : {});
  return direction === 'encode'
    ? { inputs: { ...pcm, ...state('state') }, outputs: { ...latent, ...state('state_out') } }
    : {
        inputs: { ...latent, ...(noise ? { noise: [1, 1, null] } : {}), ...state('state') },
        outputs: { ...pcm, ...state('state_out') },
      };
}

function checkShapes(session: InferenceSession, manifest: ModelManifest, direction: Direction, path: string): void {
  const expected = expectedTensors(manifest.format, manifest.noise !== null, direction);
  checkTensors(path, 'input', expected.inputs, session.inputMetadata);
  checkTensors(path, 'output', expected.outputs, session.outputMetadata);
}

function checkTensors(
  path: string,
  kind: 'input' | 'output',
  expected: Readonly<Record<string, Shape>>,
  actual: readonly InferenceSession.ValueMetadata[],
): void {
  const fail = (message: string): never => {
    throw new CodecError('MODEL_SHAPE', `${path}: ${message}`);
  };
  const names = (list: readonly string[]): string => list.join(', ') || 'none';
  const want = Object.keys(expected);
  const have = actual.map((tensor) => tensor.name);
  if (want.length !== have.length || !want.every((name) => have.includes(name)))
    fail(`${kind}s must be ${names(want)} as its manifest states, got ${names(have)}`);
  for (const tensor of actual) {
    if (!tensor.isTensor || tensor.type !== 'float32') {
      fail(`${kind} ${tensor.name} must be float32, got ${tensor.isTensor ? tensor.type : 'no tensor'}`);
      continue;
    }
    const shape = expected[tensor.name] ?? [];
    // A symbolic dimension fits anything: what it becomes is checked on each result. A fixed one where the number of
    // frames belongs would refuse every other window length, so it does not fit.
    const fits =
      shape.length === tensor.shape.length &&
      shape.every((size, i) => typeof tensor.shape[i] === 'string' || size === tensor.shape[i]);
    if (!fits)
      fail(`${kind} ${tensor.name} must be [${show(shape)}] as its manifest states, got [${show(tensor.shape)}]`);
  }
}

const show = (shape: readonly (number | string | null)[]): string => shape.map((size) => size ?? 'n').join(' × ');
