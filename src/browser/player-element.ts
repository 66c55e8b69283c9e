import { CodecError, requireNumber } from '../core/errors.js';
import type { StreamMetadata } from '../core/wire/hello.js';
import { titleLine } from '../core/wire/title-line.js';
import { requireChannelUrl } from './channel-url.js';
import type { BrowserListener, BrowserListenerState } from './listener.js';
import { createListener } from './listener.js';
import { channelName, defineTexts, requestedPlanes } from './player-attributes.js';
import { applyPlayerStyle } from './player-style.js';
import { playerWords } from './player-words.js';

/** Name of the element unless another is chosen. */
export const PLAYER_ELEMENT = 'latentcast-player';

/** What a {@link definePlayerElement} element has beside what every element has. */
export interface PlayerElement extends HTMLElement {
  /** `closed` before the first play and after a stop. */
  readonly state: BrowserListenerState;
  /** Address of the channel; as the attribute, as are the following four. */
  src: string;
  /** Shown where the stream has no title. */
  label: string;
  /** Bit planes that the relay is asked for, 1..8; empty for all. */
  planes: string;
  /** Length of the packets that the relay is asked for; empty for the source's. */
  preset: string;
  /** Whether silence is played, whatever the volume is. */
  muted: boolean;
  /** Factor of the amplitude, 0..1. @throws RangeError for another one */
  volume: number;
  /** The listener that plays; null while nothing is played. */
  readonly listener: BrowserListener | null;
  /** Plays the channel; from a click, as browsers demand. What goes wrong is shown and comes as an `error` event. */
  play(): void;
  /** Stops, and frees the model and the sound device. */
  stop(): Promise<void>;
}

const PLAY = 'M7 4v16l13-8z';
const STOP = 'M6 6h12v12H6z';

/** Attributes that are properties, too. */
const TEXTS = ['src', 'label', 'planes', 'preset'] as const;
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

    readonly #button = document.createElement('button');
    readonly #icon = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    readonly #title = document.createElement('span');
    readonly #text = document.createElement('span');
    /** How much of the model has come: it counts on, which a screen reader does not read out. */
    readonly #progress = document.createElement('span');
    readonly #volume = document.createElement('input');
    #listener: BrowserListener | null = null;
    #metadata: StreamMetadata | null = null;
    #state: BrowserListenerState = 'closed';
    #error = '';
    #isRestarting = false;

    constructor() {
      super();
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      svg.setAttribute('viewBox', '0 0 24 24');
      svg.setAttribute('aria-hidden', 'true');
      svg.append(this.#icon);
      this.#button.type = 'button';
      this.#button.part.add('button');
      this.#button.append(svg);
      this.#button.addEventListener('click', () => {
        // One that was started without a click is heard after one, and not stopped by it.
        if (this.#listener && this.#isBlocked) void this.#listener.resume();
        else if (this.#listener) void this.stop();
        else this.play();
      });
      this.#title.part.add('title');
      this.#text.part.add('state');
      this.#text.setAttribute('role', 'status');
      Object.assign(this.#volume, { type: 'range', min: '0', max: '1', step: '0.01', value: '1' });
      this.#volume.part.add('volume');
      this.#progress.setAttribute('aria-hidden', 'true');
      this.#volume.addEventListener('input', () => {
        this.muted = false;
        this.volume = this.#volume.valueAsNumber;
      });
      const words = document.createElement('span');
      words.part.add('text');
      words.append(this.#title, this.#text);
      const root = this.attachShadow({ mode: 'open' });
      applyPlayerStyle(root);
      root.append(this.#button, words, this.#volume);
      this.#show();
    }

    get muted(): boolean {
      return this.hasAttribute('muted');
    }

    set muted(value: boolean) {
      this.toggleAttribute('muted', Boolean(value));
    }

    get volume(): number {
      return this.#volume.valueAsNumber;
    }

    set volume(value: number) {
      this.#volume.valueAsNumber = requireNumber('volume', value, 0, 1);
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
        if (this.#listener) this.#restart();
        if (name === 'src') this.#metadata = null;
        this.#error = '';
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
      this.#show();
    }

    disconnectedCallback(): void {
      // One that is only put elsewhere in the page plays on.
      queueMicrotask(() => {
        if (!this.isConnected) void this.stop();
      });
    }

    play(): void {
      if (this.#listener) return;
      this.#isRestarting = false;
      this.#error = '';
      try {
        const src = this.getAttribute('src');
        const fault = this.#srcFault();
        if (!src || fault) throw new TypeError(fault);
        const planes = requestedPlanes(this.getAttribute('planes'));
        const preset = this.getAttribute('preset');
        const listener = createListener({
          url: new URL(src, document.baseURI).href,
          volume: this.#volume.valueAsNumber,
          downlink: { ...(planes !== undefined && { planes }), ...(preset !== null && { preset: preset as 'live' }) },
        });
        this.#listener = listener;
        listener.muted = this.muted;
        listener.context.addEventListener('statechange', () => this.#show());
        listener.on('progress', ({ loadedBytes, totalBytes }) => {
          this.#progress.textContent = ` ${Math.floor((100 * loadedBytes) / Math.max(1, totalBytes))} %`;
        });
        listener.on('state', ({ state, why }) => this.#enter(listener, state, why));
        listener.on('metadata', (metadata) => {
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
      this.#isRestarting = false;
      const listener = this.#listener;
      this.#listener = null;
      this.#metadata = null;
      this.#error = '';
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
      this.#error = error.message;
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
      const isPlaying = this.#listener !== null && !this.#isBlocked;
      this.#icon.setAttribute('d', isPlaying ? STOP : PLAY);
      this.#button.setAttribute('aria-label', `${isPlaying ? words.stop : words.play} ${name}`.trim());
      this.#title.textContent = titleLine(this.#metadata ?? {}) || name;
      const fault = this.#state === 'closed' && this.isConnected ? this.#srcFault() : '';
      const text = words.states[this.#state];
      const shown = this.#error ? `${words.states.failed}: ${this.#error}` : fault || text;
      const isLoading = this.#state === 'loading';
      if (!isLoading) this.#progress.textContent = '';
      this.#text.replaceChildren(this.muted && this.#listener ? `${shown}, ${words.muted}` : shown, this.#progress);
      this.#volume.setAttribute('aria-label', words.volume);
      // Where a line is cut off, the whole of it.
      this.#text.title = this.#error || fault;
    }
  }
  defineTexts(Player.prototype, TEXTS);
  return Player;
}

/**
 * Makes `<latentcast-player src="wss://HOST/CHANNEL">` known to the page: a button, what plays, its state and a volume.
 * Attributes, which are properties too: `src`; `planes` (1..8) and `preset` (`live`, `normal`, `radio`), what the relay is
 * asked for; `label`, shown where the stream has no title; `muted`. Property `volume`, 0..1. Events: `statechange`,
 * `metadata`, `volumechange`, `error`. Parts for styles: `button`, `text`, `title`, `state`, `volume`. Its words are
 * English, or German where the nearest `lang` is. May be called again.
 *
 * @throws DOMException for a name that no element can have
 */
export function definePlayerElement(name: string = PLAYER_ELEMENT): void {
  if (!customElements.get(name)) customElements.define(name, makeElement());
}
