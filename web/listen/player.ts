import { type BrowserListener, type BrowserListenerState, CodecError, createListener } from 'latentcast/browser';
import { type LoadingBar, serverModel } from '../model.js';
import { relayUrl } from '../relay-url.js';
import type { SoundView } from '../sound-view.js';
import { Store } from '../store.js';
import { forgetRefused, tokenFor } from '../token-field.js';
import type { FiguresTable } from './figures.js';
import { gainOf, IDLE, type ListenEvent, type ListenState, reduceListen } from './state.js';
import { announce, announcePlaying, announceSilence, resumeWhenVisible } from './system.js';

/** For tests and for a look from the console: `latentcast.listener`. */
const inspect: {
  listener: BrowserListener | null;
  /** From the click, ms: until sound, and until each state. */
  firstSoundMs: number | null;
  marks: Partial<Record<BrowserListenerState, number>>;
} = { listener: null, firstSoundMs: null, marks: {} };
Object.assign(globalThis, { latentcast: inspect });

/** Level above which it counts as sound. */
const SOUND_DB = -70;
/** How long a page that is open and not clicked stays on the channel. */
const HELD_MS = 120_000;

/** The parts of the view that show the listener itself. */
export interface PlayerParts {
  readonly sound: Pick<SoundView, 'show' | 'levelDb'>;
  readonly figures: Pick<FiguresTable, 'set'>;
  readonly loading: Pick<LoadingBar, 'watch'>;
}

/** The listener of one channel behind the page: does what is clicked, and reports to `store`. */
export class ChannelPlayer {
  readonly store = new Store<ListenState, ListenEvent>(IDLE, reduceListen);
  readonly #channel: string;
  readonly #parts: PlayerParts;
  readonly #abort = new AbortController();
  #listener: BrowserListener | null = null;
  #clickedMs = 0;
  #endResuming: (() => void) | null = null;
  #leave: ReturnType<typeof setTimeout> | undefined;

  /** Does nothing yet. */
  constructor(channel: string, parts: PlayerParts) {
    this.#channel = channel;
    this.#parts = parts;
  }

  /** Aborts when the page is left. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Starts, resumes or stops. */
  readonly toggle = (): void => {
    const listener = this.#listener;
    if (listener && !this.store.state.isHeld) {
      if (listener.state === 'blocked') void listener.resume();
      else this.#stop({ type: 'stopped' });
      return;
    }
    this.#clickedMs = performance.now();
    inspect.firstSoundMs = null;
    inspect.marks = {};
    if (listener) {
      this.store.dispatch({ type: 'played' });
      void listener.resume();
      this.store.dispatch({ type: 'status', status: listener.state });
    } else this.#join(false);
    if (this.#listener) this.#onPlaying(this.#listener);
  };

  /** Joins the channel before the click, for a while. */
  hold(): void {
    this.#join(true);
    this.#leave = setTimeout(() => {
      if (this.store.state.isHeld) this.#stop({ type: 'stopped' });
    }, HELD_MS);
  }

  setPlanes(planes: number): void {
    this.store.dispatch({ type: 'planes', planes });
    this.#listener?.setPlanes(planes);
  }

  /** @param frames latent frames in each packet, 1..128; 1: as the source sends them */
  setFrames(frames: number): void {
    this.store.dispatch({ type: 'frames', frames });
    this.#listener?.setPreset(frames);
  }

  setMuted(isMuted: boolean): void {
    this.store.dispatch({ type: 'muted', isMuted });
    if (this.#listener) this.#listener.muted = isMuted;
  }

  /** @param volumePercent position of the slider, 0..100 */
  setVolume(volumePercent: number): void {
    this.store.dispatch({ type: 'volume', volumePercent });
    if (this.#listener) this.#listener.volume = gainOf(volumePercent);
  }

  /** Leaves the channel, whether it is played or held. */
  leave(): void {
    clearTimeout(this.#leave);
    if (this.#listener) this.#stop({ type: 'stopped' });
  }

  /** The page is left. */
  close(): void {
    clearTimeout(this.#leave);
    this.#abort.abort();
    this.#stop({ type: 'stopped' });
  }

  #join(isHeld: boolean): void {
    this.store.dispatch({ type: 'joining', isHeld });
    let listener: BrowserListener;
    try {
      const model = serverModel('decode');
      this.#parts.loading.watch(model, this.signal);
      const { planes, frames, volumePercent } = this.store.state;
      listener = createListener({
        url: relayUrl(this.#channel),
        ...tokenFor('listen', this.#channel),
        model,
        downlink: { planes, preset: frames },
        volume: gainOf(volumePercent),
        autoplay: !isHeld,
      });
    } catch (thrown) {
      const error = thrown instanceof CodecError ? thrown : new CodecError('DEVICE', (thrown as Error).message);
      this.store.dispatch({ type: 'failed', error });
      return;
    }
    this.#listener = inspect.listener = listener;
    listener.muted = this.store.state.isMuted;
    this.#follow(listener);
    this.store.dispatch({ type: 'joined' });
    this.store.dispatch({ type: 'status', status: listener.state });
  }

  #follow(listener: BrowserListener): void {
    listener.on('state', ({ state, why }) => {
      inspect.marks[state] ??= performance.now() - this.#clickedMs;
      if (listener !== this.#listener) return;
      this.store.dispatch({ type: 'status', status: state, why });
      if (!this.store.state.isHeld) announcePlaying(state === 'live');
    });
    listener.on('metadata', (metadata) => {
      this.store.dispatch({ type: 'metadata', metadata });
      if (!this.store.state.isHeld) announce(this.#channel, metadata, this.toggle);
    });
    listener.on('channel', (channel) => this.store.dispatch({ type: 'channel', channel }));
    listener.on('figures', (figures) => {
      this.#parts.figures.set(figures);
      const { isSourceMuted } = figures;
      if (isSourceMuted !== this.store.state.isSourceMuted)
        this.store.dispatch({ type: 'source-muted', isSourceMuted });
    });
    listener.on('error', (error) => {
      if (listener.state === 'failed' && listener === this.#listener) {
        forgetRefused('listen', this.#channel, error);
        this.#stop({ type: 'failed', error, why: error.message });
      } else this.store.dispatch({ type: 'error', error });
    });
  }

  /** After the click: shows the spectrogram and registers with the system's media controls. */
  #onPlaying(listener: BrowserListener): void {
    this.#parts.sound.show(listener.output);
    this.#watchFirstSound();
    this.#endResuming = resumeWhenVisible(listener);
    announce(this.#channel, this.store.state.metadata, this.toggle);
  }

  readonly #watchFirstSound = (): void => {
    if (!this.#listener || this.signal.aborted) return;
    if (this.#parts.sound.levelDb > SOUND_DB) inspect.firstSoundMs = performance.now() - this.#clickedMs;
    else requestAnimationFrame(this.#watchFirstSound);
  };

  #stop(event: Extract<ListenEvent, { type: 'stopped' | 'failed' }>): void {
    const listener = this.#listener;
    this.#listener = inspect.listener = null;
    this.#parts.sound.show(null);
    this.#endResuming?.();
    this.#endResuming = null;
    announceSilence();
    void listener?.close();
    this.store.dispatch(event);
  }
}
