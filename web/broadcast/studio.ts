import {
  type BrowserBroadcaster,
  CodecError,
  type CodecFormat,
  createBroadcaster,
  listMicrophones,
  openMicrophone,
  openSharedSound,
  type StreamMetadata,
} from 'latentcast/browser';
import { t } from '../language.js';
import { type Delay, delayOf, dropLowDelay, keepDelay, type LoadingBar, mayPreload, serverModel } from '../model.js';
import { relayUrl } from '../relay-url.js';
import type { SoundView } from '../sound-view.js';
import { Store } from '../store.js';
import { forgetRefused, tokenFor } from '../token-field.js';
import { EncodingPace } from './encoding-pace.js';
import type { FiguresTable } from './figures.js';
import type { BroadcastForm } from './form.js';
import { Playlist } from './playlist.js';
import type { SourceKind } from './source-card.js';
import { type BroadcastEvent, type BroadcastState, IDLE, isChannelName, isMuted, reduceBroadcast } from './state.js';

/** What is broadcast: how, and from where. */
export interface BroadcastWish {
  readonly form: BroadcastForm;
  readonly kind: SourceKind;
  /** Of a microphone; empty for the system's. */
  readonly deviceId: string;
}

/** The parts of the view that show the broadcaster itself. */
export interface StudioParts {
  readonly sound: Pick<SoundView, 'show'>;
  readonly figures: Pick<FiguresTable, 'set'>;
  readonly loading: Pick<LoadingBar, 'watch'>;
  /** Called with the form of the model's audio once it is known. */
  readonly onFormat: (format: CodecFormat) => void;
}

/** The broadcaster behind the page: does what is clicked, and reports to `store`. */
export class Studio {
  readonly store = new Store<BroadcastState, BroadcastEvent>(IDLE, reduceBroadcast);
  readonly #parts: StudioParts;
  readonly #abort = new AbortController();
  /** Files to be sent. */
  readonly playlist = new Playlist((metadata) => this.setMetadata(metadata));
  #broadcaster: BrowserBroadcaster | null = null;
  #captured: MediaStream | null = null;
  #isStarting = false;

  constructor(parts: StudioParts) {
    this.#parts = parts;
    this.#inspect(null);
  }

  /** For tests and for a look from the console: `latentcast.broadcaster`, `latentcast.store`. */
  #inspect(broadcaster: BrowserBroadcaster | null): void {
    Object.assign(globalThis, { latentcast: { broadcaster, store: this.store } });
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
    const model = serverModel('encode', delayOf('encode'));
    this.#parts.loading.watch(model, signal);
    const onFailed = (error: CodecError): void => {
      // Closed, for another is used in its place.
      if (error.code === 'ABORTED') return;
      if (dropLowDelay('encode', error)) this.preload();
      else if (!this.#broadcaster) this.store.dispatch({ type: 'error', error });
    };
    model.on('failed', onFailed, { signal });
    model.on('loaded', ({ info }) => this.#parts.onFormat(info.format), { signal });
    if (model.loaded) this.#parts.onFormat(model.loaded.info.format);
  }

  /**
   * Starts, resumes or stops.
   * @param mayTakeOver asks the user where somebody else is on the air; false: nothing begins
   */
  async toggle(wish: BroadcastWish, mayTakeOver: (channel: string) => Promise<boolean>): Promise<void> {
    if (this.#isStarting) return;
    if (this.#broadcaster?.state === 'blocked') return this.#broadcaster.resume();
    if (this.#broadcaster) {
      void this.#stop();
      this.store.dispatch({ type: 'stopped' });
      return;
    }
    this.#isStarting = true;
    try {
      this.store.dispatch({ type: 'starting' });
      const { channel } = wish.form;
      if (!isChannelName(channel)) throw new CodecError('CHANNEL_NAME', 'the channel name is not valid');
      if (wish.kind === 'files' && this.playlist.store.state.items.length === 0)
        throw new CodecError('DEVICE', t.broadcast.playlist.noneChosen);
      if (await mayTakeOver(channel)) await this.#begin(wish);
    } catch (thrown) {
      const error = thrown instanceof CodecError ? thrown : new CodecError('DEVICE', (thrown as Error).message);
      await this.#stop();
      this.store.dispatch({ type: 'failed', error });
    } finally {
      this.#isStarting = false;
    }
  }

  /** Encodes with another delay, this time and the next; while nothing is sent. Rejects where it cannot be loaded. */
  async setDelay(delay: Delay): Promise<void> {
    keepDelay('encode', delay);
    if (!mayPreload()) return;
    const model = serverModel('encode', delay);
    this.preload();
    await model.ready();
  }

  setMetadata(metadata: StreamMetadata): void {
    this.#broadcaster?.setMetadata(metadata);
  }

  setMuteOn(isMuteOn: boolean): void {
    this.store.dispatch({ type: 'mute', isMuteOn });
    this.#applyMute();
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

  async #begin(wish: BroadcastWish): Promise<void> {
    const { channel } = wish.form;
    // The context is made within the click, or the browser keeps it waiting.
    const context = new AudioContext({ latencyHint: 'interactive' });
    const release = (): void => void context.close().catch(() => undefined);
    let broadcaster: BrowserBroadcaster;
    try {
      broadcaster = await this.#open(wish, context);
    } catch (error) {
      release();
      throw error;
    }
    if (this.#abort.signal.aborted) {
      release();
      return void broadcaster.close();
    }
    this.#broadcaster = broadcaster;
    this.#inspect(broadcaster);
    this.#follow(broadcaster, channel, release);
    this.store.dispatch({ type: 'started', status: broadcaster.state });
    this.#applyMute();
    this.#parts.sound.show(broadcaster.input);
  }

  async #open(wish: BroadcastWish, context: AudioContext): Promise<BrowserBroadcaster> {
    const { form, kind } = wish;
    const { isStereo: stereo, channel, preset, planes } = form;
    this.#captured = await this.openSource(wish, context);
    const model = serverModel('encode', delayOf('encode'));
    this.#parts.loading.watch(model, this.#abort.signal);
    return createBroadcaster({
      url: relayUrl(channel),
      ...tokenFor('publish', channel),
      stream: this.#captured,
      model,
      encoder: { preset, planes },
      features: { stereo },
      metadata: kind === 'files' ? this.playlist.metadata : form.metadata,
      context,
    });
  }

  /** Opens the source. @throws CodecError DEVICE with a sentence for the user */
  async openSource({ form, kind, deviceId }: BroadcastWish, context: AudioContext): Promise<MediaStream> {
    if (kind === 'tab') return openSharedSound();
    if (kind === 'files') return this.playlist.open(context);
    const { use, isStereo: stereo } = form;
    const stream = await openMicrophone({ use, stereo, ...(deviceId && { deviceId }) });
    // Their names are known only now.
    void this.#listMicrophones();
    return stream;
  }

  #follow(broadcaster: BrowserBroadcaster, channel: string, release: () => void): void {
    broadcaster.on('state', ({ state, why }) => {
      if (state === 'closed' || state === 'failed') release();
      if (broadcaster === this.#broadcaster)
        this.store.dispatch({ type: 'status', status: state, channel, nowMs: Date.now(), why });
    });
    const pace = new EncodingPace();
    broadcaster.on('figures', (figures) => {
      this.#parts.figures.set(figures);
      const slow = pace.update(performance.now(), figures);
      if (broadcaster === this.#broadcaster && slow !== this.store.state.slow)
        this.store.dispatch({ type: 'pace', slow });
    });
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
    for (const track of this.#captured?.getTracks() ?? []) track.stop();
    this.#captured = null;
    this.playlist.close();
    await broadcaster?.close();
  }
}
