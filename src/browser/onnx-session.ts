import * as ort from 'onnxruntime-web/wasm';
import { tensorSize } from '../codec/tensor-size.js';
import { CodecError } from '../core/errors.js';
import type { ModelDelay } from '../core/latent/low-delay.js';
import { FILE_OF, type ModelManifest } from '../core/latent/model-manifest.js';
import { checkGraphTensors, type TensorMetadata } from '../core/latent/model-tensors.js';
import type { Direction } from '../ports/model.js';
import type { TensorSession } from '../ports/tensor-session.js';
import { browserClock } from './clock.js';
import { type GraphPlan, PLAN_WEIGHTS, weightsOnDemand } from './graph-plan.js';
import { fetchGraph, fetchGraphPlan, type OnProgress, planKey } from './model-fetch.js';
import type { RuntimeOptions } from './runtime.js';

/** Options of {@link makeSession}: the graph to load, and callbacks. */
export interface SessionOptions extends RuntimeOptions {
  /** Folder of the model, absolute, with a slash at its end. */
  readonly modelUrl: string;
  /** The one graph that is fetched: a listener needs `decode`, a broadcaster `encode`. */
  readonly direction: Direction;
  /** Which of the model's graphs are run. */
  readonly delay: ModelDelay;
  /** Called with every piece of the download. */
  readonly onProgress: OnProgress;
  /** Called when the download has been checked, before the runtime loads it. */
  readonly onFetched?: (isFromCache: boolean) => void;
  /** Whether to use the plan of the graph where the server has one. @default true */
  readonly usePlan?: boolean;
}

/** How a model was started, and the time that each part took. */
export interface StartedModel {
  /** Whether the graph came from the browser's cache. */
  readonly isFromCache: boolean;
  /** Whether the graph had been optimised when the server was built. */
  readonly isPlanned: boolean;
  /** Fetching and checking the manifest and the graph, in ms. */
  readonly fetchMs: number;
  /** Fetching and compiling the runtime, in ms; at the same time as `fetchMs`. */
  readonly runtimeMs: number;
  /** Loading the graph into the runtime, in ms; after both. */
  readonly sessionMs: number;
}

/**
 * Fetches one graph of a model and loads it into the runtime.
 *
 * @param runtime settles when the runtime can be used, with the ms that its start took
 * @param startedMs time from which `fetchMs` counts
 * @throws CodecError MODEL_NOT_FOUND, MODEL_HASH, MODEL_SHAPE, MODEL_FAILED
 */
export async function makeSession(
  options: SessionOptions,
  manifest: ModelManifest,
  runtime: Promise<number>,
  startedMs: number,
): Promise<StartedModel & { readonly session: TensorSession }> {
  const { modelUrl, direction, wasmUrl } = options;
  const file = manifest.files[FILE_OF[direction]];
  const plan = options.usePlan === false ? null : planKey(file).then((key) => fetchGraphPlan(wasmUrl, key));
  const { bytes, isFromCache } = await fetchGraph(modelUrl, file, options.onProgress);
  const fetchMs = browserClock.nowMs() - startedMs;
  options.onFetched?.(isFromCache);
  const runtimeMs = await runtime.catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CodecError('MODEL_FAILED', `${wasmUrl}: ONNX Runtime cannot be started: ${why}`, { cause });
  });
  const sessionFromMs = browserClock.nowMs();
  let session = await createPlanned(await plan, bytes);
  const isPlanned = session !== null;
  try {
    session ??= await createOptimised(bytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CodecError('MODEL_FAILED', `${modelUrl}: ONNX Runtime cannot load it: ${why}`, { cause });
  }
  // The runtime's own types allow for tensors of any element type.
  const inputs = session.inputMetadata as unknown as TensorMetadata[];
  const outputs = session.outputMetadata as unknown as TensorMetadata[];
  checkGraphTensors(modelUrl, manifest, direction, { inputs, outputs });
  const sessionMs = browserClock.nowMs() - sessionFromMs;
  return { session: tensorSession(session), isFromCache, isPlanned, fetchMs, runtimeMs, sessionMs };
}

/** The WASM runtime returns arrays that it uses no more: they become the caller's, without a copy. */
function tensorSession(session: ort.InferenceSession): TensorSession {
  let isReleased = false;
  return {
    async run(inputs, outputs) {
      const feeds: Record<string, ort.Tensor> = {};
      for (const name in inputs) feeds[name] = new ort.Tensor('float32', inputs[name]!.data, inputs[name]!.shape);
      const results = await session.run(feeds);
      for (const name in outputs) {
        const values = results[name]!.data as Float32Array;
        const size = tensorSize(outputs[name]!.shape);
        if (values.length !== size)
          throw new RangeError(`output ${name} must hold ${size} values, got ${values.length}`);
        outputs[name]!.data = values;
      }
    },
    async release() {
      if (isReleased) return;
      isReleased = true;
      await session.release();
    },
  };
}

const SESSION = { executionProviders: ['wasm'], executionMode: 'sequential' } as const;

/** A plan only saves time: null where there is none or the runtime does not take it. */
async function createPlanned(plan: GraphPlan | null, bytes: Uint8Array): Promise<ort.InferenceSession | null> {
  if (!plan) return null;
  try {
    return await ort.InferenceSession.create(plan.graph, {
      ...SESSION,
      graphOptimizationLevel: 'disabled',
      externalData: [{ path: PLAN_WEIGHTS, data: weightsOnDemand(plan, bytes) }],
    });
  } catch {
    return null;
  }
}

/**
 * The runtime optimises the graph. Its int8 weights become float32 once, here: nothing is kept quantised. Two passes
 * that compare every node and constant with every other are left out: they take a fifth of the start and gain nothing.
 */
const createOptimised = (bytes: Uint8Array): Promise<ort.InferenceSession> =>
  ort.InferenceSession.create(bytes, {
    ...SESSION,
    graphOptimizationLevel: 'all',
    extra: {
      session: { disable_quant_qdq: '1' },
      optimization: { disable_specified_optimizers: 'CommonSubexpressionElimination;ConstantSharing' },
    },
  });
