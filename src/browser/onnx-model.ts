import * as ort from 'onnxruntime-web/wasm';
import { Serial } from '../codec/serial.js';
import { fillNoise } from '../core/dsp/noise.js';
import { CodecError, requireFloat32, requireInteger } from '../core/errors.js';
import { FILE_OF } from '../core/latent/model-manifest.js';
import { checkTensors, expectedTensors, type TensorMetadata } from '../core/latent/model-tensors.js';
import type { Direction, LatentModel, ModelInfo, ModelState } from '../ports/model.js';
import { type GraphPlan, PLAN_WEIGHTS, weightsOnDemand } from './graph-plan.js';
import { type FetchedManifest, fetchGraph, fetchGraphPlan, fetchManifest, type OnProgress } from './model-fetch.js';
import { type RuntimeOptions, startRuntime } from './runtime.js';

export interface LoadOptions extends RuntimeOptions {
  /** Folder of the model, absolute, with a slash at its end. */
  readonly modelUrl: string;
  /** The one graph that is fetched: a listener needs `decode`, a broadcaster `encode`. */
  readonly direction: Direction;
  readonly onProgress: OnProgress;
  /** The download is there and checked; the runtime starts. */
  readonly onFetched?: (isFromCache: boolean) => void;
  /** Takes the plan of the graph where there is one. @default true */
  readonly usePlan?: boolean;
}

/** What one stream carries from call to call. */
class WasmState implements ModelState {
  current: Float32Array;
  generation = 0;
  computeMs = 0;

  constructor(
    readonly direction: Direction,
    stateSize: number,
    readonly owner: WasmModel,
  ) {
    this.current = new Float32Array(stateSize);
  }

  reset(): void {
    this.generation++;
    this.current = new Float32Array(this.current.length);
  }
}

/**
 * One direction of a model, run by onnxruntime-web's WASM build. It computes on the thread that calls it: for use in a
 * dedicated worker only. Graphs as in `node/onnx-model.ts`.
 */
export class WasmModel implements LatentModel {
  readonly info: ModelInfo;
  readonly direction: Direction;
  readonly #hasNoise: boolean;
  /** Resolves when calls are answered at once; those before it wait. Rejects when the model cannot run. */
  readonly started: Promise<void>;
  readonly #session: Promise<ort.InferenceSession>;
  readonly #serial = new Serial();
  #closed = false;

  constructor({ manifest, sha256 }: FetchedManifest, direction: Direction, session: Promise<ort.InferenceSession>) {
    const { id, compatibleWith, format, normalizer, noise } = manifest;
    this.info = { id, sha256, compatibleWith, format, normalizer };
    this.direction = direction;
    this.#hasNoise = noise !== null;
    this.#session = session;
    this.started = session.then(() => undefined);
    // Who waits for it is told; who has gone need not be.
    this.started.catch(() => undefined);
  }

  createState(direction: Direction): ModelState {
    const { encoder, decoder } = this.info.format;
    return new WasmState(direction, (direction === 'encode' ? encoder : decoder).stateSize, this);
  }

  encode(pcm: Float32Array, frames: number, state: ModelState): Promise<Float32Array> {
    const { channels, hopSamples } = this.info.format;
    const own = this.#check('pcm', pcm, frames, channels * hopSamples, state, 'encode');
    return this.#run(own, 'latent', () => ({
      pcm: new ort.Tensor('float32', pcm, [1, channels, frames * hopSamples]),
    }));
  }

  decode(latents: Float32Array, frames: number, firstFrame: number, state: ModelState): Promise<Float32Array> {
    const { hopSamples, latentSize } = this.info.format;
    const own = this.#check('latents', latents, frames, latentSize, state, 'decode');
    return this.#run(own, 'pcm', () => {
      const feeds: Record<string, ort.Tensor> = { latent: new ort.Tensor('float32', latents, [1, latentSize, frames]) };
      if (this.#hasNoise) {
        const noise = new Float32Array(frames * hopSamples);
        fillNoise(noise, firstFrame * hopSamples);
        feeds.noise = new ort.Tensor('float32', noise, [1, 1, noise.length]);
      }
      return feeds;
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#serial.run(async () => (await this.#session).release());
  }

  #check(
    field: string,
    data: Float32Array,
    frames: number,
    perFrame: number,
    state: ModelState,
    direction: Direction,
  ): WasmState {
    requireFloat32(field, data);
    requireInteger('frames', frames, 1, 4096);
    requireInteger(`${field}.length`, data.length, frames * perFrame, frames * perFrame);
    if (!(state instanceof WasmState) || state.owner !== this)
      throw new TypeError('state must come from createState of this model');
    if (state.direction !== direction || direction !== this.direction)
      throw new TypeError(`state must be one of ${this.direction}, the direction that was loaded`);
    return state;
  }

  #run(state: WasmState, output: string, makeFeeds: () => Record<string, ort.Tensor>): Promise<Float32Array> {
    return this.#serial.run(async () => {
      const session = await this.#session;
      const feeds = makeFeeds();
      const { generation } = state;
      const size = state.current.length;
      if (size > 0) feeds.state = new ort.Tensor('float32', state.current, [1, size]);
      try {
        const started = performance.now();
        const results = await session.run(feeds);
        state.computeMs += performance.now() - started;
        if (size > 0 && state.generation === generation) state.current = results.state_out!.data as Float32Array;
        return results[output]!.data as Float32Array;
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new CodecError('MODEL_FAILED', `model ${this.info.id}: ${state.direction} failed: ${why}`, { cause });
      }
    });
  }
}

/** How a model came to run: what it took, in ms. */
export interface StartedModel {
  readonly isFromCache: boolean;
  /** The graph had been optimised when the server was built. */
  readonly isPlanned: boolean;
  /** Fetching and checking manifest and graph. */
  readonly fetchMs: number;
  /** Fetching and compiling the runtime, at the same time. */
  readonly runtimeMs: number;
  /** Making the session, when both are there. */
  readonly sessionMs: number;
}

/** A model whose format is known; it is still being fetched or started, and calls to it wait. */
export interface OpenedModel {
  readonly model: WasmModel;
  /** @throws CodecError MODEL_NOT_FOUND, MODEL_HASH, MODEL_SHAPE, MODEL_FAILED */
  readonly started: Promise<StartedModel>;
}

/**
 * Fetches a model's manifest; one direction of the model, and the runtime for it, follow.
 *
 * @throws CodecError MODEL_NOT_FOUND, MODEL_MANIFEST
 */
export async function openWasmModel(options: LoadOptions): Promise<OpenedModel> {
  const startedMs = performance.now();
  const runtime = startRuntime(options);
  // Whatever goes wrong with the model is said first.
  runtime.catch(() => undefined);
  const found = await fetchManifest(options.modelUrl);
  const making = makeSession(options, found, runtime, startedMs);
  const model = new WasmModel(
    found,
    options.direction,
    making.then(({ session }) => session),
  );
  return { model, started: making.then(({ session, ...started }) => started) };
}

async function makeSession(
  options: LoadOptions,
  { manifest }: FetchedManifest,
  runtime: Promise<number>,
  startedMs: number,
): Promise<StartedModel & { readonly session: ort.InferenceSession }> {
  const { modelUrl, direction, wasmUrl } = options;
  const { sha256 } = manifest.files[FILE_OF[direction]];
  const plan = options.usePlan === false ? null : fetchGraphPlan(wasmUrl, sha256);
  const { bytes, isFromCache } = await fetchGraph(modelUrl, manifest, direction, options.onProgress);
  const fetchMs = performance.now() - startedMs;
  options.onFetched?.(isFromCache);
  const runtimeMs = await runtime.catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CodecError('MODEL_FAILED', `${wasmUrl}: ONNX Runtime cannot be started: ${why}`, { cause });
  });
  const sessionFromMs = performance.now();
  let session = await createPlanned(await plan, bytes);
  const isPlanned = session !== null;
  try {
    session ??= await createOptimised(bytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CodecError('MODEL_FAILED', `${modelUrl}: ONNX Runtime cannot load it: ${why}`, { cause });
  }
  const expected = expectedTensors(manifest.format, manifest.noise !== null, direction);
  checkTensors(modelUrl, 'input', expected.inputs, session.inputMetadata as unknown as TensorMetadata[]);
  checkTensors(modelUrl, 'output', expected.outputs, session.outputMetadata as unknown as TensorMetadata[]);
  const sessionMs = performance.now() - sessionFromMs;
  return { session, isFromCache, isPlanned, fetchMs, runtimeMs, sessionMs };
}

const SESSION = { executionProviders: ['wasm'], executionMode: 'sequential' } as const;

/** A plan only saves time: one that is not there, or does not fit, is gone without. */
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
 * Weights are int8 with a scale each, folded once, here; nothing is to be kept quantised. The two passes that compare
 * every node and constant with every other cost a fifth of the start and gain nothing.
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
