import { type CodecError, requireNumber } from '../core/errors.js';
import { type OptionKinds, requireOptions } from '../core/options.js';
import { createPlaybackNode } from './audio-nodes.js';
import type { CodecModel } from './codec-model.js';
import { resumeContext, suspendContext } from './context-state.js';
import type { PageState } from './page-state.js';
import { PlayedOutput } from './played-output.js';
import { accessOf, PAGE_KINDS, type PageStreamOptions } from './stream-options.js';
import { requireSupport } from './support.js';
import type { AccessRequest, AudioLink, RecordingProgress, RecordingRequest } from './worker/messages.js';
import { WorkerStream } from './worker-stream.js';

/** Options of {@link createRecordingPlayer}. */
export interface BrowserRecordingOptions extends Omit<PageStreamOptions, 'url'> {
  /** `http(s)://HOST/channels/NAME/recordings/ID`: the file as the relay hands it out. */
  readonly url: string;
  /** As the relay's list states it, 0..1e9 s; without it, seeking takes more requests. @default 0 */
  readonly durationSeconds?: number;
  /** Where playing begins, 0..1e9 s. @default 0 */
  readonly fromSeconds?: number;
  /** Factor of the amplitude, 0..1. @default 1 */
  readonly volume?: number;
  /** Where to play to. @default the context's destination; null: nowhere, for `output` to be connected */
  readonly destination?: AudioNode | null;
  /** Scripts at URLs of their own, where the page's policy forbids blob URLs. */
  readonly scripts?: { readonly worker?: string; readonly playback?: string };
}

/**
 * State of a recording: `live` while it plays, `stalled` where it is still being recorded and nothing more of it is there,
 * `paused` by its user, `ended` at its end.
 */
export type BrowserRecordingState = Exclude<PageState, 'queued'> | 'paused';

/** Events of a {@link BrowserRecording}. */
export type BrowserRecordingEvents = {
  readonly state: { readonly state: BrowserRecordingState; readonly why?: string };
  /** Bytes of the model's graph that have been fetched, and all of them. */
  readonly progress: { readonly loadedBytes: number; readonly totalBytes: number };
  /** Four times a second. */
  readonly position: RecordingProgress;
  /** Final when the state is `failed`; otherwise the worker has crashed once and the recording plays on. */
  readonly error: CodecError;
};

const KINDS: OptionKinds<BrowserRecordingOptions> = {
  ...PAGE_KINDS,
  durationSeconds: 'any',
  fromSeconds: 'any',
  volume: 'any',
  destination: 'nullable',
};
/** Channels of playback; a mono recording is the same in both. */
const CHANNELS = 2;
const MAX_SECONDS = 1e9;

/** A relay's recording, played in the page while it is fetched: made by {@link createRecordingPlayer}. */
export class BrowserRecording extends PlayedOutput<BrowserRecordingEvents> {
  readonly output: GainNode;
  readonly #url: string;
  readonly #access: AccessRequest;
  readonly #stream: WorkerStream;
  #position: RecordingProgress;
  #isPaused = false;

  /** @throws TypeError, RangeError, CodecError DEVICE for what cannot work */
  constructor(options: BrowserRecordingOptions) {
    super();
    requireOptions('', options, KINDS, ['url']);
    requireOptions('scripts', options.scripts, { worker: 'string', playback: 'string' });
    this.#url = requireRecordingUrl(options.url);
    this.#access = accessOf(options);
    const { durationSeconds = 0, fromSeconds = 0 } = options;
    this.#position = {
      positionSeconds: requireNumber('fromSeconds', fromSeconds, 0, MAX_SECONDS),
      durationSeconds: requireNumber('durationSeconds', durationSeconds, 0, MAX_SECONDS),
      bufferMs: 0,
    };
    const volume = this.startVolume(options.volume);
    requireSupport('listen');
    this.#stream = new WorkerStream(
      { ...options, model: options.model ?? new URL('../../../models/default/', this.#url).href },
      {
        direction: 'decode',
        latencyHint: 'playback',
        workletFailure: 'the audio worklet has failed: sound cannot be played',
        createNode: () => {
          if (!this.#isPaused) void this.context.resume().catch(() => undefined);
          return createPlaybackNode(this.context, CHANNELS, options.scripts?.playback);
        },
        connectNode: (node) => node.connect(this.output),
        makeRequest: (stream, link) => this.#makeRequest(stream, link),
        onReport: (report) => {
          if (report.type !== 'recording-progress') return;
          this.#position = report.progress;
          this.emit('position', report.progress);
        },
        onProgress: (progress) => this.emit('progress', progress),
        onState: (_, why) => this.#emitState(why),
        onError: (error) => this.emit('error', error),
        release: () => this.output.disconnect(),
      },
    );
    this.output = new GainNode(this.context, { gain: volume });
    if (options.destination !== null) this.output.connect(options.destination ?? this.context.destination);
    this.#stream.start();
  }

  /** The audio context that it plays in, which `pause` suspends. */
  get context(): AudioContext {
    return this.#stream.context;
  }

  /** The model that decodes. */
  get model(): CodecModel {
    return this.#stream.model;
  }

  get state(): BrowserRecordingState {
    // Only what is sent can be queued.
    const state = this.#stream.state as Exclude<PageState, 'queued'>;
    const isPlaying = state !== 'failed' && state !== 'closed' && state !== 'loading' && state !== 'ended';
    return this.#isPaused && isPlaying ? 'paused' : state;
  }

  /** How far it has been played. */
  get position(): RecordingProgress {
    return this.#position;
  }

  /** Plays on from another place; also after the end. @param seconds from the start, 0..1e9 @throws RangeError for others */
  seek(seconds: number): void {
    requireNumber('seconds', seconds, 0, MAX_SECONDS);
    // What is not asked for yet begins there.
    this.#position = { ...this.#position, positionSeconds: seconds };
    this.#stream.post({ type: 'seek', seconds });
  }

  /** Pauses; the audio context is suspended. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    this.#emitState();
    await suspendContext(this.context);
  }

  /** Plays on after a pause, or what the browser had blocked: to be called from a click. */
  async resume(): Promise<void> {
    this.#isPaused = false;
    await resumeContext(this.context);
    this.#emitState();
  }

  /** Stops playing and releases all that it has made. May be called twice. */
  close(): Promise<void> {
    return this.#stream.close();
  }

  #makeRequest(stream: number, link: AudioLink): RecordingRequest {
    const { token } = this.#access;
    return {
      type: 'recording',
      stream,
      url: this.#url,
      ...(token !== undefined && { token }),
      durationSeconds: this.#position.durationSeconds,
      fromSeconds: this.#position.positionSeconds,
      sampleRateHz: this.context.sampleRate,
      channels: CHANNELS,
      link,
    };
  }

  #emitState(why?: string): void {
    this.emit('state', { state: this.state, ...(why !== undefined && { why }) });
  }
}

/**
 * Plays a recording of a relay. Call it from a click: browsers play nothing before one.
 *
 * @throws TypeError, RangeError, CodecError DEVICE; what goes wrong later comes as `error` events
 */
export const createRecordingPlayer = (options: BrowserRecordingOptions): BrowserRecording =>
  new BrowserRecording(options);

function requireRecordingUrl(text: string): string {
  let url: URL | undefined;
  try {
    url = new URL(text);
  } catch {
    // Reported below.
  }
  if (!url || !/^https?:$/.test(url.protocol))
    throw new TypeError(`url must be an http: or https: URL of a recording, got ${JSON.stringify(text)}`);
  return url.href;
}
