import {
  type BrowserListener,
  type BrowserListenerState,
  CodecError,
  type CodecFormat,
  createListener,
} from 'latentcast/browser';
import {
  adoptModel,
  type Delay,
  delayOf,
  dropLowDelay,
  keepDelay,
  type LoadingBar,
  loadBeside,
  serverModel,
} from '../model.js';
import { relayUrl } from '../relay-url.js';
import type { SoundView } from '../sound-view.js';
import { Store } from '../store.js';
import { forgetRefused, tokenFor } from '../token-field.js';
import type { FiguresTable } from './figures.js';
import { watchNetwork } from './network.js';
import { openAudio, type PageAudio } from './page-audio.js';
import { gainOf, IDLE, type ListenEvent, type ListenState, reduceListen } from './state.js';
import { announce, announcePlaying, announceSilence, resumeWhenVisible } from './system.js';

/** For tests and for a look from the console: `latentcast.listener`, `latentcast.store`. */
const inspect: {
  store: Store<ListenState, ListenEvent> | null;
  listener: BrowserListener | null;
  /** From the click, ms: until sound, and until each state. */
  firstSoundMs: number | null;
  marks: Partial<Record<BrowserListenerState, number>>;
} = { store: null, listener: null, firstSoundMs: null, marks: {} };
Object.assign(globalThis, { latentcast: inspect });

/** Level above which it counts as sound. */
const SOUND_DB = -70;
/** Seconds in which the amplitude comes most of the way to a new volume, without a click. */
const VOLUME_SECONDS = 0.015;
/** How long a page that is open and not clicked stays on the channel. */
const HELD_MS = 120_000;
/** With the relay's ticks, the number of listeners is told within two seconds. */
const LISTENERS_EVERY_MS = 1500;

/** The parts of the view that show the listener itself. */
export interface PlayerParts {
  readonly sound: Pick<SoundView, 'show' | 'levelDb'>;
  readonly figures: Pick<FiguresTable, 'set'>;
  readonly loading: Pick<LoadingBar, 'watch'>;
  /** Factor of the amplitude that the sleep timer leaves, 0..1. */
  readonly sleepGain: () => number;
}

/** The listener of one channel behind the page: does what is clicked, and reports to `store`. */
export class ChannelPlayer {
  readonly store = new Store<ListenState, ListenEvent>(IDLE, reduceListen);
  readonly #channel: string;
  readonly #parts: PlayerParts;
  readonly #abort = new AbortController();
  #listener: BrowserListener | null = null;
  #audio: PageAudio | null = null;
  #clickedMs = 0;
  #endResuming: (() => void) | null = null;
  #leave: ReturnType<typeof setTimeout> | undefined;

  /** Does nothing yet. */
  constructor(channel: string, parts: PlayerParts) {
    this.#channel = channel;
    this.#parts = parts;
    inspect.store = this.store;
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

  /**
   * Decodes with another delay from now on, and the next time; until that graph has been loaded, the sound goes on as it is.
   * Rejects where it cannot be loaded: nothing changes then.
   */
  async setDelay(delay: Delay): Promise<void> {
    if (!this.#listener) return keepDelay('decode', delay);
    const model = loadBeside('decode', delay);
    this.#parts.loading.watch(model, this.signal);
    await model.ready();
    if (this.signal.aborted) return model.close();
    keepDelay('decode', delay);
    const old = adoptModel('decode', delay, model);
    await this.#rejoin();
    old?.close();
  }

  setMuted(isMuted: boolean): void {
    this.store.dispatch({ type: 'muted', isMuted });
    this.updateGain();
  }

  /** @param volumePercent position of the slider, 0..100 */
  setVolume(volumePercent: number): void {
    this.store.dispatch({ type: 'volume', volumePercent });
    this.updateGain();
  }

  /** Factor of the amplitude now: volume, mute, and what the sleep timer leaves of it. */
  get gain(): number {
    const { isMuted, volumePercent } = this.store.state;
    return isMuted ? 0 : gainOf(volumePercent) * this.#parts.sleepGain();
  }

  /** Applies {@link gain}. */
  updateGain(): void {
    const speaker = this.#audio?.speaker;
    speaker?.gain.setTargetAtTime(this.gain, speaker.context.currentTime, VOLUME_SECONDS);
  }

  /** The listener that is heard; null while none is. */
  get playing(): BrowserListener | null {
    return this.store.state.isHeld ? null : this.#listener;
  }

  /** Of the model that decodes; undefined before it has been loaded. */
  get format(): CodecFormat | undefined {
    return this.#listener?.model.loaded?.info.format;
  }

  /** Ends the sound as the sleep timer does. */
  sleep(): void {
    if (!this.playing) return;
    this.#stop({ type: 'stopped' });
    this.store.dispatch({ type: 'slept' });
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
      const model = serverModel('decode', delayOf('decode'));
      this.#parts.loading.watch(model, this.signal);
      const { planes, frames } = this.store.state;
      this.#audio ??= openAudio(this.gain);
      listener = createListener({
        url: relayUrl(this.#channel),
        ...tokenFor('listen', this.#channel),
        model,
        downlink: { planes, preset: frames, listenersEveryMs: LISTENERS_EVERY_MS },
        context: this.#audio.context,
        destination: this.#audio.speaker,
        autoplay: !isHeld,
      });
    } catch (thrown) {
      const error = thrown instanceof CodecError ? thrown : new CodecError('DEVICE', (thrown as Error).message);
      this.#closeAudio();
      this.store.dispatch({ type: 'failed', error });
      return;
    }
    this.#listener = inspect.listener = listener;
    this.#follow(listener);
    this.store.dispatch({ type: 'joined' });
    this.store.dispatch({ type: 'status', status: listener.state });
  }

  /** Joins again without a click, in place of the listener that there is. */
  readonly #rejoin = async (): Promise<void> => {
    const old = this.#listener;
    if (!old) return;
    const { isHeld } = this.store.state;
    this.#detach();
    this.#join(isHeld);
    if (this.#listener && !isHeld) this.#onPlaying(this.#listener);
    await old.close();
  };

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
      const { isSourceMuted, sourcePlanes, listeners } = figures;
      // Before a stream is known again, what is offered stays.
      if (sourcePlanes > 0 && sourcePlanes !== this.store.state.sourcePlanes)
        this.store.dispatch({ type: 'source-planes', sourcePlanes });
      if (listeners !== this.store.state.listeners) this.store.dispatch({ type: 'listeners', listeners });
      if (isSourceMuted !== this.store.state.isSourceMuted)
        this.store.dispatch({ type: 'source-muted', isSourceMuted });
    });
    listener.on('error', (error) => {
      if (listener !== this.#listener) return;
      if (listener.state === 'failed' && dropLowDelay('decode', error)) void this.#rejoin();
      else if (listener.state === 'failed') {
        forgetRefused('listen', this.#channel, error);
        this.#stop({ type: 'failed', error, why: error.message });
      } else this.store.dispatch({ type: 'error', error });
    });
  }

  /** After the click: shows the spectrogram and registers with the system's media controls. */
  #onPlaying(listener: BrowserListener): void {
    this.#parts.sound.show(listener.output);
    this.#watchFirstSound();
    // The network has changed, and the old connection would be given up much later.
    const ends = [resumeWhenVisible(listener), watchNetwork(listener, () => void this.#rejoin())];
    this.#endResuming = () => {
      for (const end of ends) end();
    };
    announce(this.#channel, this.store.state.metadata, this.toggle);
  }

  readonly #watchFirstSound = (): void => {
    if (!this.#listener || this.signal.aborted) return;
    if (this.#parts.sound.levelDb > SOUND_DB) inspect.firstSoundMs = performance.now() - this.#clickedMs;
    else requestAnimationFrame(this.#watchFirstSound);
  };

  #detach(): void {
    this.#listener = inspect.listener = null;
    this.#parts.sound.show(null);
    this.#endResuming?.();
    this.#endResuming = null;
  }

  #closeAudio(): void {
    const audio = this.#audio;
    this.#audio = null;
    void audio?.context.close().catch(() => undefined);
  }

  #stop(event: Extract<ListenEvent, { type: 'stopped' | 'failed' }>): void {
    const listener = this.#listener;
    this.#detach();
    announceSilence();
    const closed = listener?.close() ?? Promise.resolve();
    // A context that another click has made meanwhile is not this one.
    const audio = this.#audio;
    this.#audio = null;
    void closed.then(() => audio?.context.close()).catch(() => undefined);
    this.store.dispatch(event);
  }
}
