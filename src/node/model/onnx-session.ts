import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { tensorSize } from '../../codec/tensor-size.js';
import { CodecError } from '../../core/errors.js';
import { fileOf, type GraphName } from '../../core/latent/model-manifest.js';
import { checkGraphTensors } from '../../core/latent/model-tensors.js';
import { withWeightsOf } from '../../core/latent/onnx-initializers.js';
import type { NamedTensors, TensorSession } from '../../ports/tensor-session.js';
import { checkModelData, type FoundModel, readModelFile } from './model-files.js';
import { loadOnnxRuntime, type OnnxRuntimeModule } from './onnx-runtime.js';

/** One graph in memory and the number of model objects that use it. */
interface Entry {
  readonly session: Promise<InferenceSession>;
  /** Loaded with the session. */
  readonly runtime: Promise<OnnxRuntimeModule>;
  users: number;
}

const cache = new Map<string, Entry>();

/** Number of sessions in memory; for tests and for `doctor`. */
export const openSessions = (): number => cache.size;

/**
 * One thread that does not spin. ONNX Runtime's threads spin between runs by default, which would keep a core busy
 * while a stream waits for its next packet.
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
 * A graph, loaded once in a process and shared by every model object that uses it: it holds tens of
 * megabytes of weights. File hash, names, types and shapes are checked against the manifest. The last user's `release`
 * frees the runtime's memory.
 *
 * @throws CodecError MODEL_NOT_FOUND, MODEL_HASH, MODEL_SHAPE naming the file and the tensor, MODEL_FAILED when ONNX
 * Runtime cannot be loaded, or cannot load it.
 */
export async function acquireSession(model: FoundModel, graph: GraphName): Promise<TensorSession> {
  // The checks depend on the manifest, so it is part of the key: two manifests may share a file.
  const key = `${graph} ${fileOf(model.manifest, graph).sha256} ${model.dir}`;
  let entry = cache.get(key);
  if (!entry) {
    const runtime = loadOnnxRuntime();
    entry = { runtime, session: load(runtime, model, graph), users: 0 };
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
    const session = await held.session;
    const { Tensor } = await held.runtime;
    return {
      run: async (inputs, outputs) => {
        // The runtime writes into the arrays that it is given, which saves a copy.
        for (const name in outputs) outputs[name]!.data ??= new Float32Array(tensorSize(outputs[name]!.shape));
        await session.run(tensors(Tensor, inputs), tensors(Tensor, outputs as NamedTensors));
      },
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** @throws CodecError as {@link acquireSession} */
async function load(
  runtime: Promise<OnnxRuntimeModule>,
  model: FoundModel,
  graph: GraphName,
): Promise<InferenceSession> {
  const { InferenceSession } = await runtime;
  const file = fileOf(model.manifest, graph);
  let bytes = await readModelFile(model, file);
  if (file.weightsOf) bytes = withWeightsOf(bytes, await readModelFile(model, file.weightsOf));
  await checkModelData(model, file);
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
    const { inputMetadata: inputs, outputMetadata: outputs } = session;
    checkGraphTensors(path, model.manifest, graph, { inputs, outputs });
  } catch (error) {
    await session.release();
    throw error;
  }
  return session;
}

function tensors(TensorOf: OnnxRuntimeModule['Tensor'], named: NamedTensors): Record<string, Tensor> {
  const made: Record<string, Tensor> = {};
  for (const name in named) made[name] = new TensorOf('float32', named[name]!.data, named[name]!.shape);
  return made;
}
