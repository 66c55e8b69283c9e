import { CodecError } from '../core/errors.js';
import { requireKind } from '../core/options.js';
import type { StreamMetadata } from '../core/wire/hello.js';
import { requireMetadata } from '../stream/send/description-check.js';
import { createCaptureNode } from './audio-nodes.js';
import { type BrowserBroadcasterOptions, broadcastSettings, requireBroadcaster } from './broadcaster-options.js';
import { requireChannelUrl } from './channel-url.js';
import type { CodecModel } from './codec-model.js';
import { resumeContext } from './context-state.js';
import { Emitter } from './events.js';
import type { PageState } from './page-state.js';
import { accessOf } from './stream-options.js';
import { requireSupport } from './support.js';
import type { AccessRequest, AudioLink, BroadcastFigures, BroadcastRequest } from './worker/messages.js';
import { WorkerStream } from './worker-stream.js';

/** State of a broadcaster; see {@link PageState}. */
export type BrowserBroadcasterState = Exclude<PageState, 'ready'>;

/** Events of a {@link BrowserBroadcaster}. */
export type BrowserBroadcasterEvents = {
  readonly state: { readonly state: BrowserBroadcasterState; readonly why?: string };
  /** Bytes of the model's graph that have been fetched, and all of them. */
  readonly progress: { readonly loadedBytes: number; readonly totalBytes: number };
  /** Four times a second. */
  readonly figures: BroadcastFigures;
  /** Final when the state is `failed`; otherwise the worker has crashed once and the stream starts again. */
  readonly error: CodecError;
};

/** One source, encoded in the page: made by {@link createBroadcaster}. */
export class BrowserBroadcaster extends Emitter<BrowserBroadcasterEvents> {
  /** The audio that is sent, after mute: for meters. */
  readonly input: GainNode;
  readonly #url: string;
  readonly #access: AccessRequest;
  readonly #settings: ReturnType<typeof broadcastSettings>;
  readonly #stream: WorkerStream;
  readonly #source: MediaStreamAudioSourceNode;
  #metadata: StreamMetadata;
  #muted = false;

  /** @throws TypeError, RangeError, CodecError CHANNEL_NAME or DEVICE for what cannot work */
  constructor(options: BrowserBroadcasterOptions) {
    super();
    requireBroadcaster(options);
    this.#url = requireChannelUrl(options.url).href;
    this.#access = accessOf(options);
    requireSupport('broadcast');
    this.#settings = broadcastSettings(options);
    const track = options.stream.getAudioTracks()[0];
    if (!track) throw new TypeError('stream must have an audio track, got none');
    this.#metadata = options.metadata ?? {};
    this.#stream = new WorkerStream(options, {
      direction: 'encode',
      latencyHint: 'interactive',
      workletFailure: 'the audio worklet has failed: nothing can be captured',
      createNode: () => {
        void this.context.resume().catch(() => undefined);
        return createCaptureNode(this.context, this.#channels, options.scripts?.capture);
      },
      connectNode: (node) => {
        this.input.connect(node);
        // A node that leads nowhere is not run by every browser; its output is silence.
        node.connect(this.context.destination);
      },
      makeRequest: (stream, link) => this.#makeRequest(stream, link),
      onReport: (report) => {
        if (report.type === 'broadcast-figures') this.emit('figures', report.figures);
      },
      onProgress: (progress) => this.emit('progress', progress),
      onState: (state, why) => {
        if (state !== 'ready') this.emit('state', { state, ...(why !== undefined && { why }) });
      },
      onError: (error) => this.emit('error', error),
      release: () => {
        this.#source.disconnect();
        this.input.disconnect();
      },
    });
    this.#source = new MediaStreamAudioSourceNode(this.context, { mediaStream: options.stream });
    this.input = new GainNode(this.context, { gain: 1 });
    this.#source.connect(this.input);
    const { signal } = this.#stream;
    const onEnded = (): void => this.#stream.fail(new CodecError('DEVICE', 'the microphone or audio source has gone'));
    track.addEventListener('ended', onEnded, { signal });
    this.#stream.start();
  }

  /** The audio context that it captures in. */
  get context(): AudioContext {
    return this.#stream.context;
  }

  /** The model that encodes. */
  get model(): CodecModel {
    return this.#stream.model;
  }

  get state(): BrowserBroadcasterState {
    // Only what is played can be held back.
    return this.#stream.state as BrowserBroadcasterState;
  }

  /** Whether silence is sent, as in push to talk. */
  get muted(): boolean {
    return this.#muted;
  }

  set muted(value: boolean) {
    this.#muted = value;
    this.input.gain.setTargetAtTime(value ? 0 : 1, this.context.currentTime, 0.01);
  }

  /** Changes what listeners show. @throws TypeError, RangeError naming a wrong field */
  setMetadata(metadata: StreamMetadata): void {
    requireKind('metadata', metadata, 'object');
    requireMetadata(metadata);
    this.#metadata = metadata;
    this.#stream.post({ type: 'metadata', metadata });
  }

  /** Captures what the browser had blocked or suspended: to be called from a click. */
  async resume(): Promise<void> {
    await resumeContext(this.context);
  }

  /** Sends what is left and the end of the stream, then releases all that was made. May be called twice. */
  close(): Promise<void> {
    return this.#stream.close();
  }

  #makeRequest(stream: number, link: AudioLink): BroadcastRequest {
    return {
      type: 'broadcast',
      stream,
      url: this.#url,
      ...this.#access,
      ...this.#settings,
      metadata: this.#metadata,
      sampleRateHz: this.context.sampleRate,
      channels: this.#channels,
      link,
    };
  }

  get #channels(): number {
    return this.#settings.features.stereo ? 2 : 1;
  }
}

/**
 * Sends a media stream to a channel of a relay. Call it from a click: browsers capture nothing before one.
 *
 * @throws TypeError, RangeError, CodecError CHANNEL_NAME or DEVICE; what goes wrong later comes as `error` events
 */
export const createBroadcaster = (options: BrowserBroadcasterOptions): BrowserBroadcaster =>
  new BrowserBroadcaster(options);
