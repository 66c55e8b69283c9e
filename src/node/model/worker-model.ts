import { Worker } from 'node:worker_threads';
import { requireFrames, requireOwnState } from '../../codec/model-call.js';
import { Deferred } from '../../core/deferred.js';
import { CodecError, requireInteger } from '../../core/errors.js';
import type { Direction, LatentDistance, LatentModel, LatentTrial, ModelInfo, ModelState } from '../../ports/model.js';
import { builtFile } from '../native/built-file.js';
import { modelRoots } from './model-files.js';
import { type LoadModelOptions, requireLoadModel } from './onnx-model.js';
import { disableTelemetry } from './onnx-runtime.js';
import type { ModelWorkerReply, ModelWorkerRequest, ModelWorkerStart } from './worker-protocol.js';

/** Latent frames that a state's buffers are made for; a longer call makes larger ones. */
const FRAMES = 32;
/** Most latent frames of one call. */
const MAX_FRAMES = 1024;

/** Threads that have not ended. */
const threads = new Set<Worker>();

/**
 * Ends every model's thread of this process, each as soon as the call that it computes has come back; calls that wait
 * fail. For a process that is about to exit: exiting with a call under way aborts it.
 *
 * @returns false when a call took longer than `timeoutMs`
 */
export async function endModelThreads(timeoutMs: number): Promise<boolean> {
  const ends = [...threads].map((thread) => {
    const ended = new Promise<true>((resolve) => thread.once('exit', () => resolve(true)));
    thread.postMessage({ op: 'close' } satisfies ModelWorkerRequest);
    return ended;
  });
  const timer = new Promise<false>((resolve) => setTimeout(() => resolve(false), timeoutMs).unref());
  return (await Promise.race([Promise.all(ends), timer])) !== false;
}

/** A state of the thread's model: its number there, and the memory that both threads share for its calls. */
class WorkerState implements ModelState {
  computeMs = 0;
  /** Most latent frames that the buffers hold. */
  frames = 0;
  /** PCM [channels × frames·hop] of an encoder, latents [latentSize × frames] of a decoder. */
  input: Float32Array = new Float32Array(0);
  /** Latents of an encoder, PCM of a decoder. */
  output: Float32Array = new Float32Array(0);
  /** Calls on one state run one after another: they share its buffers. */
  tail: Promise<unknown> = Promise.resolve();

  constructor(
    readonly direction: Direction,
    readonly owner: WorkerModel,
    readonly id: number,
  ) {}

  reset(): void {
    this.owner.post({ op: 'reset', state: this.id });
  }
}

/**
 * A model whose inference runs in a worker thread, so that this one stays free for sound, sockets and timers: a call
 * of some 20 ms on the event loop would make a device run dry.
 *
 * Audio and latents go through memory that both threads share, allocated once a stream.
 */
export class WorkerModel implements LatentModel {
  readonly info: ModelInfo;
  /** Folder that the model came from. */
  readonly dir: string;
  readonly #worker: Worker;
  /** Calls that the thread has not answered, by id. */
  readonly #calls = new Map<number, Deferred<ModelWorkerReply>>();
  #nextId = 0;
  /** Why the thread has ended; undefined while it runs. */
  #error: Error | undefined;
  #closing: Promise<void> | undefined;

  /** @param worker a thread that has reported `ready` with `info` and `dir` */
  constructor(worker: Worker, info: ModelInfo, dir: string) {
    this.#worker = worker;
    this.info = info;
    this.dir = dir;
    worker.on('message', (message: ModelWorkerReply) => this.#onReply(message));
    worker.on('error', (error) => this.#onEnd(error));
    worker.on('exit', () => this.#onEnd(new Error('the thread has ended')));
  }

  createState(direction: Direction): ModelState {
    const state = new WorkerState(direction, this, this.#nextId++);
    this.#allocate(state, FRAMES);
    return state;
  }

  encode(pcm: Float32Array, frames: number, state: ModelState): Promise<Float32Array> {
    const { channels, hopSamples } = this.info.format;
    return this.#run('pcm', pcm, frames, channels * hopSamples, 0, state, 'encode');
  }

  decode(latents: Float32Array, frames: number, firstFrame: number, state: ModelState): Promise<Float32Array> {
    requireInteger('firstFrame', firstFrame, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    return this.#run('latents', latents, frames, this.info.format.latentSize, firstFrame, state, 'decode');
  }

  async measure(trial: LatentTrial): Promise<LatentDistance> {
    return (await this.#ask<Answer<'measured'>>((id) => ({ op: 'measure', id, trial }))).distance;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Sends a request to the thread; dropped when it has ended. */
  post(request: ModelWorkerRequest): void {
    if (!this.#error) this.#worker.postMessage(request);
  }

  async #close(): Promise<void> {
    if (this.#error) return;
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.post({ op: 'close' });
    await ended;
  }

  #run(
    field: string,
    data: Float32Array,
    frames: number,
    perFrame: number,
    firstFrame: number,
    state: ModelState,
    direction: Direction,
  ): Promise<Float32Array> {
    const own = requireOwnState(state, WorkerState, this, direction);
    requireFrames(field, data, frames, perFrame, MAX_FRAMES);
    const result = own.tail.then(async () => {
      if (frames > own.frames) this.#allocate(own, Math.min(MAX_FRAMES, 2 * frames));
      own.input.set(data);
      const done = await this.#ask<Answer<'done'>>((id) => ({ op: 'run', id, state: own.id, frames, firstFrame }));
      own.computeMs = done.computeMs;
      return own.output.slice(0, done.length);
    });
    own.tail = result.catch(() => undefined);
    return result;
  }

  /** Makes a call and waits for the thread's answer. @throws CodecError MODEL_FAILED when the thread has ended */
  #ask<Reply extends ModelWorkerReply>(request: (id: number) => ModelWorkerRequest): Promise<Reply> {
    if (this.#error) return Promise.reject(this.#failed(this.#error));
    const id = this.#nextId++;
    const call = new Deferred<ModelWorkerReply>();
    this.#calls.set(id, call);
    this.post(request(id));
    return call.promise as Promise<Reply>;
  }

  #allocate(state: WorkerState, frames: number): void {
    const { channels, hopSamples, latentSize } = this.info.format;
    const audio = frames * channels * hopSamples * Float32Array.BYTES_PER_ELEMENT;
    const latent = frames * latentSize * Float32Array.BYTES_PER_ELEMENT;
    const input = new SharedArrayBuffer(state.direction === 'encode' ? audio : latent);
    const output = new SharedArrayBuffer(state.direction === 'encode' ? latent : audio);
    state.frames = frames;
    state.input = new Float32Array(input);
    state.output = new Float32Array(output);
    this.post({ op: 'state', state: state.id, direction: state.direction, input, output });
  }

  #onReply(message: ModelWorkerReply): void {
    if (message.op === 'ready' || message.id === null) return;
    const call = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    if (message.op === 'failed') call?.reject(new CodecError(message.code ?? 'MODEL_FAILED', message.message));
    else call?.resolve(message);
  }

  #onEnd(error: Error): void {
    this.#error ??= error;
    for (const call of this.#calls.values()) call.reject(this.#failed(error));
    this.#calls.clear();
  }

  #failed(error: Error): CodecError {
    return new CodecError('MODEL_FAILED', `model ${this.info.id}: its thread failed: ${error.message}`, {
      cause: error,
    });
  }
}

/** The answer to a call. */
type Answer<Op extends ModelWorkerReply['op']> = Extract<ModelWorkerReply, { op: Op }>;

/** Options of {@link loadModelInWorker}. */
export interface WorkerModelOptions extends LoadModelOptions {
  /** Whether live sound waits for the model: its thread then asks for a higher priority. @default false */
  readonly isLive?: boolean;
}

/**
 * Opens a model in a thread of its own.
 *
 * @param name default: the package's `default` model
 * @throws CodecError MODEL_NOT_FOUND, MODEL_MANIFEST, MODEL_HASH, MODEL_SHAPE, MODEL_FAILED
 */
export async function loadModelInWorker(name?: string, options: WorkerModelOptions = {}): Promise<WorkerModel> {
  const { isLive: _isLive, ...common } = options;
  requireLoadModel(name, common);
  const start: ModelWorkerStart = {
    name,
    roots: options.roots ?? modelRoots(),
    directions: options.directions ?? ['encode', 'decode'],
    ...(options.delay && { delay: options.delay }),
    ...(options.isLive && { isLive: true }),
  };
  disableTelemetry();
  const worker = new Worker(builtFile(import.meta.url, './worker-model-host.js'), { workerData: start });
  threads.add(worker);
  worker.once('exit', () => threads.delete(worker));
  const loaded = new Deferred<WorkerModel>();
  const onMessage = (message: ModelWorkerReply): void => {
    worker.off('error', onError);
    if (message.op === 'ready') loaded.resolve(new WorkerModel(worker, message.info, message.dir));
    else if (message.op === 'failed') {
      void worker.terminate();
      loaded.reject(new CodecError(message.code ?? 'MODEL_FAILED', message.message));
    }
  };
  const onError = (cause: Error): void => {
    worker.off('message', onMessage);
    loaded.reject(new CodecError('MODEL_FAILED', `the model's thread failed: ${cause.message}`, { cause }));
  };
  worker.once('message', onMessage);
  worker.once('error', onError);
  return loaded.promise;
}
