import { Deferred } from '../core/deferred.js';
import { CodecError } from '../core/errors.js';
import type { ModelDelay } from '../core/latent/low-delay.js';
import { type OptionKinds, requireOptions, SHAPES } from '../core/options.js';
import type { Direction, LatentModel, ModelInfo, ModelState } from '../ports/model.js';
import { CodecModel } from './codec-model.js';
import { fetchManifest } from './model-fetch.js';
import type { CodecWorkerReport } from './worker/messages.js';

/** Options of {@link loadPageModel}. */
export interface LoadPageModelOptions {
  /** Folder of the model on a server, e.g. `https://HOST/models/default/`. */
  readonly url: string;
  /** Graphs to fetch; a call of another direction throws. @default both */
  readonly directions?: readonly Direction[];
  /** As of a {@link CodecModel}. @default 'normal' */
  readonly delay?: ModelDelay;
  /** Folder of ONNX Runtime's WASM files. @default `../../ort/VERSION/` of `url`, where a relay serves them */
  readonly wasmUrl?: string;
  /** Threads of the runtime, 1..8. @default 1, or 2 where memory can be shared and the device has four cores or more */
  readonly threads?: number;
  /** The worker's script at a URL of its own, where the page's policy forbids blob URLs. @default a blob */
  readonly workerUrl?: string;
  /** Closes the model when it aborts. */
  readonly signal?: AbortSignal;
}

const KINDS: OptionKinds<LoadPageModelOptions> = {
  url: 'string',
  directions: 'any',
  delay: 'any',
  wasmUrl: 'string',
  threads: 'any',
  workerUrl: 'string',
  signal: SHAPES.signal,
};

/**
 * Loads a model for `Encoder`, `Decoder`, the streams and WebCodecs' classes in a page: each direction computes in a worker
 * of its own, so that the page stays free.
 *
 * @throws TypeError, RangeError naming a wrong option; CodecError MODEL_NOT_FOUND, MODEL_MANIFEST, MODEL_HASH, MODEL_SHAPE,
 * MODEL_FAILED, ABORTED
 */
export async function loadPageModel(options: LoadPageModelOptions): Promise<LatentModel> {
  requireOptions('', options, KINDS, ['url']);
  const { directions = ['encode', 'decode'], ...common } = options;
  const workers = directions.map((direction) => new CodecModel({ ...common, direction }));
  try {
    const [found] = await Promise.all([
      fetchManifest(workers[0]!.url, options.delay, options.signal),
      ...workers.map((worker) => worker.ready()),
    ]);
    const { id, format, normalizer, compatibleWith } = found.manifest;
    const info: ModelInfo = { id, sha256: found.sha256, compatibleWith, format, normalizer };
    return new PageModel(info, workers);
  } catch (error) {
    for (const worker of workers) worker.close();
    throw error;
  }
}

class PageState implements ModelState {
  computeMs = 0;
  /** Whether the next call begins without what was before. */
  isCold = false;

  constructor(
    readonly direction: Direction,
    readonly id: number,
  ) {}

  reset(): void {
    this.isCold = true;
  }
}

class PageModel implements LatentModel {
  readonly #workers: ReadonlyMap<Direction, CodecModel>;
  readonly #calls = new Map<number, { readonly result: Deferred<Float32Array>; readonly state: PageState }>();
  readonly #dropped: FinalizationRegistry<{ readonly direction: Direction; readonly id: number }>;
  #next = 0;

  constructor(
    readonly info: ModelInfo,
    workers: readonly CodecModel[],
  ) {
    this.#workers = new Map(workers.map((worker) => [worker.direction, worker]));
    this.#dropped = new FinalizationRegistry(({ direction, id }) =>
      this.#workers.get(direction)?.post({ type: 'drop-state', state: id }),
    );
    for (const worker of workers) {
      worker.on('report', (report) => this.#onReport(report));
      // What the crashed worker carried is lost: the calls under way fail, and streams begin anew.
      worker.on('restarting', (error) => this.#failAll(error));
      worker.on('failed', (error) => this.#failAll(error));
    }
  }

  createState(direction: Direction): ModelState {
    const state = new PageState(direction, this.#next++);
    this.#dropped.register(state, { direction, id: state.id });
    return state;
  }

  encode(pcm: Float32Array, frames: number, state: ModelState): Promise<Float32Array> {
    return this.#call('encode', pcm, frames, 0, state);
  }

  decode(latents: Float32Array, frames: number, firstFrame: number, state: ModelState): Promise<Float32Array> {
    return this.#call('decode', latents, frames, firstFrame, state);
  }

  async close(): Promise<void> {
    for (const worker of this.#workers.values()) worker.close();
  }

  #call(
    direction: Direction,
    input: Float32Array,
    frames: number,
    firstFrame: number,
    state: ModelState,
  ): Promise<Float32Array> {
    const worker = this.#workers.get(direction);
    if (!worker) return Promise.reject(new TypeError(`directions must hold ${direction}, which was not loaded`));
    if (worker.failure) return Promise.reject(worker.failure);
    if (!(state instanceof PageState) || state.direction !== direction)
      return Promise.reject(new TypeError(`state must be one that this model has made for ${direction}`));
    const id = this.#next++;
    const result = new Deferred<Float32Array>();
    this.#calls.set(id, { result, state });
    const { isCold } = state;
    state.isCold = false;
    worker.post({ type: 'call', id, state: state.id, input, frames, firstFrame, isCold });
    return result.promise;
  }

  #onReport(report: CodecWorkerReport): void {
    if (report.type !== 'called' && report.type !== 'call-failed') return;
    const call = this.#calls.get(report.id);
    this.#calls.delete(report.id);
    if (!call) return;
    if (report.type === 'call-failed') call.result.reject(new CodecError(report.code, report.message));
    else {
      call.state.computeMs = report.computeMs;
      call.result.resolve(report.output);
    }
  }

  #failAll(error: CodecError): void {
    for (const { result } of this.#calls.values()) result.reject(error);
    this.#calls.clear();
  }
}
