import { Deferred } from '../core/deferred.js';
import { CodecError } from '../core/errors.js';
import { tokenOf } from '../transports/token-source.js';
import type { LinkedNode } from './audio-nodes.js';
import type { CodecModel } from './codec-model.js';
import { isFinal, type PageState, shownState } from './page-state.js';
import { modelOf, type PageStreamOptions } from './stream-options.js';
import type {
  AudioLink,
  BroadcastRequest,
  CodecWorkerReport,
  CodecWorkerRequest,
  ListenRequest,
  RecordingRequest,
  StreamState,
} from './worker/messages.js';

/** What playing and capturing differ in. */
export interface StreamPart {
  /**
   * `decode`: the channel is joined while the model is still loading. `encode`: nothing is captured before the model
   * runs, and closing waits until the worker has sent what is left.
   */
  readonly direction: 'encode' | 'decode';
  /** Of the audio context that is made where the options name none. */
  readonly latencyHint: AudioContextLatencyCategory;
  /** Message of the error when the worklet fails. */
  readonly workletFailure: string;
  /** Makes the worklet's node. @throws CodecError DEVICE */
  createNode(): Promise<LinkedNode>;
  /** Connects it into the audio graph. */
  connectNode(node: AudioWorkletNode): void;
  /** The message that starts the stream in the worker. */
  makeRequest(stream: number, link: AudioLink): ListenRequest | BroadcastRequest | RecordingRequest;
  /** A report on the stream other than its state, its error and its end. */
  onReport(report: CodecWorkerReport): void;
  onProgress(progress: { readonly loadedBytes: number; readonly totalBytes: number }): void;
  onState(state: PageState, why?: string): void;
  /** Final unless the state is another than `failed`. */
  onError(error: CodecError): void;
  /** Disconnects the part's own audio nodes; called once. */
  release(): void;
}

/** Longest wait for a token of the page's function. */
const TOKEN_TIMEOUT_MS = 10_000;

/**
 * One stream that a worker runs for the page: its model, its audio context and worklet, its state, and the order in
 * which they start, restart after a crash of the worker, and close.
 */
export class WorkerStream {
  readonly context: AudioContext;
  readonly model: CodecModel;
  readonly #options: PageStreamOptions;
  readonly #part: StreamPart;
  readonly #ownsContext: boolean;
  readonly #ownsModel: boolean;
  readonly #abort = new AbortController();
  /** Settles when everything has been released. */
  readonly #released = new Deferred();
  /** Settles when the worker has ended the stream, or cannot; null unless closing waits for it. */
  #drained: Deferred | null = null;
  #node: LinkedNode | null = null;
  /** Number of the stream in the worker, which its reports carry; 0 before the worker was asked for it. */
  #stream = 0;
  #isStopped = false;
  #isHeld: boolean;
  #state: PageState = 'loading';
  #streamState: StreamState | 'loading' = 'loading';

  /**
   * @param isHeld playing waits for {@link play}
   * @throws TypeError or RangeError for a wrong option
   */
  constructor(options: PageStreamOptions, part: StreamPart, isHeld = false) {
    this.#options = options;
    this.#part = part;
    this.#isHeld = isHeld;
    this.#ownsContext = options.context === undefined;
    this.context = options.context ?? newContext(part.latencyHint);
    const { model, isOwned } = modelOf(part.direction, options);
    this.model = model;
    this.#ownsModel = isOwned;
  }

  get state(): PageState {
    return this.#state;
  }

  get isOver(): boolean {
    return isFinal(this.#state);
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Aborts when the stream is over: for handlers that live as long as it does. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Begins; to be called when the part's own audio nodes exist. Faults are reported through `onError`. */
  start(): void {
    const { signal } = this;
    const { failure } = this.model;
    const update = (): void => this.#update(this.#streamState);
    this.model.on('progress', (progress) => this.#part.onProgress(progress), { signal });
    this.model.on('report', (report) => this.#onReport(report), { signal });
    this.model.on('loaded', update, { signal });
    this.model.on('restarting', (error) => this.#onRestarting(error), { signal });
    this.model.on('failed', (error) => this.fail(error), { signal });
    this.context.addEventListener('statechange', update, { signal });
    this.#options.signal?.addEventListener('abort', () => void this.close(), { once: true, signal });
    if (this.#options.signal?.aborted) void this.close();
    // Handlers of events are attached after the call that makes the stream.
    else if (failure) queueMicrotask(() => this.fail(failure));
    else void this.#start();
  }

  /** Sends a message about the stream to the worker; dropped before the worker was asked for the stream. */
  post(request: CodecWorkerRequest): void {
    if (this.#stream > 0) this.model.post(request);
  }

  /** Plays what was held back, and what comes. */
  play(): void {
    if (!this.#isHeld || this.isOver) return;
    this.#isHeld = false;
    this.post({ type: 'play' });
    this.#update(this.#streamState);
  }

  /** Ends the stream with an error, once. */
  fail(error: CodecError): void {
    this.#drained?.resolve();
    if (this.isOver) return;
    this.#set('failed', error.message);
    this.#part.onError(error);
    this.#release();
  }

  /** Ends the stream; resolves when everything has been released. May be called twice. */
  close(): Promise<void> {
    if (!this.isOver) {
      this.#set('closed');
      if (this.#part.direction === 'encode' && this.#stream > 0) {
        this.#drained = new Deferred();
        this.#stop();
        void this.#drained.promise.then(() => this.#release());
      } else this.#release();
    }
    return this.#released.promise;
  }

  get #needsModel(): boolean {
    return this.#part.direction === 'encode';
  }

  async #start(): Promise<void> {
    try {
      const ready = this.#needsModel ? this.model.ready() : undefined;
      const [node] = await Promise.all([this.#part.createNode(), ready]);
      if (this.isOver) return;
      this.#node = node;
      this.#part.connectNode(node.node);
      node.node.onprocessorerror = () => this.fail(new CodecError('DEVICE', this.#part.workletFailure));
      this.#request();
    } catch (error) {
      this.fail(error as CodecError);
    }
  }

  #request(): void {
    const { link, transfer } = this.#node!.makeLink();
    this.#stream = this.model.nextStream();
    this.model.post(this.#part.makeRequest(this.#stream, link), transfer);
    this.#update('connecting');
  }

  #onReport(report: CodecWorkerReport): void {
    if (!('stream' in report) || report.stream !== this.#stream) return;
    if (report.type === 'stopped' || report.type === 'error') this.#drained?.resolve();
    if (this.isOver) return;
    if (report.type === 'token-needed') void this.#answerToken(report.id);
    else if (report.type === 'state') this.#update(report.state, report.why);
    else if (report.type === 'error') this.fail(new CodecError(report.code, report.message));
    else this.#part.onReport(report);
  }

  /** What the page's function returns or throws is for the worker, which tells of it as of a connection that failed. */
  async #answerToken(id: number): Promise<void> {
    const { token = '' } = this.#options;
    let late: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_, reject) => {
      late = setTimeout(() => reject(new Error(`none within ${TOKEN_TIMEOUT_MS / 1000} s`)), TOKEN_TIMEOUT_MS);
    });
    const answer = await Promise.race([tokenOf(token), timeout]).then(
      (text) => ({ token: text }),
      ({ cause, message }: Error) => ({ error: cause instanceof Error ? cause.message : message }),
    );
    clearTimeout(late);
    if (!this.isOver) this.post({ type: 'token', id, ...answer });
  }

  /** The worker has crashed, and a new one, which has no state of the stream, is loading the model. */
  #onRestarting(error: CodecError): void {
    this.#drained?.resolve();
    if (this.isOver) return;
    this.#part.onError(error);
    this.#update('loading', error.message);
    if (!this.#node) return;
    if (!this.#needsModel) {
      this.#request();
      return;
    }
    this.model.ready().then(
      () => {
        if (!this.isOver) this.#request();
      },
      () => undefined,
    );
  }

  #update(stream: StreamState | 'loading', why?: string): void {
    if (this.isOver) return;
    this.#streamState = stream;
    const isModelLoaded = this.model.loaded !== null;
    const isContextRunning = this.context.state === 'running';
    this.#set(shownState({ stream, isModelLoaded, isContextRunning, isHeld: this.#isHeld }), why);
  }

  #set(state: PageState, why?: string): void {
    if (state === this.#state && why === undefined) return;
    this.#state = state;
    this.#part.onState(state, why);
  }

  /** Once: on a model that is shared, another stream may have begun since. */
  #stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.post({ type: 'stop' });
  }

  #release(): void {
    this.#abort.abort();
    if (this.#ownsModel) this.model.close();
    else this.#stop();
    this.#node?.node.disconnect();
    this.#part.release();
    const isOpen = this.#ownsContext && this.context.state !== 'closed';
    const closed = isOpen ? this.context.close() : Promise.resolve();
    closed.then(this.#released.resolve, this.#released.reject);
  }
}

/** @throws CodecError DEVICE where the browser has no Web Audio */
function newContext(latencyHint: AudioContextLatencyCategory): AudioContext {
  if (typeof AudioContext === 'undefined')
    throw new CodecError('DEVICE', 'this browser cannot play or record sound: it has no Web Audio (AudioContext)');
  return new AudioContext({ latencyHint });
}
