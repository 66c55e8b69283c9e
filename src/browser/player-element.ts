import { CodecError } from '../core/errors.js';
import type { StreamMetadata } from '../core/wire/hello.js';
import { titleLine } from '../core/wire/title-line.js';
import { requireChannelUrl } from './channel-url.js';
import type { BrowserListener, BrowserListenerState } from './listener.js';
import { createListener } from './listener.js';
import { STATE_WORDS } from './state-words.js';

/** Name of the element unless another is chosen. */
export const PLAYER_ELEMENT = 'latentcast-player';

/** What a {@link definePlayerElement} element has beside what every element has. */
export interface PlayerElement extends HTMLElement {
  /** `closed` before the first play and after a stop. */
  readonly state: BrowserListenerState;
  /** The listener that plays; null while nothing is played. */
  readonly listener: BrowserListener | null;
  /** Plays the channel; from a click, as browsers demand. What goes wrong is shown and comes as an `error` event. */
  play(): void;
  /** Stops, and frees the model and the sound device. */
  stop(): Promise<void>;
}

const STYLE = `
:host { display: inline-flex; align-items: center; gap: .75em; padding: .5em .75em; border: 1px solid; border-radius: .5em;
  border-color: color-mix(in srgb, currentcolor 25%, transparent); font: inherit; max-width: 100%; box-sizing: border-box; }
:host([hidden]) { display: none; }
button { flex: none; width: 2.75em; height: 2.75em; border: 0; border-radius: 50%; cursor: pointer; font: inherit;
  background: currentcolor; display: grid; place-items: center; }
button svg { width: 1.25em; height: 1.25em; fill: Canvas; }
button:focus-visible, input:focus-visible { outline: 2px solid currentcolor; outline-offset: 2px; }
[part=text] { min-width: 0; flex: 1; }
[part=title], [part=state] { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
[part=title] { font-weight: 600; }
[part=state] { font-size: .875em; }
input { flex: none; width: 5em; accent-color: currentcolor; }
`;
const PLAY = 'M7 4v16l13-8z';
const STOP = 'M6 6h12v12H6z';

/** The channel's name: the last part of its address. */
const channelName = (src: string): string => {
  try {
    return decodeURIComponent(requireChannelUrl(src).pathname.split('/').at(-1)!);
  } catch {
    return src;
  }
};

/** Bits per value that the attribute asks for; all where it is missing. @throws RangeError for anything but a number */
function planesOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) throw new RangeError(`planes must be an integer from 1 to 8, got "${text}"`);
  return Number(text);
}

/** The class extends what only a browser has, so that it is made where it is defined. */
function makeElement(): CustomElementConstructor {
  return class extends HTMLElement implements PlayerElement {
    static readonly observedAttributes = ['src', 'planes', 'preset', 'label'];

    readonly #button = document.createElement('button');
    readonly #icon = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    readonly #title = document.createElement('span');
    readonly #text = document.createElement('span');
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
        if (this.#listener && this.#state === 'blocked') void this.#listener.resume();
        else if (this.#listener) void this.stop();
        else this.play();
      });
      this.#title.part.add('title');
      this.#text.part.add('state');
      this.#text.setAttribute('role', 'status');
      Object.assign(this.#volume, { type: 'range', min: '0', max: '1', step: '0.01', value: '1' });
      this.#volume.part.add('volume');
      this.#volume.setAttribute('aria-label', 'Volume');
      this.#volume.addEventListener('input', () => {
        if (this.#listener) this.#listener.volume = this.#volume.valueAsNumber;
      });
      const words = document.createElement('span');
      words.part.add('text');
      words.append(this.#title, this.#text);
      const style = document.createElement('style');
      style.textContent = STYLE;
      this.attachShadow({ mode: 'open' }).append(style, this.#button, words, this.#volume);
      this.#show();
    }

    get state(): BrowserListenerState {
      return this.#state;
    }

    get listener(): BrowserListener | null {
      return this.#listener;
    }

    attributeChangedCallback(name: string, before: string | null, now: string | null): void {
      if (before === now) return;
      const wasPlaying = this.#listener !== null;
      // Another channel, or other packets: the one that plays is not what is asked for any more.
      if (name !== 'label' && wasPlaying) this.#restart();
      if (name === 'src') this.#metadata = null;
      this.#error = '';
      this.#show();
    }

    connectedCallback(): void {
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
        const planes = planesOf(this.getAttribute('planes'));
        const preset = this.getAttribute('preset');
        const listener = createListener({
          url: new URL(src, document.baseURI).href,
          volume: this.#volume.valueAsNumber,
          downlink: { ...(planes !== undefined && { planes }), ...(preset !== null && { preset: preset as 'live' }) },
        });
        this.#listener = listener;
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
      this.#state = 'closed';
      this.#show();
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
      this.#state = state;
      if (state === 'failed') {
        this.#listener = null;
        void listener.close();
      }
      this.#show();
      this.dispatchEvent(new CustomEvent('statechange', { detail: { state, ...(why !== undefined && { why }) } }));
    }

    #fail(error: Error): void {
      this.#state = 'failed';
      this.#error = error.message;
      this.#show();
      this.dispatchEvent(new ErrorEvent('error', { message: error.message, error }));
    }

    #show(): void {
      const name = this.getAttribute('label') ?? channelName(this.getAttribute('src') ?? '');
      const isPlaying = this.#listener !== null && this.#state !== 'blocked';
      this.#icon.setAttribute('d', isPlaying ? STOP : PLAY);
      this.#button.setAttribute('aria-label', `${isPlaying ? 'Stop' : 'Play'} ${name}`.trim());
      this.#title.textContent = titleLine(this.#metadata ?? {}) || name;
      const fault = this.#state === 'closed' && this.isConnected ? this.#srcFault() : '';
      this.#text.textContent = this.#error
        ? `${STATE_WORDS.failed}: ${this.#error}`
        : fault || STATE_WORDS[this.#state];
      // Where a line is cut off, the whole of it.
      this.#text.title = this.#error || fault;
    }
  };
}

/**
 * Makes `<latentcast-player src="wss://HOST/CHANNEL">` known to the page: a button, what plays, its state and a volume.
 * Attributes: `src`; `planes` (1..8) and `preset` (`live`, `normal`, `radio`), what the relay is asked for; `label`, shown
 * where the stream has no title. Events: `statechange`, `metadata`, `error`. Parts for styles: `button`, `text`, `title`,
 * `state`, `volume`. May be called again.
 *
 * @throws DOMException for a name that no element can have
 */
export function definePlayerElement(name: string = PLAYER_ELEMENT): void {
  if (!customElements.get(name)) customElements.define(name, makeElement());
}
