import { CodecError, requireNumber } from '../core/errors.js';
import type { StreamMetadata } from '../core/wire/hello.js';
import { titleLine } from '../core/wire/title-line.js';
import { requireChannelUrl } from './channel-url.js';
import type { BrowserListener, BrowserListenerState } from './listener.js';
import { createListener } from './listener.js';
import { channelName, defineTexts, isPreloaded, requestedPlanes } from './player-attributes.js';
import { makePlayerParts, type PlayerParts } from './player-parts.js';
import { playerFailure, playerWords } from './player-words.js';

/** Name of the element unless another is chosen. */
export const PLAYER_ELEMENT = 'latentcast-player';

/** What a {@link definePlayerElement} element has beside what every element has. */
export interface PlayerElement extends HTMLElement {
  /** `closed` before the first play and after a stop. */
  readonly state: BrowserListenerState;
  /** Address of the channel; as the attribute, as are the following five. */
  src: string;
  /** Shown where the stream has no title. */
  label: string;
  /** Bit planes that the relay is asked for, 1..8; empty for all. */
  planes: string;
  /** Length of the packets that the relay is asked for; empty for the source's. */
  preset: string;
  /** `auto`: before the first play the model is loaded and the channel joined, for two minutes; otherwise nothing is loaded. */
  preload: string;
  /** Whether silence is played, whatever the volume is. */
  muted: boolean;
  /** Factor of the amplitude, 0..1. @throws RangeError for another one */
  volume: number;
  /** The listener that plays, or waits to with `preload`; null while there is none. */
  readonly listener: BrowserListener | null;
  /** Plays the channel; from a click, as browsers demand. What goes wrong is shown and comes as an `error` event. */
  play(): void;
  /** Stops, and frees the model and the sound device. */
  stop(): Promise<void>;
}

/** How long a channel that is preloaded and not played stays joined. */
const HELD_MS = 120_000;
/** Attributes that are properties, too. */
const TEXTS = ['src', 'label', 'planes', 'preset', 'preload'] as const;
/** What a script may have set before the element was known. */
const SETTABLE = [...TEXTS, 'muted', 'volume'] as const;

/** The class extends what only a browser has, so that it is made where it is defined. */
function makeElement(): CustomElementConstructor {
  class Player extends HTMLElement implements PlayerElement {
    static readonly observedAttributes = [...TEXTS, 'muted', 'lang'];
    declare src: string;
    declare label: string;
    declare planes: string;
    declare preset: string;
    declare preload: string;

    readonly #parts: PlayerParts;
    #listener: BrowserListener | null = null;
    #metadata: StreamMetadata | null = null;
    #state: BrowserListenerState = 'closed';
    #error: Error | null = null;
    #isRestarting = false;
    /** Whether the listener was made before a click. */
    #isHeld = false;
    #leave: ReturnType<typeof setTimeout> | undefined;

    constructor() {
      super();
      this.#parts = makePlayerParts(this.attachShadow({ mode: 'open' }));
      this.#parts.button.addEventListener('click', () => {
        // One that was started without a click is heard after one, and not stopped by it.
        if (this.#listener && !this.#isHeld && this.#isBlocked) void this.#listener.resume();
        else if (this.#listener && !this.#isHeld) void this.stop();
        else this.play();
      });
      this.#parts.volume.addEventListener('input', () => {
        this.muted = false;
        this.volume = this.#parts.volume.valueAsNumber;
      });
      this.#show();
    }

    get muted(): boolean {
      return this.hasAttribute('muted');
    }

    set muted(value: boolean) {
      this.toggleAttribute('muted', Boolean(value));
    }

    get volume(): number {
      return this.#parts.volume.valueAsNumber;
    }

    set volume(value: number) {
      this.#parts.volume.valueAsNumber = requireNumber('volume', value, 0, 1);
      if (this.#listener) this.#listener.volume = this.volume;
      this.dispatchEvent(new Event('volumechange'));
    }

    get state(): BrowserListenerState {
      return this.#state;
    }

    get listener(): BrowserListener | null {
      return this.#listener;
    }

    attributeChangedCallback(name: string, before: string | null, now: string | null): void {
      if (before === now) return;
      if (name === 'muted') {
        if (this.#listener) this.#listener.muted = this.muted;
        if ((before === null) !== (now === null)) this.dispatchEvent(new Event('volumechange'));
      } else if (name !== 'label' && name !== 'lang') {
        // Another channel, or other packets: the one that plays is not what is asked for any more.
        if (this.#isHeld) void this.stop();
        if (this.#listener && name !== 'preload') this.#restart();
        else this.#preload();
        if (name === 'src') this.#metadata = null;
        this.#error = null;
      }
      this.#show();
    }

    connectedCallback(): void {
      for (const name of SETTABLE)
        if (Object.hasOwn(this, name)) {
          const { [name]: value } = this;
          delete (this as Partial<PlayerElement>)[name];
          Object.assign(this, { [name]: value });
        }
      this.#preload();
      this.#show();
    }

    disconnectedCallback(): void {
      // One that is only put elsewhere in the page plays on.
      queueMicrotask(() => {
        if (!this.isConnected) void this.stop();
      });
    }

    play(): void {
      if (this.#listener && !this.#isHeld) return;
      clearTimeout(this.#leave);
      this.#isRestarting = false;
      this.#isHeld = false;
      this.#error = null;
      if (!this.#listener) this.#open();
      else {
        void this.#listener.resume();
        this.#show();
      }
    }

    /** Loads the model and joins the channel before a click, where that is wanted once all attributes have been read. */
    #preload(): void {
      queueMicrotask(() => {
        if (this.#listener || !this.isConnected || !isPreloaded(this) || this.#srcFault()) return;
        this.#isHeld = true;
        this.#leave = setTimeout(() => void this.stop(), HELD_MS);
        this.#open();
      });
    }

    #open(): void {
      try {
        const src = this.getAttribute('src');
        const fault = this.#srcFault();
        if (!src || fault) throw new TypeError(fault);
        const planes = requestedPlanes(this.getAttribute('planes'));
        const preset = this.getAttribute('preset');
        const listener = createListener({
          url: new URL(src, document.baseURI).href,
          volume: this.#parts.volume.valueAsNumber,
          autoplay: !this.#isHeld,
          downlink: { ...(planes !== undefined && { planes }), ...(preset !== null && { preset: preset as 'live' }) },
        });
        this.#listener = listener;
        listener.muted = this.muted;
        listener.context.addEventListener('statechange', () => this.#show());
        listener.on('progress', ({ loadedBytes, totalBytes }) => {
          this.#parts.progress.textContent = ` ${Math.floor((100 * loadedBytes) / Math.max(1, totalBytes))} %`;
        });
        listener.on('state', ({ state, why }) => this.#enter(listener, state, why));
        listener.on('metadata', (metadata) => {
          if (listener !== this.#listener) return;
          this.#metadata = metadata;
          this.#show();
          this.dispatchEvent(new CustomEvent('metadata', { detail: metadata }));
        });
        listener.on('error', (error) => {
          if (listener.state === 'failed') this.#fail(error);
        });
        this.#enter(listener, listener.state);
      } catch (error) {
        this.#listener = null;
        this.#fail(error instanceof Error ? error : new CodecError('DEVICE', String(error)));
      }
    }

    async stop(): Promise<void> {
      clearTimeout(this.#leave);
      this.#isRestarting = this.#isHeld = false;
      const listener = this.#listener;
      this.#listener = null;
      this.#metadata = null;
      this.#error = null;
      this.#setState('closed');
      await listener?.close();
    }

    /** Plays what the attributes ask for now, unless it is stopped or taken out of the page meanwhile. */
    #restart(): void {
      const stopped = this.stop();
      this.#isRestarting = true;
      void stopped.then(() => {
        if (this.#isRestarting && this.isConnected) this.play();
      });
    }

    /** What is wrong with the address, so that the author of the page sees it before a listener clicks; empty where nothing is. */
    #srcFault(): string {
      const src = this.getAttribute('src');
      if (!src) return 'src must be the address of a channel, wss://HOST/NAME';
      try {
        requireChannelUrl(new URL(src, document.baseURI).href);
        return '';
      } catch (error) {
        return `src: ${(error as Error).message}`;
      }
    }

    #enter(listener: BrowserListener, state: BrowserListenerState, why?: string): void {
      if (listener !== this.#listener) return;
      if (state === 'failed') {
        this.#listener = null;
        void listener.close();
      }
      this.#setState(state, why);
    }

    #setState(state: BrowserListenerState, why?: string): void {
      const isNew = state !== this.#state || why !== undefined;
      this.#state = state;
      this.#show();
      if (isNew)
        this.dispatchEvent(new CustomEvent('statechange', { detail: { state, ...(why !== undefined && { why }) } }));
    }

    #fail(error: Error): void {
      clearTimeout(this.#leave);
      this.#isHeld = false;
      this.#error = error;
      this.#setState('failed');
      this.dispatchEvent(new ErrorEvent('error', { message: error.message, error }));
    }

    /** Whether the browser waits for a click. */
    get #isBlocked(): boolean {
      return this.#state === 'blocked' || this.#listener?.context.state === 'suspended';
    }

    #show(): void {
      const words = playerWords(this);
      const name = this.getAttribute('label') ?? channelName(this.getAttribute('src') ?? '');
      const isPlaying = this.#listener !== null && !this.#isHeld && !this.#isBlocked;
      const { button, title, text, progress, volume, setIcon } = this.#parts;
      setIcon(isPlaying ? 'stop' : 'play');
      button.setAttribute('aria-label', `${isPlaying ? words.stop : words.play} ${name}`.trim());
      title.textContent = (this.#state !== 'ended' && titleLine(this.#metadata ?? {})) || name;
      const fault = this.#state === 'closed' && this.isConnected ? this.#srcFault() : '';
      const failure = this.#error
        ? playerFailure(words, this.#error, this)
        : fault && words.attributes.src(this.src, fault);
      const shown = failure || words.states[this.#state];
      if (this.#state !== 'loading') progress.textContent = '';
      text.toggleAttribute('data-fault', failure !== '');
      text.replaceChildren(this.muted && isPlaying ? `${shown}, ${words.muted}` : shown, progress);
      volume.setAttribute('aria-label', words.volume);
      // For the author of the page, what has failed.
      text.title = this.#error?.message ?? fault;
    }
  }
  defineTexts(Player.prototype, TEXTS);
  return Player;
}

/**
 * Makes `<latentcast-player src="wss://HOST/CHANNEL">` known to the page: a button, what plays, its state and a volume.
 * Attributes, which are properties too: `src`; `planes` (1..8) and `preset` (`live`, `normal`, `radio`), what the relay is
 * asked for; `label`, shown where the stream has no title; `preload` (`auto` or `none`); `muted`. Property `volume`, 0..1.
 * Events: `statechange`, `metadata`, `volumechange`, `error`. Parts for styles: `button`, `text`, `title`, `state`, `volume`.
 * Its words are English, or German where the nearest `lang` is. May be called again.
 *
 * @throws DOMException for a name that no element can have
 */
export function definePlayerElement(name: string = PLAYER_ELEMENT): void {
  if (!customElements.get(name)) customElements.define(name, makeElement());
}
