import { type BrowserRecording, CodecError, createRecordingPlayer } from 'latentcast/browser';
import { announce, announcePlaying, announceSilence } from '../listen/system.js';
import { type LoadingBar, serverModel } from '../model.js';
import type { SoundView } from '../sound-view.js';
import { Store } from '../store.js';
import { tokenFor } from '../token-field.js';
import { type Recording, recordingUrl } from './api.js';
import { canPause, NOTHING, type PlayedEvent, type PlayedState, reducePlayed, titleAt } from './state.js';

/** The parts of the page that a recording uses. */
export interface RecordingParts {
  readonly sound: Pick<SoundView, 'show'>;
  readonly loading: Pick<LoadingBar, 'watch'>;
  /** Factor of the amplitude, 0..1. */
  readonly gain: () => number;
  /** Called before a recording is played: nothing else may use the model. */
  readonly onStart: () => void;
}

/** Plays one recording of a channel at a time. */
export class RecordingPlayer {
  readonly store = new Store<PlayedState, PlayedEvent>(NOTHING, reducePlayed);
  readonly #channel: string;
  readonly #parts: RecordingParts;
  readonly #abort = new AbortController();
  #playing: BrowserRecording | null = null;

  /** Does nothing yet. */
  constructor(channel: string, parts: RecordingParts) {
    this.#channel = channel;
    this.#parts = parts;
    this.#inspect({ recordings: this.store });
  }

  /** For tests and for a look from the console, beside the listener: `latentcast.recording`, `latentcast.recordings`. */
  #inspect(parts: object): void {
    const { latentcast } = globalThis as unknown as { latentcast?: object };
    Object.assign(globalThis, { latentcast: Object.assign(latentcast ?? {}, parts) });
  }

  /** Plays, pauses or plays on. */
  toggle(recording: Recording): void {
    const playing = this.#playing;
    const { state } = this.store;
    if (!playing || state.recording?.id !== recording.id) this.play(recording, 0);
    else if (state.status === 'ended') this.seek(0);
    else if (canPause(state)) void playing.pause();
    else void playing.resume();
  }

  /** Plays from a place. @param fromSeconds from the start */
  play(recording: Recording, fromSeconds: number): void {
    if (this.#playing && this.store.state.recording?.id === recording.id) {
      this.seek(fromSeconds);
      void this.#playing.resume();
      return;
    }
    this.#end();
    this.#parts.onStart();
    this.store.dispatch({ type: 'chosen', recording, fromSeconds });
    try {
      const model = serverModel('decode');
      this.#parts.loading.watch(model, this.#abort.signal);
      const { durationSeconds } = recording;
      const playing = createRecordingPlayer({
        url: recordingUrl(this.#channel, recording),
        ...tokenFor('listen', this.#channel),
        model,
        durationSeconds,
        fromSeconds,
        volume: this.#parts.gain(),
      });
      this.#playing = playing;
      this.#inspect({ recording: playing });
      this.#follow(playing);
      this.#parts.sound.show(playing.output);
      this.#announce();
    } catch (thrown) {
      this.#fail(thrown instanceof CodecError ? thrown : new CodecError('DEVICE', (thrown as Error).message));
    }
  }

  /** @param seconds from the start */
  seek(seconds: number): void {
    this.#playing?.seek(seconds);
    const { progress } = this.store.state;
    this.store.dispatch({ type: 'progress', progress: { ...progress, positionSeconds: seconds } });
  }

  /** Takes over the page's volume. */
  updateGain(): void {
    if (this.#playing) this.#playing.volume = this.#parts.gain();
  }

  /** Plays nothing any more. */
  stop(): void {
    if (!this.#playing) return;
    this.#end();
    this.store.dispatch({ type: 'stopped' });
  }

  /** The page is left. */
  close(): void {
    this.#abort.abort();
    this.#end();
  }

  #follow(playing: BrowserRecording): void {
    const isCurrent = (): boolean => playing === this.#playing;
    playing.on('state', ({ state, why }) => {
      if (!isCurrent()) return;
      this.store.dispatch({ type: 'status', status: state, why });
      announcePlaying(state === 'live');
    });
    playing.on('position', (progress) => {
      if (!isCurrent()) return;
      const { recording, progress: before } = this.store.state;
      const at = (seconds: number) => titleAt(recording!, seconds);
      const isOtherTitle = at(before.positionSeconds) !== at(progress.positionSeconds);
      this.store.dispatch({ type: 'progress', progress });
      if (isOtherTitle) this.#announce();
    });
    playing.on('error', (error) => {
      if (isCurrent() && playing.state === 'failed') this.#fail(error);
    });
  }

  #announce(): void {
    const { recording, progress } = this.store.state;
    if (!recording) return;
    const title = titleAt(recording, progress.positionSeconds);
    announce(this.#channel, title ?? {}, () => this.toggle(recording));
  }

  #fail(error: CodecError): void {
    this.#end();
    this.store.dispatch({ type: 'failed', error });
  }

  #end(): void {
    if (!this.#playing) return;
    const playing = this.#playing;
    this.#playing = null;
    this.#parts.sound.show(null);
    announceSilence();
    void playing.close();
  }
}
