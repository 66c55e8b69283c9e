import { InferenceSession } from 'onnxruntime-node';
import { CodecError } from '../../core/errors.js';
import { FILE_OF, type ModelManifest } from '../../core/latent/model-manifest.js';
import { checkTensors, expectedTensors } from '../../core/latent/model-tensors.js';
import type { Direction } from '../../ports/model.js';
import { checkModelData, type FoundModel, readModelFile } from './model-files.js';

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
  await checkModelData(model, direction);
  const file = model.manifest.files[FILE_OF[direction]];
  const path = `${model.dir}/${file.path}`;
  let session: InferenceSession;
  try {
    // Only from its path does the runtime find the weights beside a graph.
    session = await (file.data ? InferenceSession.create(path, OPTIONS) : InferenceSession.create(bytes, OPTIONS));
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

function checkShapes(session: InferenceSession, manifest: ModelManifest, direction: Direction, path: string): void {
  const expected = expectedTensors(manifest.format, manifest.noise !== null, direction);
  checkTensors(path, 'input', expected.inputs, session.inputMetadata);
  checkTensors(path, 'output', expected.outputs, session.outputMetadata);
}
