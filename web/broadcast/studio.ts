import {
  type BrowserBroadcaster,
  CodecError,
  createBroadcaster,
  listMicrophones,
  openMicrophone,
  type Preset,
  type StreamMetadata,
} from 'latentcast/browser';
import { type LoadingBar, mayPreload, serverModel } from '../model.js';
import { relayUrl } from '../relay-url.js';
import type { SoundView } from '../sound-view.js';
import { Store } from '../store.js';
import { forgetRefused, tokenFor } from '../token-field.js';
import type { FiguresTable } from './figures.js';
import { type BroadcastEvent, type BroadcastState, IDLE, isChannelName, isMuted, reduceBroadcast } from './state.js';

/** What the form asks for, read at the click. */
export interface BroadcastForm {
  readonly channel: string;
  /** Empty for the system's microphone. */
  readonly deviceId: string;
  readonly preset: Preset;
  readonly use: 'voice' | 'music';
  readonly planes: number;
  readonly isStereo: boolean;
  readonly metadata: StreamMetadata;
}

/** The parts of the view that show the broadcaster itself. */
export interface StudioParts {
  readonly sound: Pick<SoundView, 'show'>;
  readonly figures: Pick<FiguresTable, 'set'>;
  readonly loading: Pick<LoadingBar, 'watch'>;
}

/** The broadcaster behind the page: does what is clicked, and reports to `store`. */
export class Studio {
  readonly store = new Store<BroadcastState, BroadcastEvent>(IDLE, reduceBroadcast);
  readonly #parts: StudioParts;
  readonly #abort = new AbortController();
  #broadcaster: BrowserBroadcaster | null = null;
  #microphone: MediaStream | null = null;
  #isStarting = false;

  constructor(parts: StudioParts) {
    this.#parts = parts;
  }

  /** Lists the microphones, now and whenever one is plugged in. */
  watchMicrophones(): void {
    const { signal } = this.#abort;
    navigator.mediaDevices?.addEventListener('devicechange', () => void this.#listMicrophones(), { signal });
    void this.#listMicrophones();
  }

  /** Loads the model before the click, unless the user saves data. */
  preload(): void {
    if (!mayPreload()) return;
    const { signal } = this.#abort;
    const model = serverModel('encode');
    this.#parts.loading.watch(model, signal);
    const onFailed = (error: CodecError): void => {
      if (!this.#broadcaster) this.store.dispatch({ type: 'error', error });
    };
    model.on('failed', onFailed, { signal });
  }

  /** Starts, resumes or stops. */
  async toggle(form: BroadcastForm): Promise<void> {
    if (this.#isStarting) return;
    if (this.#broadcaster?.state === 'blocked') return this.#broadcaster.resume();
    if (this.#broadcaster) {
      void this.#stop();
      this.store.dispatch({ type: 'stopped' });
      return;
    }
    this.#isStarting = true;
    try {
      await this.#begin(form);
    } catch (thrown) {
      const error = thrown instanceof CodecError ? thrown : new CodecError('DEVICE', (thrown as Error).message);
      await this.#stop();
      this.store.dispatch({ type: 'failed', error });
    } finally {
      this.#isStarting = false;
    }
  }

  setMetadata(metadata: StreamMetadata): void {
    this.#broadcaster?.setMetadata(metadata);
  }

  setPushToTalk(isPushToTalk: boolean): void {
    this.store.dispatch({ type: 'push-to-talk', isPushToTalk });
    this.#applyMute();
  }

  setTalking(isTalking: boolean): void {
    this.store.dispatch({ type: 'talking', isTalking });
    this.#applyMute();
  }

  /** The page is left. */
  close(): void {
    this.#abort.abort();
    void this.#stop();
  }

  async #begin(form: BroadcastForm): Promise<void> {
    this.store.dispatch({ type: 'starting' });
    if (!isChannelName(form.channel)) throw new CodecError('CHANNEL_NAME', 'the channel name is not valid');
    // The context is made within the click, or the browser keeps it waiting.
    const context = new AudioContext({ latencyHint: 'interactive' });
    const release = (): void => void context.close().catch(() => undefined);
    let broadcaster: BrowserBroadcaster;
    try {
      broadcaster = await this.#open(form, context);
    } catch (error) {
      release();
      throw error;
    }
    if (this.#abort.signal.aborted) {
      release();
      return void broadcaster.close();
    }
    this.#broadcaster = broadcaster;
    // For tests and for a look from the console.
    Object.assign(globalThis, { latentcast: { broadcaster } });
    this.#follow(broadcaster, form.channel, release);
    this.store.dispatch({ type: 'started', status: broadcaster.state });
    this.#applyMute();
    this.#parts.sound.show(broadcaster.input);
  }

  async #open(form: BroadcastForm, context: AudioContext): Promise<BrowserBroadcaster> {
    const { use, isStereo: stereo, deviceId, channel, preset, planes, metadata } = form;
    this.#microphone = await openMicrophone({ use, stereo, ...(deviceId && { deviceId }) });
    // Their names are known only now.
    void this.#listMicrophones();
    const model = serverModel('encode');
    this.#parts.loading.watch(model, this.#abort.signal);
    return createBroadcaster({
      url: relayUrl(channel),
      ...tokenFor('publish', channel),
      stream: this.#microphone,
      model,
      encoder: { preset, planes },
      features: { stereo },
      metadata,
      context,
    });
  }

  #follow(broadcaster: BrowserBroadcaster, channel: string, release: () => void): void {
    broadcaster.on('state', ({ state, why }) => {
      if (state === 'closed' || state === 'failed') release();
      if (broadcaster === this.#broadcaster) this.store.dispatch({ type: 'status', status: state, channel, why });
    });
    broadcaster.on('figures', (figures) => this.#parts.figures.set(figures));
    broadcaster.on('error', (error) => {
      if (broadcaster.state === 'failed' && broadcaster === this.#broadcaster) {
        forgetRefused('publish', channel, error);
        void this.#stop();
        this.store.dispatch({ type: 'failed', error, why: error.message });
      } else this.store.dispatch({ type: 'error', error });
    });
  }

  #applyMute(): void {
    if (this.#broadcaster) this.#broadcaster.muted = isMuted(this.store.state);
  }

  async #listMicrophones(): Promise<void> {
    this.store.dispatch({ type: 'microphones', microphones: await listMicrophones() });
  }

  async #stop(): Promise<void> {
    const broadcaster = this.#broadcaster;
    this.#broadcaster = null;
    this.#parts.sound.show(null);
    for (const track of this.#microphone?.getTracks() ?? []) track.stop();
    this.#microphone = null;
    await broadcaster?.close();
  }
}
