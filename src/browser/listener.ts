import { CodecError, requireInteger, requireNumber } from '../core/errors.js';
import type { StreamMetadata } from '../core/wire/hello.js';
import { createPlaybackNode, type LinkedNode } from './audio-nodes.js';
import { requireChannelUrl, siblingUrl } from './channel-url.js';
import { CodecModel, type CodecModelOptions } from './codec-model.js';
import { Emitter } from './events.js';
import { requireSupport } from './support.js';
import type { CodecWorkerReport, ListenFigures, StreamState } from './worker/messages.js';

export interface BrowserListenerOptions {
  /** ws://HOST:PORT/CHANNEL, or the same with wss:, http: or https:. */
  readonly url: string;
  /** Folder of the model, or one that is loaded or being loaded. @default `/models/default/` of the relay */
  readonly model?: string | CodecModel;
  /** At most this many bit planes, 1..8. @default 8 */
  readonly planes?: number;
  /** Slack against late packets and slow decodes, 0..5000 ms; grows with every underrun. @default 150 */
  readonly bufferMs?: number;
  /** Past audio wanted at the start, so that sound comes at once, 0..10000 ms. @default 1000 */
  readonly burstMs?: number;
  /** 0..1. @default 1 */
  readonly volume?: number;
  /**
   * False: the model is loaded, the channel joined and its newest frames kept, and `resume` plays them: made before
   * the click, so that the click is heard at once. @default true
   */
  readonly autoplay?: boolean;
  /** A context to play in, at any rate; it is not closed. @default a new one */
  readonly context?: AudioContext;
  /** Where to play to. @default the context's destination; null: nowhere, for `output` to be connected */
  readonly destination?: AudioNode | null;
  readonly wasmUrl?: string;
  readonly threads?: number;
  /** Scripts at URLs of their own, where blob URLs are forbidden. */
  readonly scripts?: { readonly worker?: string; readonly playback?: string };
  /** Closes the listener. */
  readonly signal?: AbortSignal;
}

/**
 * `ready`, with `autoplay: false`: all is there but the click. `loading` the model → `connecting` → `waiting` for a source → `live` ⇄ `reconnecting`; `ended` when the source says
 * so (another may follow); `failed` and `closed` are final. `blocked`: the browser plays nothing before a click; call
 * `resume` from one.
 */
export type BrowserListenerState = 'loading' | 'ready' | 'blocked' | StreamState | 'failed' | 'closed';

export type BrowserListenerEvents = {
  readonly state: { readonly state: BrowserListenerState; readonly why?: string };
  readonly progress: { readonly loadedBytes: number; readonly totalBytes: number };
  readonly metadata: StreamMetadata;
  /** Four times a second. */
  readonly figures: ListenFigures;
  /** Playing goes on after `restarting`; the others are final. */
  readonly error: CodecError;
};

/** Of playback: a stream in mono is the same in both. */
const CHANNELS = 2;

/** One channel, played in the page: made by {@link createListener}. */
export class BrowserListener extends Emitter<BrowserListenerEvents> {
  readonly context: AudioContext;
  /** What is heard, after volume and mute: for meters, recorders, effects. */
  readonly output: GainNode;
  readonly model: CodecModel;
  readonly #options: BrowserListenerOptions;
  readonly #ownsModel: boolean;
  readonly #ownsContext: boolean;
  readonly #abort = new AbortController();
  #playback: LinkedNode | null = null;
  #stream = 0;
  #state: BrowserListenerState = 'loading';
  /** The stream's own state, for when the context plays again. */
  #streamState: BrowserListenerState = 'loading';
  #figures: ListenFigures | null = null;
  #planes: number;
  #volume: number;
  #muted = false;
  #isHeld: boolean;

  /** @throws TypeError, RangeError, CodecError CHANNEL_NAME or DEVICE for what cannot work */
  constructor(options: BrowserListenerOptions) {
    super();
    requireChannelUrl(options.url);
    requireSupport('listen');
    requireNumber('bufferMs', options.bufferMs ?? 150, 0, 5000);
    requireInteger('burstMs', options.burstMs ?? 1000, 0, 10_000);
    this.#planes = requireInteger('planes', options.planes ?? 8, 1, 8);
    this.#volume = requireNumber('volume', options.volume ?? 1, 0, 1);
    this.#options = options;
    this.#isHeld = options.autoplay === false;
    this.#ownsContext = options.context === undefined;
    this.context = options.context ?? new AudioContext({ latencyHint: 'playback' });
    this.output = new GainNode(this.context, { gain: this.#volume });
    if (options.destination !== null) this.output.connect(options.destination ?? this.context.destination);
    this.#ownsModel = !(options.model instanceof CodecModel);
    this.model =
      options.model instanceof CodecModel
        ? options.model
        : new CodecModel(modelOptions('decode', options.model ?? siblingUrl(options.url, 'models/default'), options));
    const { signal } = this.#abort;
    this.model.on('progress', (progress) => this.emit('progress', progress), { signal });
    this.model.on('report', (report) => this.#onReport(report), { signal });
    this.model.on('loaded', () => this.#setStream(this.#streamState), { signal });
    this.model.on('restarting', (error) => this.#onRestarting(error), { signal });
    this.model.on('failed', (error) => this.#fail(error), { signal });
    this.context.addEventListener('statechange', () => this.#setStream(this.#streamState), { signal });
    options.signal?.addEventListener('abort', () => void this.close(), { once: true, signal });
    if (options.signal?.aborted) void this.close();
    else if (this.model.failure) {
      const { failure } = this.model;
      // Whoever has made this listener has had no time to listen to it.
      queueMicrotask(() => this.#fail(failure));
    } else void this.#start();
  }

  get state(): BrowserListenerState {
    return this.#state;
  }

  /** The last figures; null before the first. */
  get figures(): ListenFigures | null {
    return this.#figures;
  }

  get planes(): number {
    return this.#planes;
  }

  /** At most so many planes from now on, without a gap: the relay cuts what it sends. @throws RangeError unless 1..8 */
  setPlanes(planes: number): void {
    this.#planes = requireInteger('planes', planes, 1, 8);
    if (this.#stream > 0) this.model.post({ type: 'planes', planes });
  }

  get volume(): number {
    return this.#volume;
  }

  /** @throws RangeError unless 0..1 */
  set volume(value: number) {
    this.#volume = requireNumber('volume', value, 0, 1);
    this.#applyVolume();
  }

  get muted(): boolean {
    return this.#muted;
  }

  set muted(value: boolean) {
    this.#muted = value;
    this.#applyVolume();
  }

  /** Plays what the browser had blocked or suspended, or `autoplay: false` had held back: to be called from a click. */
  async resume(): Promise<void> {
    const playing = this.context.resume();
    if (this.#isHeld && !this.#isOver) {
      this.#isHeld = false;
      if (this.#stream > 0) this.model.post({ type: 'play' });
      this.#setStream(this.#streamState);
    }
    await playing;
  }

  /** Stops playing and lets go of what this listener has made. May be called twice. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#set('closed');
    await this.#release();
  }

  async #start(): Promise<void> {
    try {
      if (!this.#isHeld) void this.context.resume().catch(() => undefined);
      const playback = await createPlaybackNode(this.context, CHANNELS, this.#options.scripts?.playback);
      if (this.#isOver) return;
      this.#playback = playback;
      playback.node.connect(this.output);
      playback.node.onprocessorerror = () =>
        this.#fail(new CodecError('DEVICE', 'the audio worklet has failed: sound cannot be played'));
      this.#listen();
    } catch (error) {
      this.#fail(error as CodecError);
    }
  }

  #listen(): void {
    const { url, bufferMs = 150, burstMs = 1000 } = this.#options;
    const { link, transfer } = this.#playback!.makeLink();
    this.#stream = this.model.nextStream();
    this.model.post(
      {
        type: 'listen',
        stream: this.#stream,
        url: requireChannelUrl(url).href,
        planes: this.#planes,
        bufferMs,
        burstMs,
        sampleRateHz: this.context.sampleRate,
        channels: CHANNELS,
        link,
        isHeld: this.#isHeld,
      },
      transfer,
    );
    this.#setStream('connecting');
  }

  #onReport(report: CodecWorkerReport): void {
    if (this.#isOver || !('stream' in report) || report.stream !== this.#stream) return;
    if (report.type === 'state') this.#setStream(report.state, report.why);
    else if (report.type === 'metadata') this.emit('metadata', report.metadata);
    else if (report.type === 'listen-figures') {
      this.#figures = report.figures;
      this.emit('figures', report.figures);
    } else if (report.type === 'error') this.#fail(new CodecError(report.code, report.message));
  }

  #onRestarting(error: CodecError): void {
    this.emit('error', error);
    this.#setStream('loading', error.message);
    if (this.#playback) this.#listen();
  }

  #setStream(state: BrowserListenerState, why?: string): void {
    if (this.#isOver) return;
    this.#streamState = state;
    // The channel is joined meanwhile: nothing is heard before the model runs.
    if (!this.model.loaded) {
      this.#set('loading', why);
      return;
    }
    if (this.#isHeld) {
      this.#set(state === 'live' ? 'ready' : state, why);
      return;
    }
    // A context that is not running plays nothing; why does not matter to who listens.
    const isBlocked = this.context.state !== 'running' && state !== 'loading' && state !== 'connecting';
    this.#set(isBlocked ? 'blocked' : state, why);
  }

  #set(state: BrowserListenerState, why?: string): void {
    if (state === this.#state && why === undefined) return;
    this.#state = state;
    this.emit('state', { state, ...(why !== undefined && { why }) });
  }

  get #isOver(): boolean {
    return this.#state === 'failed' || this.#state === 'closed';
  }

  #fail(error: CodecError): void {
    if (this.#isOver) return;
    this.#set('failed', error.message);
    this.emit('error', error);
    void this.#release();
  }

  async #release(): Promise<void> {
    this.#abort.abort();
    if (this.#ownsModel) this.model.close();
    else if (this.#stream > 0) this.model.post({ type: 'stop' });
    this.#playback?.node.disconnect();
    this.output.disconnect();
    if (this.#ownsContext && this.context.state !== 'closed') await this.context.close();
  }

  #applyVolume(): void {
    const level = this.#muted ? 0 : this.#volume;
    this.output.gain.setTargetAtTime(level, this.context.currentTime, 0.015);
  }
}

/**
 * Plays a channel of a relay. Call it from a click: browsers play nothing before one.
 *
 * @throws TypeError, RangeError, CodecError CHANNEL_NAME or DEVICE; what goes wrong later comes as `error` events
 */
export const createListener = (options: BrowserListenerOptions): BrowserListener => new BrowserListener(options);

/** What a listener's or broadcaster's options say of its model. */
export function modelOptions(
  direction: CodecModelOptions['direction'],
  url: string,
  options: Pick<BrowserListenerOptions, 'wasmUrl' | 'threads'> & { readonly scripts?: { readonly worker?: string } },
): CodecModelOptions {
  return {
    url,
    direction,
    ...(options.wasmUrl !== undefined && { wasmUrl: options.wasmUrl }),
    ...(options.threads !== undefined && { threads: options.threads }),
    ...(options.scripts?.worker !== undefined && { workerUrl: options.scripts.worker }),
  };
}
