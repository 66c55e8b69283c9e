import { Worker } from 'node:worker_threads';
import { CodecError, requireFloat32, requireInteger } from '../../core/errors.js';
import type { Direction, LatentModel, ModelInfo, ModelState } from '../../ports/model.js';
import { builtFile } from '../native/built-file.js';
import { modelRoots } from './model-files.js';
import type { LoadModelOptions } from './onnx-model.js';
import type { ModelWorkerReply, ModelWorkerRequest, ModelWorkerStart } from './worker-protocol.js';

/** Frames that a state's buffers are made for; a longer call makes larger ones. */
const FRAMES = 32;
const MOST_FRAMES = 1024;

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

class WorkerState implements ModelState {
  computeMs = 0;
  frames = 0;
  input: Float32Array = new Float32Array(0);
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
  readonly #calls = new Map<number, { resolve: (reply: Done) => void; reject: (error: Error) => void }>();
  #nextId = 0;
  #error: Error | undefined;
  #closing: Promise<void> | undefined;

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
    return this.#run('pcm', pcm, frames, channels * hopSamples, 0, this.#own(state, 'encode'));
  }

  decode(latents: Float32Array, frames: number, firstFrame: number, state: ModelState): Promise<Float32Array> {
    requireInteger('firstFrame', firstFrame, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    return this.#run('latents', latents, frames, this.info.format.latentSize, firstFrame, this.#own(state, 'decode'));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  post(request: ModelWorkerRequest): void {
    if (!this.#error) this.#worker.postMessage(request);
  }

  async #close(): Promise<void> {
    if (this.#error) return;
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.post({ op: 'close' });
    await ended;
  }

  #own(state: ModelState, direction: Direction): WorkerState {
    if (!(state instanceof WorkerState) || state.owner !== this)
      throw new TypeError('state must come from createState of this model');
    if (state.direction !== direction)
      throw new TypeError(`state must be one of ${direction}, got one of ${state.direction}`);
    return state;
  }

  #run(
    field: string,
    data: Float32Array,
    frames: number,
    perFrame: number,
    firstFrame: number,
    state: WorkerState,
  ): Promise<Float32Array> {
    requireFloat32(field, data);
    requireInteger('frames', frames, 1, MOST_FRAMES);
    requireInteger(`${field}.length`, data.length, frames * perFrame, frames * perFrame);
    const result = state.tail.then(async () => {
      if (this.#error) throw this.#failed(this.#error);
      if (frames > state.frames) this.#allocate(state, Math.min(MOST_FRAMES, 2 * frames));
      state.input.set(data);
      const id = this.#nextId++;
      const done = await new Promise<Done>((resolve, reject) => {
        this.#calls.set(id, { resolve, reject });
        this.post({ op: 'run', id, state: state.id, frames, firstFrame });
      });
      state.computeMs = done.computeMs;
      return state.output.slice(0, done.length);
    });
    state.tail = result.catch(() => undefined);
    return result;
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
    if (message.op === 'ready' || message.op === 'failed') {
      if (message.op === 'ready' || message.id === null) return;
      const call = this.#calls.get(message.id);
      this.#calls.delete(message.id);
      call?.reject(new CodecError(message.code ?? 'MODEL_FAILED', message.message));
      return;
    }
    const call = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    call?.resolve(message);
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

type Done = Extract<ModelWorkerReply, { op: 'done' }>;

export interface WorkerModelOptions extends LoadModelOptions {
  /** Sound waits for the model: its thread asks the system to run it before ordinary ones. */
  readonly isLive?: boolean;
}

/**
 * Opens a model in a thread of its own.
 *
 * @param name default: the package's `default` model
 * @throws CodecError MODEL_NOT_FOUND, MODEL_MANIFEST, MODEL_HASH, MODEL_SHAPE, MODEL_FAILED
 */
export function loadModelInWorker(name?: string, options: WorkerModelOptions = {}): Promise<WorkerModel> {
  const start: ModelWorkerStart = {
    name,
    roots: options.roots ?? modelRoots(),
    directions: options.directions ?? ['encode', 'decode'],
    ...(options.isLive && { isLive: true }),
  };
  const worker = new Worker(builtFile(import.meta.url, './worker-model-host.js'), { workerData: start });
  threads.add(worker);
  worker.once('exit', () => threads.delete(worker));
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
    };
    const onMessage = (message: ModelWorkerReply): void => {
      settle();
      if (message.op === 'ready') {
        resolve(new WorkerModel(worker, message.info, message.dir));
        return;
      }
      void worker.terminate();
      const { code, message: text } = message as Extract<ModelWorkerReply, { op: 'failed' }>;
      reject(new CodecError(code ?? 'MODEL_FAILED', text));
    };
    const onError = (cause: Error): void => {
      settle();
      reject(new CodecError('MODEL_FAILED', `the model's thread failed: ${cause.message}`, { cause }));
    };
    worker.on('message', onMessage);
    worker.on('error', onError);
  });
}
