import { CodecError, requireInteger } from '../core/errors.js';
import { MODEL_DELAYS, type ModelDelay } from '../core/latent/low-delay.js';
import { type OptionKinds, requireOneOf, requireOptions, SHAPES } from '../core/options.js';
import type { Direction } from '../ports/model.js';
import { scriptUrl } from './code.js';
import { Emitter } from './events.js';
import { canShareMemory } from './support.js';
import type { CodecWorkerReport, CodecWorkerRequest, LoadedModel } from './worker/messages.js';

/** Options of a {@link CodecModel}. */
export interface CodecModelOptions {
  /** Folder of the model on a server, e.g. `https://HOST/models/default/`. */
  readonly url: string;
  /** A listener needs `decode`, a broadcaster `encode`: only that graph is fetched. */
  readonly direction: Direction;
  /**
   * `low` runs the model's graph that looks less far ahead, of the same bits: with the default model 46 ms sooner for a
   * broadcaster and 81 ms for a listener, at a cost in sound. For a model that has such graphs.
   *
   * @default 'normal'
   */
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

const KINDS: OptionKinds<CodecModelOptions> = {
  url: 'string',
  direction: 'any',
  delay: 'any',
  wasmUrl: 'string',
  threads: 'any',
  workerUrl: 'string',
  signal: SHAPES.signal,
};

/** Events of a {@link CodecModel}. */
export type CodecModelEvents = {
  /** Bytes of the model's graph that have been fetched, and all of them; once for a graph from the cache. */
  readonly progress: { readonly loadedBytes: number; readonly totalBytes: number };
  /** The graph has been fetched and checked; the runtime loads it. */
  readonly starting: undefined;
  /** The model can run. */
  readonly loaded: LoadedModel;
  /** The worker has crashed and a new one is loading the model. */
  readonly restarting: CodecError;
  /** The model cannot run; final. */
  readonly failed: CodecError;
  /** What the worker reports of a stream. */
  readonly report: CodecWorkerReport;
};

/**
 * A model in a worker of its own. It can be loaded before it is needed, and serves one stream after another. A worker
 * that crashes is replaced once.
 */
export class CodecModel extends Emitter<CodecModelEvents> {
  readonly direction: Direction;
  /** Folder of the model, absolute, with a slash at its end. */
  readonly url: string;
  readonly #options: CodecModelOptions;
  #worker: Worker | null = null;
  #loaded: LoadedModel | null = null;
  #failure: CodecError | null = null;
  #restarts = 0;
  #streams = 0;

  /** @throws TypeError or RangeError for a wrong option */
  constructor(options: CodecModelOptions) {
    super();
    requireOptions('', options, KINDS, ['url']);
    requireOneOf('direction', options.direction, ['encode', 'decode']);
    if (options.delay !== undefined) requireOneOf('delay', options.delay, MODEL_DELAYS);
    if (options.threads !== undefined) requireInteger('threads', options.threads, 1, 8);
    this.#options = options;
    this.direction = options.direction;
    this.url = withSlash(new URL(options.url, location.href).href);
    options.signal?.addEventListener('abort', () => this.close(), { once: true });
    if (options.signal?.aborted) this.#failure = new CodecError('ABORTED', 'loading the model was aborted');
    else this.#start();
  }

  /** What is known of the model; null until it can run. */
  get loaded(): LoadedModel | null {
    return this.#loaded;
  }

  /** Why the model cannot run; null while it can or may. */
  get failure(): CodecError | null {
    return this.#failure;
  }

  /** Resolves when the model can run. @throws CodecError MODEL_…, ABORTED */
  ready(): Promise<LoadedModel> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#loaded) return Promise.resolve(this.#loaded);
    return new Promise((resolve, reject) => {
      this.on('loaded', resolve);
      this.on('failed', reject);
    });
  }

  /** A number for a new stream of the worker. */
  nextStream(): number {
    return ++this.#streams;
  }

  /** Sends a message to the worker; dropped when there is none. */
  post(request: CodecWorkerRequest, transfer: Transferable[] = []): void {
    this.#worker?.postMessage(request, transfer);
  }

  /** Ends the worker and its streams. May be called twice. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    if (this.#failure) return;
    this.#failure = new CodecError('ABORTED', 'the model was closed');
    this.emit('failed', this.#failure);
  }

  #start(): void {
    const { direction, delay = 'normal', wasmUrl, workerUrl } = this.#options;
    const threads = this.#options.threads ?? (canShareMemory() && navigator.hardwareConcurrency >= 4 ? 2 : 1);
    let worker: Worker;
    try {
      worker = new Worker(scriptUrl('worker', workerUrl), { type: 'module', name: `latentcast ${direction}` });
    } catch (cause) {
      this.#fail(
        new CodecError('MODEL_FAILED', `the worker cannot be started: ${(cause as Error).message}`, { cause }),
      );
      return;
    }
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<CodecWorkerReport>) => this.#onReport(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#onCrash(worker, event.message || whyNotLoaded(workerUrl));
    };
    worker.postMessage({
      type: 'load',
      modelUrl: this.url,
      wasmUrl: wasmUrl === undefined ? null : withSlash(new URL(wasmUrl, location.href).href),
      direction,
      delay,
      threads: canShareMemory() ? threads : 1,
    } satisfies CodecWorkerRequest);
  }

  #onReport(report: CodecWorkerReport): void {
    switch (report.type) {
      case 'progress':
        this.emit('progress', report);
        return;
      case 'starting':
        this.emit('starting', undefined);
        return;
      case 'loaded':
        this.#loaded = report.model;
        this.emit('loaded', report.model);
        return;
      default:
        if (report.type === 'error' && report.stream === null) this.#fail(new CodecError(report.code, report.message));
        else this.emit('report', report);
    }
  }

  #onCrash(worker: Worker, why: string): void {
    if (worker !== this.#worker) return;
    worker.terminate();
    this.#worker = null;
    this.#loaded = null;
    const error = new CodecError('MODEL_FAILED', `the worker that runs the model has crashed: ${why}`);
    if (this.#restarts++ > 0) {
      this.#fail(error);
      return;
    }
    this.#start();
    // The owners of streams then ask the new worker for them.
    if (this.#worker) this.emit('restarting', error);
  }

  #fail(error: CodecError): void {
    if (this.#failure) return;
    this.#worker?.terminate();
    this.#worker = null;
    this.#failure = error;
    this.emit('failed', error);
  }
}

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);

/** A browser does not tell a page why its worker was not loaded. */
function whyNotLoaded(workerUrl: string | undefined): string {
  if (globalThis.origin === 'null')
    return 'it could not be loaded, since the page has no origin: a sandboxed frame needs allow-same-origin';
  if (workerUrl !== undefined) return `${workerUrl} could not be loaded`;
  return 'it could not be loaded: where the page has a Content-Security-Policy, it must allow worker-src blob:';
}
