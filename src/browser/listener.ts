import { type CodecError, requireInteger } from '../core/errors.js';
import type { StreamMetadata } from '../core/wire/hello.js';
import { MAX_PLANES } from '../core/wire/packet.js';
import { type DownlinkSettings, packetLengths } from '../stream/receive/downlink-options.js';
import { createPlaybackNode } from './audio-nodes.js';
import { requireChannelUrl } from './channel-url.js';
import type { CodecModel } from './codec-model.js';
import { resumeContext } from './context-state.js';
import { type BrowserListenerOptions, listenSettings, requireListener } from './listener-options.js';
import type { PageState } from './page-state.js';
import { PlayedOutput } from './played-output.js';
import { accessOf } from './stream-options.js';
import { requireSupport } from './support.js';
import type {
  AccessRequest,
  ArrivedFrames,
  AudioLink,
  CodecWorkerReport,
  ListenedChannel,
  ListenFigures,
  ListenRequest,
} from './worker/messages.js';
import { WorkerStream } from './worker-stream.js';

/** State of a listener; see {@link PageState}. */
export type BrowserListenerState = Exclude<PageState, 'queued'>;

/** Events of a {@link BrowserListener}. */
export type BrowserListenerEvents = {
  readonly state: { readonly state: BrowserListenerState; readonly why?: string };
  /** Bytes of the model's graph that have been fetched, and all of them. */
  readonly progress: { readonly loadedBytes: number; readonly totalBytes: number };
  readonly metadata: StreamMetadata;
  /** At each change of the source: what the channel is, and what plays on it. */
  readonly channel: ListenedChannel;
  /** While {@link BrowserListener.reportsFrames}: what has arrived, in the order in which it came; copies come twice. */
  readonly frames: ArrivedFrames;
  /** Four times a second. */
  readonly figures: ListenFigures;
  /** Final when the state is `failed`; otherwise the worker has crashed once and the stream starts again. */
  readonly error: CodecError;
};

/** Channels of playback; a mono stream is the same in both. */
const CHANNELS = 2;

/** One channel, played in the page: made by {@link createListener}. */
export class BrowserListener extends PlayedOutput<BrowserListenerEvents> {
  readonly output: GainNode;
  readonly #url: string;
  readonly #access: AccessRequest;
  readonly #settings: ReturnType<typeof listenSettings>;
  readonly #stream: WorkerStream;
  #figures: ListenFigures | null = null;
  #reportsFrames = false;
  /** 1..8 */
  #planes: number;
  /** Latent frames, 1..128. */
  #lengths: Pick<DownlinkSettings, 'preset' | 'maxPreset'>;

  /** @throws TypeError, RangeError, CodecError CHANNEL_NAME or DEVICE for what cannot work */
  constructor(options: BrowserListenerOptions) {
    super();
    requireListener(options);
    this.#url = requireChannelUrl(options.url).href;
    this.#access = accessOf(options);
    requireSupport('listen');
    this.#settings = listenSettings(options);
    const { planes, preset, maxPreset } = this.#settings.downlink;
    this.#planes = planes;
    this.#lengths = { ...(preset && { preset }), maxPreset };
    const volume = this.startVolume(options.volume);
    this.#stream = new WorkerStream(
      options,
      {
        direction: 'decode',
        latencyHint: 'playback',
        workletFailure: 'the audio worklet has failed: sound cannot be played',
        createNode: () => {
          if (!this.#stream.isHeld) void this.context.resume().catch(() => undefined);
          return createPlaybackNode(this.context, CHANNELS, options.scripts?.playback);
        },
        connectNode: (node) => node.connect(this.output),
        makeRequest: (stream, link) => this.#makeRequest(stream, link),
        onReport: (report) => this.#onReport(report),
        onProgress: (progress) => this.emit('progress', progress),
        onState: (state, why) => {
          if (state !== 'queued') this.emit('state', { state, ...(why !== undefined && { why }) });
        },
        onError: (error) => this.emit('error', error),
        release: () => this.output.disconnect(),
      },
      options.autoplay === false,
    );
    this.output = new GainNode(this.context, { gain: volume });
    if (options.destination !== null) this.output.connect(options.destination ?? this.context.destination);
    this.#stream.start();
  }

  /** The audio context that it plays in. */
  get context(): AudioContext {
    return this.#stream.context;
  }

  /** The model that decodes. */
  get model(): CodecModel {
    return this.#stream.model;
  }

  get state(): BrowserListenerState {
    // Only what is sent can be queued.
    return this.#stream.state as BrowserListenerState;
  }

  /** The last figures; null before the first. */
  get figures(): ListenFigures | null {
    return this.#figures;
  }

  /** Whether there are `frames` events: to record a stream as it is sent, say. */
  get reportsFrames(): boolean {
    return this.#reportsFrames;
  }

  set reportsFrames(value: boolean) {
    this.#reportsFrames = value;
    this.#stream.post({ type: 'tap', isOn: value });
  }

  /** At most this many bit planes are received, 1..8. */
  get planes(): number {
    return this.#planes;
  }

  /** Sets `planes`, without a gap in the audio: the relay cuts what it sends. @throws RangeError unless 1..8 */
  setPlanes(planes: number): void {
    this.#planes = requireInteger('planes', planes, 1, MAX_PLANES);
    this.#stream.post({ type: 'planes', planes });
  }

  /**
   * Asks the relay for packets of another length: longer ones save bytes and add delay. A gap or a jump of the difference
   * follows in the audio.
   * @param preset `live`, `normal`, `radio` or a number of latent frames, 1..128; 1: as the source sends them
   * @param maxPreset length to which the relay may go where this listener lags. @default 'radio', or preset where that is
   *   longer
   * @throws RangeError for anything else
   */
  setPreset(preset: string | number, maxPreset?: string | number): void {
    const lengths = packetLengths(preset, maxPreset);
    this.#lengths = lengths;
    this.#stream.post({ type: 'preset', preset: lengths.preset!, maxPreset: lengths.maxPreset });
  }

  /** Plays what the browser had blocked or suspended, or `autoplay: false` had held back: to be called from a click. */
  async resume(): Promise<void> {
    const resumed = resumeContext(this.context);
    this.#stream.play();
    await resumed;
  }

  /** Stops playing and releases all that this listener has made. May be called twice. */
  close(): Promise<void> {
    return this.#stream.close();
  }

  #makeRequest(stream: number, link: AudioLink): ListenRequest {
    const { downlink, ...settings } = this.#settings;
    return {
      type: 'listen',
      stream,
      url: this.#url,
      ...this.#access,
      ...settings,
      downlink: { ...downlink, planes: this.#planes, ...this.#lengths },
      sampleRateHz: this.context.sampleRate,
      channels: CHANNELS,
      link,
      isHeld: this.#stream.isHeld,
      ...(this.#reportsFrames && { isTapped: true }),
    };
  }

  #onReport(report: CodecWorkerReport): void {
    if (report.type === 'metadata') this.emit('metadata', report.metadata);
    else if (report.type === 'channel') this.emit('channel', report.channel);
    else if (report.type === 'frames') this.emit('frames', report.arrived);
    else if (report.type === 'listen-figures') {
      this.#figures = report.figures;
      this.emit('figures', report.figures);
    }
  }
}

/**
 * Plays a channel of a relay. Call it from a click: browsers play nothing before one.
 *
 * @throws TypeError, RangeError, CodecError CHANNEL_NAME or DEVICE; what goes wrong later comes as `error` events
 */
export const createListener = (options: BrowserListenerOptions): BrowserListener => new BrowserListener(options);
