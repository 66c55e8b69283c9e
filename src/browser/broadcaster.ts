import { CodecError, requireInteger } from '../core/errors.js';
import { type Preset, presetFrames } from '../core/latent/presets.js';
import type { StreamMetadata } from '../core/wire/hello.js';
import { createCaptureNode, type LinkedNode } from './audio-nodes.js';
import { requireChannelUrl, siblingUrl } from './channel-url.js';
import { CodecModel } from './codec-model.js';
import { Emitter } from './events.js';
import { modelOptions } from './listener.js';
import { requireSupport } from './support.js';
import type { BroadcastFigures, CodecWorkerReport, StreamState } from './worker/messages.js';

export interface BrowserBroadcasterOptions {
  /** ws://HOST:PORT/CHANNEL, or the same with wss:, http: or https:. */
  readonly url: string;
  /** What is sent: from {@link openMicrophone}, a media element, a tab. Its tracks are not stopped. */
  readonly stream: MediaStream;
  /** Folder of the model, or one that is loaded or being loaded. @default `/models/default/` of the relay */
  readonly model?: string | CodecModel;
  /** `live`, `normal`, `radio`, or frames per packet, 1..128. @default 'normal' */
  readonly preset?: Preset | number;
  /** Bit planes, 1..8. @default 1 */
  readonly planes?: number;
  /**
   * Sends a byte a frame more, from which listeners hear the stream's two channels; {@link openMicrophone} has it too.
   * @default false
   */
  readonly stereo?: boolean;
  readonly metadata?: StreamMetadata;
  /** A context to capture in, at any rate; it is not closed. @default a new one */
  readonly context?: AudioContext;
  readonly wasmUrl?: string;
  readonly threads?: number;
  /** Scripts at URLs of their own, where blob URLs are forbidden. */
  readonly scripts?: { readonly worker?: string; readonly capture?: string };
  /** Closes the broadcaster. */
  readonly signal?: AbortSignal;
}

/** As a listener's; `blocked`: the browser captures nothing before a click. */
export type BrowserBroadcasterState = 'loading' | 'blocked' | StreamState | 'failed' | 'closed';

export type BrowserBroadcasterEvents = {
  readonly state: { readonly state: BrowserBroadcasterState; readonly why?: string };
  readonly progress: { readonly loadedBytes: number; readonly totalBytes: number };
  readonly figures: BroadcastFigures;
  readonly error: CodecError;
};

/** One source, encoded in the page: made by {@link createBroadcaster}. */
export class BrowserBroadcaster extends Emitter<BrowserBroadcasterEvents> {
  readonly context: AudioContext;
  /** What is sent, after mute: for meters. */
  readonly input: GainNode;
  readonly model: CodecModel;
  readonly #options: BrowserBroadcasterOptions;
  readonly #ownsModel: boolean;
  readonly #ownsContext: boolean;
  readonly #abort = new AbortController();
  readonly #source: MediaStreamAudioSourceNode;
  #capture: LinkedNode | null = null;
  #stream = 0;
  #state: BrowserBroadcasterState = 'loading';
  #streamState: BrowserBroadcasterState = 'loading';
  #metadata: StreamMetadata;
  #muted = false;
  #stopped: (() => void) | null = null;

  /** @throws TypeError, RangeError, CodecError CHANNEL_NAME or DEVICE for what cannot work */
  constructor(options: BrowserBroadcasterOptions) {
    super();
    requireChannelUrl(options.url);
    requireSupport('broadcast');
    requireInteger('planes', options.planes ?? 1, 1, 8);
    if (typeof options.preset === 'string') presetFrames(options.preset);
    else requireInteger('preset', options.preset ?? 12, 1, 128);
    const track = options.stream.getAudioTracks()[0];
    if (!track) throw new TypeError('stream must have an audio track, got none');
    this.#options = options;
    this.#metadata = options.metadata ?? {};
    this.#ownsContext = options.context === undefined;
    this.context = options.context ?? new AudioContext({ latencyHint: 'interactive' });
    this.#source = new MediaStreamAudioSourceNode(this.context, { mediaStream: options.stream });
    this.input = new GainNode(this.context, { gain: 1 });
    this.#source.connect(this.input);
    this.#ownsModel = !(options.model instanceof CodecModel);
    this.model =
      options.model instanceof CodecModel
        ? options.model
        : new CodecModel(modelOptions('encode', options.model ?? siblingUrl(options.url, 'models/default'), options));
    const { signal } = this.#abort;
    this.model.on('progress', (progress) => this.emit('progress', progress), { signal });
    this.model.on('report', (report) => this.#onReport(report), { signal });
    this.model.on('restarting', (error) => this.#onRestarting(error), { signal });
    this.model.on('failed', (error) => this.#fail(error), { signal });
    this.context.addEventListener('statechange', () => this.#setStream(this.#streamState), { signal });
    track.addEventListener(
      'ended',
      () => this.#fail(new CodecError('DEVICE', 'the microphone or audio source has gone')),
      { signal },
    );
    options.signal?.addEventListener('abort', () => void this.close(), { once: true, signal });
    if (options.signal?.aborted) void this.close();
    else void this.#start();
  }

  get state(): BrowserBroadcasterState {
    return this.#state;
  }

  /** Silence is sent instead, for push to talk. */
  get muted(): boolean {
    return this.#muted;
  }

  set muted(value: boolean) {
    this.#muted = value;
    this.input.gain.setTargetAtTime(value ? 0 : 1, this.context.currentTime, 0.01);
  }

  setMetadata(metadata: StreamMetadata): void {
    this.#metadata = metadata;
    if (this.#stream > 0) this.model.post({ type: 'metadata', metadata });
  }

  async resume(): Promise<void> {
    await this.context.resume();
  }

  /** Sends what is left and the end of the stream, then lets go of everything. May be called twice. */
  async close(): Promise<void> {
    if (this.#isOver) return;
    const hasStream = this.#stream > 0;
    this.#set('closed');
    if (hasStream) {
      const stopped = new Promise<void>((resolve) => {
        this.#stopped = resolve;
      });
      this.model.post({ type: 'stop' });
      await stopped;
    }
    await this.#release();
  }

  async #start(): Promise<void> {
    try {
      void this.context.resume().catch(() => undefined);
      const [capture] = await Promise.all([
        createCaptureNode(this.context, this.#channels, this.#options.scripts?.capture),
        this.model.ready(),
      ]);
      if (this.#isOver) return;
      this.#capture = capture;
      this.input.connect(capture.node);
      // A node that leads nowhere is not run by every browser; its output is silence.
      capture.node.connect(this.context.destination);
      capture.node.onprocessorerror = () =>
        this.#fail(new CodecError('DEVICE', 'the audio worklet has failed: nothing can be captured'));
      this.#broadcast();
    } catch (error) {
      this.#fail(error as CodecError);
    }
  }

  #broadcast(): void {
    const { url, planes = 1, preset = 'normal' } = this.#options;
    const { link, transfer } = this.#capture!.makeLink();
    this.#stream = this.model.nextStream();
    this.model.post(
      {
        type: 'broadcast',
        stream: this.#stream,
        url: requireChannelUrl(url).href,
        planes,
        preset,
        metadata: this.#metadata,
        sampleRateHz: this.context.sampleRate,
        channels: this.#channels,
        link,
      },
      transfer,
    );
    this.#setStream('connecting');
  }

  get #channels(): number {
    return this.#options.stereo ? 2 : 1;
  }

  #onReport(report: CodecWorkerReport): void {
    if (!('stream' in report) || report.stream !== this.#stream) return;
    if (report.type === 'stopped' || report.type === 'error') this.#stopped?.();
    if (this.#isOver) return;
    if (report.type === 'state') this.#setStream(report.state, report.why);
    else if (report.type === 'broadcast-figures') this.emit('figures', report.figures);
    else if (report.type === 'error') this.#fail(new CodecError(report.code, report.message));
  }

  #onRestarting(error: CodecError): void {
    this.#stopped?.();
    if (this.#isOver) return;
    this.emit('error', error);
    this.#setStream('loading', error.message);
    if (!this.#capture) return;
    this.model.ready().then(
      () => {
        if (!this.#isOver) this.#broadcast();
      },
      () => undefined,
    );
  }

  #setStream(state: BrowserBroadcasterState, why?: string): void {
    if (this.#isOver) return;
    this.#streamState = state;
    const isBlocked = this.context.state !== 'running' && state !== 'loading' && state !== 'connecting';
    this.#set(isBlocked ? 'blocked' : state, why);
  }

  #set(state: BrowserBroadcasterState, why?: string): void {
    if (state === this.#state && why === undefined) return;
    this.#state = state;
    this.emit('state', { state, ...(why !== undefined && { why }) });
  }

  get #isOver(): boolean {
    return this.#state === 'failed' || this.#state === 'closed';
  }

  #fail(error: CodecError): void {
    this.#stopped?.();
    if (this.#isOver) return;
    this.#set('failed', error.message);
    this.emit('error', error);
    if (this.#stream > 0) this.model.post({ type: 'stop' });
    void this.#release();
  }

  async #release(): Promise<void> {
    this.#abort.abort();
    if (this.#ownsModel) this.model.close();
    this.#source.disconnect();
    this.input.disconnect();
    this.#capture?.node.disconnect();
    if (this.#ownsContext && this.context.state !== 'closed') await this.context.close();
  }
}

/**
 * Sends a media stream to a channel of a relay. Call it from a click: browsers capture nothing before one.
 *
 * @throws TypeError, RangeError, CodecError CHANNEL_NAME or DEVICE; what goes wrong later comes as `error` events
 */
export const createBroadcaster = (options: BrowserBroadcasterOptions): BrowserBroadcaster =>
  new BrowserBroadcaster(options);
